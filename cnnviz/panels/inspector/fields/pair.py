"""The field of rows × columns."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from cnnviz.layers.parameters import PairParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.kit import PairField
from cnnviz.words import text

HINT = text("Rows × columns. One number sets both; 3 × 5 sets them apart.")


class TwoField(ParameterField):
    """Two whole numbers in one field."""

    def __init__(self, parameter: PairParameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parameter, appearance, parent)
        self._input = PairField(
            appearance,
            parameter.label,
            low=parameter.low,
            high=parameter.high,
            hint=self.hint or HINT,
            parent=parent,
        )
        self.control = self._input
        self._input.edited.connect(self.edited)
        self._input.settled.connect(self.settled)

    def set_value(self, value: Any) -> None:
        self._input.set_value(value)
