"""One kernel as a grid of numbers that are changed in place with the keyboard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.filter.cell_editor import CellEditor
from cnnviz.panels.inspector.filter.pasted import copied, filled, read_table
from cnnviz.panels.kit import keep_keys
from cnnviz.panels.kit.typed import Refusal, format_exact
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scale
from cnnviz.trace import Span
from cnnviz.views.item import rect
from cnnviz.views.mark_widget import MarkWidget
from cnnviz.views.number_size import places_that_fit
from cnnviz.words import text

SMALLEST_SIDE, LARGEST_SIDE = 14, 30
"""Of a cell in logical pixels; the larger one at text size 1."""

HELP = text(
    "Type a number to replace one; Enter or Tab goes on to the next, Escape restores, "
    "Delete sets 0. Numbers can be pasted from a table."
)
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class KernelGrid(MarkWidget):
    """The numbers of one kernel, coloured by the signed scale.

    Arrows move, typing replaces, Enter and Tab commit and go on in reading order,
    Escape restores, Delete sets 0, Ctrl+C and Ctrl+V copy and paste tables.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    edited : Signal(int, int, float)
        Row, column and the new number.
    replaced : Signal(object)
        All rows, after a paste.
    refused : Signal(Text)
        What was pasted is no table of numbers.
    moved : Signal(int, int)
        The cell that the keyboard is in.
    """

    edited = Signal(int, int, float)
    replaced = Signal(object)
    refused = Signal(object)
    moved = Signal(int, int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance.theme, appearance.words, parent)
        self._appearance = appearance
        self._weight: NDArray[np.float32] = np.zeros((3, 3), np.float32)
        self._high = 1.0
        self._parts = 1
        self._at = (0, 0)
        self._run = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        keep_keys(self)  # numbers are typed into its cells
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._editor = CellEditor(appearance, self)
        self._editor.committed.connect(self._committed)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_kernel(self, weight: NDArray[np.float32], high: float, parts: int = 1) -> None:
        """Show numbers.

        Parameters
        ----------
        weight : ndarray, shape (K_h, K_w)
            The kernel.
        high : float
            The magnitude that has the full colour; shared by the slices of a filter.
        parts : int
            What the numbers are whole parts of: 9 shows ninths as whole numbers, with
            the factor in front of the grid. What is typed is counted in them too.
        """
        same = weight.shape == self._weight.shape and high == self._high
        if same and parts == self._parts:
            if np.array_equal(weight, self._weight):
                return
        else:
            self._editor.drop()
        resized = weight.shape != self._weight.shape
        self._weight, self._high, self._parts = weight, high, parts
        rows, columns = weight.shape
        self._at = (min(self._at[0], rows - 1), min(self._at[1], columns - 1))
        if resized:
            self.updateGeometry()
        self._describe()
        self._show()

    @property
    def at(self) -> tuple[int, int]:
        """Row and column of the cell that the keyboard is in."""
        return self._at

    def go(self, row: int, column: int) -> None:
        """Move the keyboard to a cell."""
        rows, columns = self._weight.shape
        at = (max(0, min(row, rows - 1)), max(0, min(column, columns - 1)))
        if at != self._at:
            self._at = at
            self._describe()
            self.moved.emit(*at)
            self._show()

    def cell_rect(self, row: int, column: int) -> QRect:
        """Give the place of a cell."""
        return rect(self._grid().cell(row, column)).toRect()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._side(width) * self._weight.shape[0] + 2

    def sizeHint(self) -> QSize:
        side = self._appearance.px(LARGEST_SIDE)
        rows, columns = self._weight.shape
        return QSize(side * columns + 2, side * rows + 2)

    def minimumSizeHint(self) -> QSize:
        rows, columns = self._weight.shape
        return QSize(SMALLEST_SIDE * columns + 2, SMALLEST_SIDE * rows + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()
        if self._editor.open:
            self._editor.lay(self.cell_rect(*self._at))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._run = False
            down, right = _MOVES[key]
            self.go(self._at[0] + down, self._at[1] + right)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(copied(self._weight))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.edited.emit(*self._at, 0.0)
        elif key == Qt.Key.Key_Home:
            self.go(self._at[0], 0)
        elif key == Qt.Key.Key_End:
            self.go(self._at[0], self._weight.shape[1] - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._edit(format_exact(self._shown(self._at)), selected=True)
        elif event.text() and event.text() in "0123456789-−+.,/":
            self._edit(event.text(), selected=False)
        else:
            if key == Qt.Key.Key_Escape:
                self._run = False
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next cell while numbers are being typed, else out of the grid."""
        if self._run and self._advance(1 if forward else -1):
            return True
        self._run = False
        return bool(super().focusNextPrevChild(forward))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._run = False
        at = self._cell_at(event.position())
        if at is not None:
            self._editor.finish()
            self.go(*at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._cell_at(event.position()) is not None:
            self._edit(format_exact(self._shown(self._at)), selected=True)

    def event(self, event: QEvent) -> bool:
        """Show the whole number of the cell under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._cell_at(QPointF(event.pos()))
            hint = self._appearance.words(HELP)
            if at is not None:
                hint = f"{format_exact(float(self._weight[at]))}\n{hint}"
            QToolTip.showText(event.globalPos(), hint, self)
            return True
        return bool(super().event(event))

    def _side(self, width: int) -> int:
        """Choose the side of a cell, so that all columns fit a width."""
        fitting = (width - 2) // self._weight.shape[1]
        return max(SMALLEST_SIDE, min(self._appearance.px(LARGEST_SIDE), fitting))

    def _grid(self) -> Grid:
        rows, columns = self._weight.shape
        side = self._side(self.width())
        left = max(1, (self.width() - side * columns) // 2)
        shown, high = self._weight, self._high * self._parts
        if self._parts > 1:
            shown = np.rint(shown * self._parts)
        return Grid(
            "kernel",
            Box(left, 1, side * columns, side * rows),
            shown,
            Scale("signed", -high, high),
            places_that_fit(shown, side),
        )

    def _shown(self, at: tuple[int, int]) -> float:
        """The number that stands in a cell."""
        value = float(self._weight[at]) * self._parts
        return value if self._parts == 1 else float(round(value))

    def _factor(self, grid: Grid) -> list[Mark]:
        """What the numbers are parts of, in front of them where there is room."""
        if self._parts == 1 or grid.box.x < 40 * self._appearance.tools:
            return []
        said = (Span(f"1/{self._parts} ·", "weight"),)
        size = 12.0 * self._appearance.tools
        where = grid.box.x - 5, grid.box.cy
        room = (0.0, grid.box.x - 4)
        return [Label("factor", *where, said, size, "right", mono=True, room=room)]

    def _show(self) -> None:
        """Show the cells, framed as filters are on the stage, and where the keyboard is."""
        grid = self._grid()
        cells = tuple(grid.cell(*at) for at in np.ndindex(self._weight.shape))
        marks: list[Mark] = [grid, Outline("cells", cells, "weight", 1.0), *self._factor(grid)]
        if self.hasFocus():
            marks.append(Outline("here", (grid.cell(*self._at).inset(-1),), "strong", 3.0))
        self.show_marks(*marks)

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        spot = self.spot_at(point)
        return None if spot is None else (spot.row, spot.column)

    def _edit(self, begun: str, selected: bool) -> None:
        self._run = True
        self._editor.begin(self.cell_rect(*self._at), begun, selected)

    @Slot(object, int)
    def _committed(self, value: float | None, direction: int) -> None:
        at = self._at
        if value is not None and np.float32(value / self._parts) != self._weight[at]:
            self.edited.emit(*at, value / self._parts)
        if direction:
            self._advance(direction)

    def _advance(self, direction: int) -> bool:
        rows, columns = self._weight.shape
        place = self._at[0] * columns + self._at[1] + direction
        if not 0 <= place < rows * columns:
            return False
        self.go(*divmod(place, columns))
        return True

    def _paste(self) -> None:
        try:
            table = read_table(QGuiApplication.clipboard().text())
        except Refusal as refusal:
            self.refused.emit(refusal.message)
            return
        self.replaced.emit(filled(self._weight, *self._at, table))

    def _describe(self) -> None:
        row, column = self._at
        self.setAccessibleDescription(
            self._appearance.words(
                text(
                    "row {row}, column {column}: {value}",
                    row=row + 1,
                    column=column + 1,
                    value=format_exact(float(self._weight[row, column])),
                )
            )
        )

    def _restyle(self) -> None:
        words = self._appearance.words
        self.set_style(self._appearance.theme.on("panel"), words)
        self.setAccessibleName(words(text("Numbers of the kernel")))
        self._describe()
        self.updateGeometry()
        self._show()
