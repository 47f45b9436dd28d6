"""The field of one word among a few."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.layers.parameters import EnumParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.kit import Segmented


class ChoiceField(ParameterField):
    """All options side by side."""

    def __init__(self, parameter: EnumParameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parameter, appearance, parent)
        options = tuple(parameter.options.items())
        self._input = Segmented(appearance, options, parameter.label, self.hint, parent)
        self.control = self._input
        self._input.chosen.connect(self._chosen)

    def set_value(self, value: Any) -> None:
        self._input.set_value(value)

    @Slot(object)
    def _chosen(self, value: Any) -> None:
        self.edited.emit(value)
        self.settled.emit()
