"""The row above the stage: ways to explain the layer, its mode, predicting and numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from cnnviz.document.commands import SetParameter
from cnnviz.layers.capabilities import Modal
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.kit import Segmented, TextButton, TextLabel
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.map_scales import ComparesMaps
from cnnviz.scene.registry import explanations_of
from cnnviz.session import Presented
from cnnviz.words import Text, text

PATIENCE_MS = 300
"""How long computing may take before the stage says so."""


class StageHeader(QWidget):
    """Buttons that change what the stage shows; it reads what is on stage and sends commands.

    Parameters
    ----------
    bridge : Bridge
        What is on stage.
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget
        The stage.
    compares : bool
        Whether the maps can be put on one scale here; before a class only with its key,
        as the row of maps is not there.
    """

    def __init__(
        self, bridge: Bridge, appearance: Appearance, parent: QWidget, *, compares: bool = True
    ) -> None:
        super().__init__(parent)
        self._compares = compares
        self._bridge, self._appearance = bridge, appearance
        self.explanations: Segmented | None = None
        self._aside = False
        self._offered: tuple[Explanation, ...] = ()
        modes = ((True, text("train")), (False, text("eval")))
        self.mode = Segmented(appearance, modes, text("Mode"), None, self)
        self.mode.chosen.connect(self._set_mode)
        self.predict = _toggle(
            appearance, text("predict"), text("Ask for each value before it is shown (P)")
        )
        self.numbers = _toggle(
            appearance, text("numbers"), text("Write the numbers into the cells (N)")
        )
        self.predict.clicked.connect(self.toggle_predict)
        self.numbers.clicked.connect(self.toggle_numbers)
        scales = ((False, text("one scale")), (True, text("each its own")))
        self.scales = Segmented(appearance, scales, text("Colours of the maps"), None, self)
        self.scales.chosen.connect(self._set_scales)
        self._working = TextLabel(appearance, text("working…"))
        self._working.setProperty("look", "muted")
        self._working.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._say_busy)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 20, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        for widget in (self._working, self.mode, self.scales, self.predict, self.numbers):
            self._row.addWidget(widget)
        bridge.changed.connect(self._changed)
        self.refresh(bridge.presented)

    def show_busy(self, busy: bool) -> None:
        """Say that numbers are being computed, if that takes long enough to be noticed."""
        if busy:
            self._patience.start()
        else:
            self._patience.stop()
            self._working.hide()
            self._take_room()

    def stand_aside(self, aside: bool) -> None:
        """Be gone for a while, whatever there is to choose."""
        self._aside = aside
        self._take_room()

    def toggle_predict(self) -> None:
        """Ask for values before they are shown, or no longer."""
        self._bridge.session.predict(not self._bridge.state.predict)

    def toggle_numbers(self) -> None:
        """Write numbers into the cells, or no longer."""
        self._bridge.session.view(numbers=not self._bridge.state.numbers)

    def toggle_scales(self) -> None:
        """Colour each map on its own scale, or all on one."""
        if _compares(self._bridge.presented):
            self._set_scales(not self._bridge.state.own_scales)

    def refresh(self, presented: Presented) -> None:
        """Show the buttons that the layer on stage has, and which of them are down."""
        state, layer = presented.state, presented.state.layer
        self._offer(() if layer is None else explanations_of(layer))
        if self.explanations is not None and presented.explanation is not None:
            self.explanations.set_value(presented.explanation.name)
        self.mode.setVisible(isinstance(layer, Modal))
        if isinstance(layer, Modal):
            self.mode.set_value(layer.training)
        self.scales.setVisible(self._compares and _compares(presented))
        self.scales.set_value(state.own_scales)
        self.predict.setVisible(presented.can_ask)
        self.numbers.setVisible(layer is not None)
        self.predict.setChecked(state.predict)
        self.numbers.setChecked(state.numbers)
        self._take_room()

    def _say_busy(self) -> None:
        self._working.show()
        self._take_room()

    def _take_room(self) -> None:
        """Leave the room to the stage while there is nothing in the row."""
        busy = not self._working.isHidden()
        needed = busy or self._bridge.state.layer is not None
        self.setVisible(needed and not self._aside)

    def _changed(self, old: Presented, new: Presented) -> None:
        if _shown(old) != _shown(new):
            self.refresh(new)

    def _offer(self, offered: tuple[Explanation, ...]) -> None:
        """Show a button for each explanation, if there is more than one."""
        if offered == self._offered:
            return
        self._offered = offered
        if self.explanations is not None:
            self._row.removeWidget(self.explanations)
            self.explanations.hide()  # or Qt shows it as a window, if it was only just added
            self.explanations.deleteLater()
            self.explanations = None
        if len(offered) > 1:
            choices = tuple((each.name, each.title) for each in offered)
            label, no_hint = text("view"), text("")  # its words say all, and a hint covers tools
            self.explanations = Segmented(self._appearance, choices, label, no_hint)
            self.explanations.chosen.connect(self._choose)
            self._row.insertWidget(0, self.explanations)
            before = self.parentWidget() or self
            for button in self.explanations.findChildren(QAbstractButton):
                QWidget.setTabOrder(before, button)
                before = button

    def _choose(self, name: object) -> None:
        self._bridge.session.choose_explanation(str(name))

    def _set_scales(self, own: object) -> None:
        self._bridge.session.view(own_scales=bool(own))

    def _set_mode(self, training: object) -> None:
        self._bridge.do(SetParameter(self._bridge.state.selected - 1, "training", training))
        self._bridge.settle()


def _compares(presented: Presented) -> bool:
    """Whether there are several maps whose colours could be compared."""
    return presented.maps > 1 and isinstance(presented.stage, ComparesMaps)


def _shown(presented: Presented) -> tuple[object, ...]:
    """Everything that the buttons depend on."""
    state, layer = presented.state, presented.state.layer
    offered = None if layer is None else explanations_of(layer)
    mode = layer.training if isinstance(layer, Modal) else None
    chosen = presented.explanation
    asks = (presented.can_ask, state.predict)
    return (offered, chosen, mode, *asks, state.numbers, state.own_scales, _compares(presented))


def _toggle(appearance: Appearance, label: Text, hint: Text) -> TextButton:
    button = TextButton(appearance, label, hint, look="plain")
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
