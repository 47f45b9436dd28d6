"""The field of a real number, with a slider under it where the parameter asks for one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.layers.parameters import FloatParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.kit import NumberField, RealSlider


class RealField(ParameterField):
    """Digits, and a slider if it is wanted; the two show the same number."""

    def __init__(self, parameter: FloatParameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parameter, appearance, parent)
        span = parameter.high - parameter.low
        self._number = NumberField(
            appearance,
            parameter.label,
            low=parameter.low,
            high=parameter.high,
            places=max(parameter.places, 3),
            step=max(10.0**-parameter.places, 0.1 if span > 2 else 0.0),
            hint=self.hint,
            parent=parent,
        )
        self.control = self._number
        self._number.edited.connect(self._edited)
        self._number.settled.connect(self.settled)
        self._slider: RealSlider | None = None
        if parameter.slider:
            self._slider = RealSlider(
                appearance,
                parameter.label,
                parameter.low,
                parameter.high,
                hint=self.hint,
                parent=parent,
            )
            self.below = self._slider
            self._slider.edited.connect(self._edited)
            self._slider.settled.connect(self.settled)

    def set_value(self, value: Any) -> None:
        self._number.set_value(float(value))
        if self._slider is not None:
            self._slider.set_value(float(value))

    @Slot(object)
    def _edited(self, value: Any) -> None:
        self.set_value(value)
        self.edited.emit(value)
