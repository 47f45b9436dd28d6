"""The field of a padding: a word, or a number of cells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.layers.parameters import PaddingParameter
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import PairField, Segmented
from cnnviz.words import text

CELLS = "cells"
"""The option that is no word of the parameter's."""

HINT = text("Cells added on each side: rows above and below × columns left and right.")


class PaddingField(ParameterField):
    """valid, same, full, or n; with n the cells can be typed.

    Attributes
    ----------
    word : Segmented
        Chooses a word, or n.
    cells : PairField
        Takes the cells; hidden while a word is chosen.
    """

    def __init__(
        self, parameter: PaddingParameter, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parameter, appearance, parent)
        options = (*parameter.words.items(), (CELLS, text("n")))
        self.word = Segmented(appearance, options, parameter.label, self.hint, parent)
        self.cells = PairField(
            appearance,
            parameter.label,
            low=parameter.low,
            high=parameter.high,
            hint=HINT,
            parent=parent,
        )
        self.control = self.word
        row = FormRow(appearance, text("Cells on each side"), "muted", parent, HINT)
        row.put(self.cells)
        row.hide()
        self.below = row
        self._last = (max(1, parameter.low),) * 2
        self.word.chosen.connect(self._chosen)
        self.cells.edited.connect(self.edited)
        self.cells.settled.connect(self.settled)

    def set_value(self, value: Any) -> None:
        typed = not isinstance(value, str)
        self.word.set_value(CELLS if typed else value)
        if typed:
            self._last = value
            self.cells.set_value(value)
        if self.below is not None and typed == self.below.isHidden():
            self.below.setVisible(typed)

    @Slot(object)
    def _chosen(self, value: Any) -> None:
        self.edited.emit(self._last if value == CELLS else value)
        self.settled.emit()
