"""Fields for one number, and for rows and columns."""

from __future__ import annotations

import math
import re

import numpy as np
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.field import ValueField
from cnnviz.panels.kit.typed import (
    format_exact,
    format_pair,
    format_real,
    read_pair,
    read_real,
    read_whole,
)
from cnnviz.words import Text

ROUNDED = "≈"
"""Before a number that has more digits than its field has room for."""


class NumberField(ValueField):
    """A whole or real number within bounds.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    label : Text or str
        What it sets, for screen readers.
    whole : bool
        Whether it must be whole.
    low, high : float
        Bounds.
    places : int
        Decimals that suffice for what is chosen with arrows; a value with more is shown as it
        is, or marked as rounded until the field is entered.
    step : float, optional
        What an arrow key adds: 1 for whole numbers, else a tenth.
    hint : Text, optional
        Tooltip.
    digits : int
        Characters that it has room for.
    parent : QWidget, optional
        Where it lies.
    signs : bool
        Whether a minus and a plus stand in it, as in every field of whole numbers.
    """

    def __init__(
        self,
        appearance: Appearance,
        label: Text | str,
        *,
        whole: bool = False,
        low: float = -1e9,
        high: float = 1e9,
        places: int = 2,
        step: float | None = None,
        hint: Text | None = None,
        digits: int = 6,
        parent: QWidget | None = None,
        signs: bool = False,
    ) -> None:
        self._whole, self._low, self._high, self._places = whole, low, high, places
        self._step_size = step if step is not None else (1 if whole else 0.1)
        super().__init__(appearance, label, hint, digits, parent, signs=signs or whole)

    def read(self, typed: str) -> int | float:
        if self._whole:
            return read_whole(typed, int(self._low), int(self._high))
        return read_real(typed.lstrip(ROUNDED), self._low, self._high)

    def write(self, value: object) -> str:
        assert isinstance(value, int | float)
        return str(value).replace("-", "−") if self._whole else self._real(value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show all digits of what will be edited."""
        super().focusInEvent(event)
        if not self.isModified() and self.text().startswith(ROUNDED):
            self._restore()
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show what there is room for."""
        super().focusOutEvent(event)
        if not self._whole and not self.isModified() and self.refusal is None:
            self._restore()

    def _real(self, value: float) -> str:
        """Write a value: as it is, or marked as rounded where there is no room for that."""
        short = format_real(value, self._places)
        if math.isfinite(value) and np.float32(read_real(short, -math.inf, math.inf)) != np.float32(
            value
        ):
            exact = format_exact(value)
            fits = self.hasFocus() or len(exact) <= self._digits
            return exact if fits else ROUNDED + short
        return short

    def stepped(self, value: object, steps: int) -> int | float:
        assert isinstance(value, int | float)
        if self._whole:
            return max(int(self._low), min(int(self._high), int(value + steps)))
        return max(self._low, min(self._high, round(value + steps * self._step_size, 7)))


class PairField(ValueField):
    """Rows × columns: one number sets both, two set them apart.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    label : Text or str
        What it sets, for screen readers.
    low, high : int
        Bounds of both.
    hint : Text, optional
        Tooltip.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self,
        appearance: Appearance,
        label: Text | str,
        *,
        low: int,
        high: int,
        hint: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._low, self._high = low, high
        digits = max(6, len(format_pair((high, high))))
        super().__init__(appearance, label, hint, digits, parent, signs=True)

    def read(self, typed: str) -> tuple[int, int]:
        return read_pair(typed, self._low, self._high)

    def write(self, value: object) -> str:
        assert isinstance(value, tuple)
        return format_pair(value)

    def stepped(self, value: object, steps: int) -> tuple[int, int]:
        """Add steps to both while they are equal, else to the one that the cursor is in."""
        assert isinstance(value, tuple)
        rows, columns = value
        sign = re.search("×", self.text())
        in_rows = sign is not None and self.cursorPosition() <= sign.start()
        if rows == columns or in_rows:
            rows = self._kept(rows + steps)
        if value[0] == value[1] or not in_rows:
            columns = self._kept(columns + steps)
        return rows, columns

    def _kept(self, number: int) -> int:
        return max(self._low, min(self._high, number))
