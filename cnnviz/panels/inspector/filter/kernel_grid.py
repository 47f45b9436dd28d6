"""One kernel as a grid of numbers that are changed in place with the keyboard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cnnviz.panels.dress import Dress
from cnnviz.panels.inspector.filter.cell_editor import CellEditor
from cnnviz.panels.inspector.filter.cells import SMALLEST_SIDE, Cells, CellTexts, cell_texts
from cnnviz.panels.inspector.filter.kernel_painter import paint_cells, paint_here
from cnnviz.panels.inspector.filter.pasted import copied, filled, read_table
from cnnviz.panels.kit.typed import Refusal, shown_fully
from cnnviz.views.painting import painted
from cnnviz.words import text

LARGEST_SIDE = 44
"""Of a cell at text size 1, in logical pixels."""

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


class KernelGrid(QWidget):
    """The numbers of one kernel, coloured by the signed scale.

    Arrows move, typing replaces, Enter and Tab commit and go on in reading order,
    Escape restores, Delete sets 0, Ctrl+C and Ctrl+V copy and paste tables.

    Parameters
    ----------
    dress : Dress
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

    def __init__(self, dress: Dress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dress = dress
        self._weight: NDArray[np.float32] = np.zeros((3, 3), np.float32)
        self._high = 1.0
        self._at = (0, 0)
        self._run = False
        self._texts: CellTexts | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._editor = CellEditor(dress, self)
        self._editor.committed.connect(self._committed)
        self._editor.left.connect(self.update)
        dress.changed.connect(self._redress)
        self._redress()

    def show_kernel(self, weight: NDArray[np.float32], high: float) -> None:
        """Show numbers.

        Parameters
        ----------
        weight : ndarray, shape (K_h, K_w)
            The kernel.
        high : float
            The magnitude that has the full colour; shared by the slices of a filter.
        """
        if weight.shape == self._weight.shape and high == self._high:
            if np.array_equal(weight, self._weight):
                return
        else:
            self._editor.drop()
        resized = weight.shape != self._weight.shape
        self._weight, self._high, self._texts = weight, high, None
        rows, columns = weight.shape
        self._at = (min(self._at[0], rows - 1), min(self._at[1], columns - 1))
        if resized:
            self.updateGeometry()
        self._describe()
        self.update()

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
            self.update()

    @property
    def cells(self) -> Cells:
        """Where the cells are."""
        return self._cells(self.width())

    def hasHeightForWidth(self) -> bool:
        """Cells are square."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of all rows."""
        return self._cells(width).height

    def sizeHint(self) -> QSize:
        """As large as it may be."""
        side = self._dress.px(LARGEST_SIDE)
        rows, columns = self._weight.shape
        return QSize(side * columns + 2, side * rows + 2)

    def minimumSizeHint(self) -> QSize:
        """Cells just large enough to click."""
        rows, columns = self._weight.shape
        return QSize(SMALLEST_SIDE * columns + 2, SMALLEST_SIDE * rows + 2)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, their numbers and where the keyboard is."""
        painter = QPainter(self)
        cells, theme = self.cells, self._dress.theme
        if self._texts is None:
            self._texts = cell_texts(self._weight, cells.side, self._dress.text)
        paint_cells(painter, self._weight, self._high, cells, self._texts, theme)
        if self.hasFocus():
            paint_here(painter, cells, self._at, theme)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the numbers anew."""
        super().resizeEvent(event)
        self._texts = None
        if self._editor.open:
            self._editor.lay(self.cells.rect(*self._at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, begin to type, clear, copy or paste."""
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
            self._edit(shown_fully(float(self._weight[self._at])), selected=True)
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
        """Move the keyboard to the cell under the pointer."""
        self._run = False
        at = self.cells.at(event.position().toPoint())
        if at is not None:
            self._editor.finish()
            self.go(*at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the cell under the pointer."""
        if self.cells.at(event.position().toPoint()) is not None:
            self._edit(shown_fully(float(self._weight[self._at])), selected=True)

    def event(self, event: QEvent) -> bool:
        """Show the whole number of the cell under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.cells.at(event.pos())
            said = self._dress.words(HELP)
            if at is not None:
                said = f"{shown_fully(float(self._weight[at]))}\n{said}"
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return bool(super().event(event))

    def _cells(self, width: int) -> Cells:
        return Cells.within(self._weight.shape, width, self._dress.px(LARGEST_SIDE))

    def _edit(self, begun: str, selected: bool) -> None:
        self._run = True
        self._editor.begin(self.cells.rect(*self._at), begun, selected)

    @Slot(object, int)
    def _committed(self, value: float | None, direction: int) -> None:
        at = self._at
        if value is not None and np.float32(value) != self._weight[at]:
            self.edited.emit(*at, value)
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
            self.refused.emit(refusal.said)
            return
        self.replaced.emit(filled(self._weight, *self._at, table))

    def _describe(self) -> None:
        row, column = self._at
        self.setAccessibleDescription(
            self._dress.words(
                text(
                    "row {row}, column {column}: {value}",
                    row=row + 1,
                    column=column + 1,
                    value=shown_fully(float(self._weight[row, column])),
                )
            )
        )

    def _redress(self) -> None:
        words = self._dress.words
        self._texts = None
        self.setAccessibleName(words(text("Numbers of the kernel")))
        self._describe()
        self.updateGeometry()
        self.update()
