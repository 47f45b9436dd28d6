"""The named filters: a few as chips, all of them in a menu."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from cnnviz.layers.filters import LABELS, kernel
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import FlowLayout, TextButton
from cnnviz.words import text

CHIPS = ("identity", "sobel_x", "sobel_y", "laplacian", "sharpen", "box", "gaussian", "emboss")
"""The names that are one click away."""


class FilterNames(QWidget):
    """Chips that put a named filter in place, the current one marked.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    chosen : Signal(str)
        A key of `filters.LABELS`.
    """

    chosen = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        self._chips: dict[str, QPushButton] = {}
        for name in CHIPS:
            chip = TextButton(appearance, LABELS[name], look="chip", parent=self)
            chip.setCheckable(True)
            chip.setObjectName(name)
            chip.clicked.connect(self._clicked)
            self._flow.addWidget(chip)
            self._chips[name] = chip
        self._more = TextButton(
            appearance, text("More"), text("All named filters"), look="chip", parent=self
        )
        self._more.setProperty("menu", True)
        self._flow.addWidget(self._more)
        self._menu = QMenu(self._more)
        self._group = QActionGroup(self._menu)
        self._actions: dict[str, QAction] = {}
        for name in LABELS:
            if name == "custom":
                continue
            action = self._menu.addAction("")
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
            self._actions[name] = action
        self._group.triggered.connect(self._triggered)
        self._more.setMenu(self._menu)
        self._shown: tuple[str, tuple[int, int]] | None = None
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_name(self, name: str, size: tuple[int, int]) -> None:
        """Mark the current name; names that the kernel cannot hold are off."""
        if (name, size) == self._shown:
            return
        resized = self._shown is None or self._shown[1] != size
        self._shown = (name, size)
        for each, chip in self._chips.items():
            chip.setChecked(each == name)
        for each, action in self._actions.items():
            action.setChecked(each == name)
            if resized:
                fits = each == "random" or kernel(each, size) is not None
                action.setEnabled(fits)
                if each in self._chips:
                    self._chips[each].setEnabled(fits)

    @property
    def menu(self) -> QMenu:
        """The menu with all names."""
        return self._menu

    def chip(self, name: str) -> QPushButton:
        """Give the chip of a name."""
        return self._chips[name]

    @Slot()
    def _clicked(self) -> None:
        name = self.sender().objectName()
        self._choose(name)

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        self._choose(action.data())

    def _choose(self, name: str) -> None:
        shown, self._shown = self._shown, None
        self.chosen.emit(name)
        if self._shown is None and shown is not None:
            self.show_name(*shown)

    def _restyle(self) -> None:
        self._flow.setSpacing(self._appearance.px(4))
        for name, action in self._actions.items():
            action.setText(self._appearance.words(LABELS[name]))
        self._menu.setAccessibleName(self._appearance.words(text("All named filters")))
        self.updateGeometry()
