"""What the keyboard does on the pad: a cell cursor that paints, types and erases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen

from cnnviz.document.drawing import Paint, SetCell
from cnnviz.ink.strokes import CellBox
from cnnviz.panels.image.pen import WIDEST
from cnnviz.trace import format_number
from cnnviz.views.fonts import mono_font
from cnnviz.words import text

if TYPE_CHECKING:
    from cnnviz.panels.image.pad import DrawingPad

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_PAINTS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASES = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_SHIFTED = (*_PLAIN, Qt.KeyboardModifier.ShiftModifier)
LONGEST = 9
_TYPING = -1
"""Strokes of typing count downwards, so that they never merge with the pen's."""


class PadKeys(QObject):
    """The keyboard's side of the pad.

    Parameters
    ----------
    pad : DrawingPad
        What it paints on.

    Attributes
    ----------
    cursor : tuple of int or None
        Row and column of the cell cursor, while it is shown.
    typed : str
        The number that is being typed.
    """

    def __init__(self, pad: DrawingPad) -> None:
        super().__init__(pad)
        self._pad = pad
        self._at = (0, 0)
        self._run = _TYPING
        self.cursor: tuple[int, int] | None = None
        self.typed = ""

    def home(self) -> None:
        """Go to the first cell."""
        self._at, self.typed = (0, 0), ""
        self.cursor = None

    def leave(self) -> None:
        """Hide the cursor: the mouse goes on."""
        if self.cursor is not None:
            self._pad.update_cell(*self.cursor)
        self.cursor, self.typed = None, ""

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        if event.matches(QKeySequence.StandardKey.Paste):
            return True
        if event.modifiers() not in _SHIFTED:
            return False
        key, said = event.key(), event.text()
        if key in _STEPS or key in _PAINTS or key in _ERASES or said in ("[", "]"):
            return True
        if key == Qt.Key.Key_Escape:
            return bool(self.typed)
        return self._digit(said)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; False if it means nothing."""
        if not self.wants(event):
            return False
        key, said = event.key(), event.text()
        event.accept()
        if event.matches(QKeySequence.StandardKey.Paste):
            self._pad.paste()
        elif said in ("[", "]"):
            size = self._pad.pen.size + (1 if said == "]" else -1)
            self._pad.pen.take(size=max(1, min(size, WIDEST)))
        elif self.cursor is None and key in _STEPS:
            self._show()
        elif key in _STEPS:
            far = 8 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._move(*_STEPS[Qt.Key(key)], far)
        elif key == Qt.Key.Key_Escape:
            self._type("")
        else:
            self._change(key, said)
        self.describe()
        return True

    def paint(self, painter: QPainter) -> None:
        """Paint the cursor, and the number as it is typed."""
        if self.cursor is None:
            return
        row, column = self.cursor
        theme, cells = self._pad.appearance.theme, self._pad.cells
        box = cells.rect(CellBox(row, column, row + 1, column + 1))
        if self.typed and cells.side >= 14:
            px = min(0.42 * cells.side, (cells.side - 4) / (0.6 * len(self.typed)))
            painter.fillRect(box, theme.colour("selection"))
            painter.setFont(mono_font(max(7.0, px), bold=True))
            painter.setPen(theme.colour("strong"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.typed.replace("-", "−"))
        grown = box.adjusted(-1, -1, 1, 1) if cells.side >= 7 else box.adjusted(-4, -4, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, role in ((4.5, "window"), (2.5, "accent")):
            painter.setPen(QPen(theme.colour(role), width))
            painter.drawRect(grown)

    def describe(self) -> None:
        """Tell a screen reader where the cursor is, or what the keys do."""
        words, pad = self._pad.appearance.words, self._pad
        if self.cursor is None:
            said = text(
                "Arrow keys move, Space paints, digits type a value, Delete erases; "
                "with the mouse the right button erases."
            )
            pad.setAccessibleDescription(words(said))
            pad.setToolTip("")
            return
        row, column = self.cursor
        values = ", ".join(format_number(float(v)) for v in pad.cells.pixels[:, row, column])
        said = text("row {row}, column {column}: {value}", row=row, column=column, value=values)
        pad.setAccessibleDescription(words(said))

    def _show(self) -> None:
        row, column = self._at
        cells = self._pad.cells
        self._at = (min(row, cells.rows - 1), min(column, cells.columns - 1))
        self.cursor = self._at
        self._pad.update()

    def _move(self, down: int, right: int, far: int) -> None:
        cells = self._pad.cells
        row = max(0, min(self._at[0] + down * far, cells.rows - 1))
        column = max(0, min(self._at[1] + right * far, cells.columns - 1))
        self.typed = ""
        self._run -= 1
        self._pad.bridge.settle()
        self._at = self.cursor = (row, column)
        self._pad.update()

    def _change(self, key: int, said: str) -> None:
        if self.cursor is None:
            self._show()
        if self._digit(said):
            self._type((self.typed + said.replace("−", "-"))[:LONGEST])
        elif key == Qt.Key.Key_Backspace and self.typed:
            self._type(self.typed[:-1])
        elif key in _PAINTS and self.typed:
            self._type("")
        elif key in _PAINTS:
            self._pad.stamp(*self._at)
        else:
            self.typed = ""
            self._pad.stamp(*self._at, erasing=True)
        self._pad.update_cell(*self._at)

    def _type(self, typed: str) -> None:
        if not typed:
            self.typed = ""
            self._run -= 1
            self._pad.bridge.settle()
            self._pad.update()
            return
        self.typed = typed
        try:
            value = float(typed)
        except ValueError:
            return
        state = self._pad.bridge.state
        batch, (row, column) = state.document.batch, self._at
        if batch.shape[0] == 1:
            self._pad.bridge.do(SetCell((state.image, 0, row, column), value))
            return
        pixels = np.array(batch.pixels[state.image])
        pixels[:, row, column] = value
        self._pad.bridge.do(Paint(state.image, pixels, self._run))

    def _digit(self, said: str) -> bool:
        if said in ("-", "−"):
            return not self.typed and self.cursor is not None
        if said == ".":
            return bool(self.typed) and "." not in self.typed
        return len(said) == 1 and said in "0123456789"
