"""The field of a whole number."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from cnnviz.layers.parameters import IntParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.kit import NumberField


class WholeField(ParameterField):
    """Digits, with arrows that add one."""

    def __init__(self, parameter: IntParameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parameter, appearance, parent)
        self._input = NumberField(
            appearance,
            parameter.label,
            whole=True,
            low=parameter.low,
            high=parameter.high,
            hint=self.hint,
            digits=5,
            parent=parent,
        )
        self.control = self._input
        self._input.edited.connect(self.edited)
        self._input.settled.connect(self.settled)

    def set_value(self, value: Any) -> None:
        self._input.set_value(value)
