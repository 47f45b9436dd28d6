"""The context menu of the stage: its picture, its switches, and the cell under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from cnnviz.app.actions import ACTIONS
from cnnviz.app.key_sheet import shown
from cnnviz.document.state import CellRef
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.kit import give_keys_back
from cnnviz.panels.stage import StagePanel
from cnnviz.views.zoom import WHOLE
from cnnviz.words import Text, text

CHOSEN_BY_CLICK = ("maps", "batch")
"""Small pictures on the stage that a click chooses; their cells cannot be pinned."""


class StageMenu(QObject):
    """Offers what can be done with the stage, and shows all of it when it shows another layer.

    Parameters
    ----------
    stage : StagePanel
        Whose menu it is.
    bridge : Bridge
        Where the pin and the switches are.
    appearance : Appearance
        Language of the menu.
    actions : dict of str to QAction
        Those of the window, by name.
    """

    def __init__(
        self,
        stage: StagePanel,
        bridge: Bridge,
        appearance: Appearance,
        actions: dict[str, QAction],
    ) -> None:
        super().__init__(stage)
        self._stage, self._bridge = stage, bridge
        self._appearance, self._actions = appearance, actions
        stage.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        stage.customContextMenuRequested.connect(self._ask)

    def menu(self, at: QPoint) -> QMenu:
        """Make the menu for a point of the stage; it deletes itself when it closes."""
        state, canvas = self._bridge.state, self._stage.canvas
        menu = QMenu(self._stage)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.aboutToHide.connect(self._closed)
        cell = self._cell(at)
        if cell is not None:
            pinned = cell == state.pin
            said = text("Unpin this cell") if pinned else text("Pin this cell")
            self._offer(menu, said, "").triggered.connect(lambda: self._pin(cell))
        if state.pin is not None and cell != state.pin:
            self._offer(menu, text("Unpin"), "Esc").triggered.connect(lambda: self._pin(None))
        menu.addSeparator()
        self._add(menu, "copy_picture")
        self._add(menu, "save_picture")
        menu.addSeparator()
        if state.layer is not None:
            self._add(menu, "toggle_numbers", state.numbers)
        self._add(menu, "toggle_axes", state.axes == "NHWC")
        if self._bridge.presented.can_ask:
            self._add(menu, "toggle_predict", state.predict)
        if canvas is not None and canvas.zoom != WHOLE:
            whole = self._offer(menu, text("Show the whole stage"), "Ctrl+0")
            whole.triggered.connect(lambda: canvas.set_zoom(WHOLE))
        menu.addSeparator()
        self._add(menu, "present")
        return menu

    def _ask(self, at: QPoint) -> None:
        if self._bridge.state.selected:
            self.menu(at).popup(self._stage.mapToGlobal(at))

    def _cell(self, at: QPoint) -> CellRef | None:
        """Give the cell under a point of the stage, if it can be pinned."""
        canvas = self._stage.canvas
        if canvas is None or not canvas.isVisible():
            return None
        spot = canvas.spot_at(QPointF(canvas.mapFrom(self._stage, at)))
        if spot is None or spot.key in CHOSEN_BY_CLICK:
            return None
        return CellRef(self._bridge.state.selected - 1, spot.key, (spot.row, spot.column))

    def _add(self, menu: QMenu, name: str, on: bool | None = None) -> None:
        """Offer an action of the window; `on` says whether what it switches is on."""
        row = next(each for each in ACTIONS if each.name == name)
        made = self._offer(menu, row.label, shown(row.keys[0]) if row.keys else "")
        if on is not None:
            made.setCheckable(True)
            made.setChecked(on)
        made.triggered.connect(self._actions[name].trigger)

    def _offer(self, menu: QMenu, label: Text, keys: str) -> QAction:
        said = self._appearance.words(label)
        return menu.addAction(f"{said}\t{keys}" if keys else said)

    def _pin(self, cell: CellRef | None) -> None:
        self._bridge.session.pin(cell)

    def _closed(self) -> None:
        give_keys_back(self._stage)
