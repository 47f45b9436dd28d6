"""The field of an earlier layer: those that can be referred to, side by side."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from cnnviz.layers import Layer
from cnnviz.layers.linked import Linked
from cnnviz.layers.parameters import NONE, LayerParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.kit import Segmented
from cnnviz.words import Text, text


class LayerField(ParameterField):
    """One word for each layer; they change with the pipeline."""

    def __init__(self, parameter: LayerParameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parameter, appearance, parent)
        self.control = QWidget(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.control.setSizePolicy(policy)
        self._row = QHBoxLayout(self.control)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._choices: tuple[tuple[int, str], ...] | None = None
        self._input: Segmented | None = None

    def offer(self, layer: Layer) -> None:
        """Offer the layers that this one can refer to."""
        choices = layer.tie.choices if isinstance(layer, Linked) else ()
        if choices == self._choices:
            return
        self._choices = choices
        if self._input is not None:
            self._row.removeWidget(self._input)
            self._input.hide()
            self._input.deleteLater()
        options: list[tuple[object, Text | str]] = [
            (index, text("layer {number}", number=index + 1)) for index, _ in choices
        ]
        options = options or [(NONE, text("none"))]
        label, hint = self.parameter.label, self.hint
        self._input = Segmented(self.appearance, options, label, hint, self.control)
        self._input.chosen.connect(self._chosen)
        self._row.addWidget(self._input)

    def set_value(self, value: Any) -> None:
        if self._input is not None:
            self._input.set_value(value)

    @Slot(object)
    def _chosen(self, value: Any) -> None:
        self.edited.emit(value)
        self.settled.emit()
