"""A field with a button at each side, so that its value can be changed without typing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.buttons import TextButton
from cnnviz.panels.kit.field import ValueField
from cnnviz.words import Text, text


class Stepper(QWidget):
    """One less, the field, one more.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    field : ValueField
        What is stepped; it is taken over.
    label : Text or str
        What it sets, for screen readers and tooltips.
    parent : QWidget
        Where it lies.
    """

    def __init__(
        self, appearance: Appearance, field: ValueField, label: Text | str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.less = TextButton(appearance, "−", text("{label}: less", label=label), parent=self)
        self.more = TextButton(appearance, "+", text("{label}: more", label=label), parent=self)
        for widget in (self.less, field, self.more):
            row.addWidget(widget)
        for button in (self.less, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.less.clicked.connect(self._step_down)
        self.more.clicked.connect(self._step_up)

    def _step_down(self) -> None:
        self.field.step(-1)

    def _step_up(self) -> None:
        self.field.step(1)
