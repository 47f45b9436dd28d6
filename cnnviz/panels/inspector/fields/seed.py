"""The field of a seed: its number, and a button for the next draw."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.layers.parameters import SeedParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.kit import NumberField, TextButton
from cnnviz.words import text


class SeedField(ParameterField):
    """Digits, and *next draw*."""

    def __init__(self, parameter: SeedParameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parameter, appearance, parent)
        self._parameter = parameter
        self.control = QWidget(parent)
        self._number = NumberField(
            appearance,
            parameter.label,
            whole=True,
            low=parameter.low,
            high=parameter.high,
            hint=self.hint,
            digits=5,
            parent=self.control,
        )
        self.next = TextButton(
            appearance,
            text("Next draw"),
            text("Take the next seed: other coins are tossed."),
            icon_name="shuffle",
            parent=self.control,
        )
        self.next.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self.control)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(appearance.px(6))
        row.addWidget(self._number)
        row.addWidget(self.next)
        self._number.edited.connect(self.edited)
        self._number.settled.connect(self.settled)
        self.next.clicked.connect(self._draw)

    def set_value(self, value: Any) -> None:
        self._number.set_value(value)

    @Slot()
    def _draw(self) -> None:
        seed = self._number.value()
        assert isinstance(seed, int)
        self.edited.emit(self._parameter.after(seed))
        self.settled.emit()
