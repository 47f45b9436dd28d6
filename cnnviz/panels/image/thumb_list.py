"""A grid of small pictures of which one can be chosen, as high as its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.focus_ring import draw_ring
from cnnviz.words import Text

_SHEET = """
QListView { background: transparent; border: none; padding: 0; }
QListView::item { padding: 0; border: none; margin: 0; }
"""
PICTURE = Qt.ItemDataRole.UserRole
SIDE_PX = 42
GAP = 6


@dataclass(frozen=True, eq=False)
class Thumb:
    """A small picture and what it is called."""

    picture: QImage
    label: Text | str


class _ThumbDelegate(QStyledItemDelegate):
    """Paints the picture, framed."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view = self.parent()
        assert isinstance(view, QListView)
        return view.gridSize()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        picture = index.data(PICTURE)
        if not isinstance(picture, QImage) or picture.isNull():
            return
        theme = self._appearance.theme
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        room = QRectF(option.rect).adjusted(GAP / 2, GAP / 2, -GAP / 2, -GAP / 2)
        size = picture.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(room.center())
        painter.save()
        shrinks = picture.width() > box.width() * painter.device().devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
        painter.drawImage(box, picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role, width, grow = ("border", 1.0, 0.5)
        if over:
            role, width, grow = ("muted", 1.0, 0.5)
        if chosen:
            role, width, grow = ("accent", 2.0, 0.0 if focused else 1.5)
        painter.setPen(QPen(theme.colour(role), width))
        painter.drawRect(box.adjusted(-grow, -grow, grow, grow))
        if focused:
            draw_ring(painter, theme, box.adjusted(-GAP / 2, -GAP / 2, GAP / 2, GAP / 2))
        painter.restore()


class ThumbList(QListWidget):
    """Small pictures side by side; a click, Enter or Space chooses one.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        Where it lies.

    Attributes
    ----------
    chosen : Signal(int, bool)
        Which one, and whether Ctrl was held.
    unwanted : Signal(int)
        Delete was pressed on it.
    """

    chosen = Signal(int, bool)
    unwanted = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(_SHEET)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setItemDelegate(_ThumbDelegate(appearance, self))
        self.itemClicked.connect(self._clicked)
        self.restyle()

    def show_thumbs(self, thumbs: Sequence[Thumb]) -> None:
        """Show these; pictures that are the same objects are left alone."""
        words = self._appearance.words
        with QSignalBlocker(self):
            while self.count() > len(thumbs):
                self.takeItem(self.count() - 1)
            while self.count() < len(thumbs):
                self.addItem(QListWidgetItem())
            for index, thumb in enumerate(thumbs):
                self.show_thumb(index, thumb.picture)
                said = words(thumb.label)
                item = self.item(index)
                if item.toolTip() != said:
                    item.setToolTip(said)
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        self._fit()

    def show_thumb(self, index: int, picture: QImage) -> None:
        """Show another picture at a place."""
        item = self.item(index)
        if item is not None and item.data(PICTURE) is not picture:
            item.setData(PICTURE, picture)

    def mark(self, index: int) -> None:
        """Frame one without saying so; a negative index frames none."""
        with QSignalBlocker(self):
            if index < 0 or index >= self.count():
                self.clearSelection()
            elif self.hasFocus():
                self.setCurrentRow(index)
            else:
                self.item(index).setSelected(True)

    def restyle(self) -> None:
        """Take the size of the text."""
        self._fit()
        self.viewport().update()

    def heightForWidth(self, width: int) -> int:
        """Give the height of all rows in a width.

        It depends on nothing else: a height set after the fact would change that of the form,
        and its scroll area could go to and fro between two widths until the stack overflows.
        """
        side, columns = self._grid(width)
        return max(1, -(-self.count() // columns)) * side + 2

    def sizeHint(self) -> QSize:
        """One picture at the least; the height follows from the width."""
        return QSize(self._least, self._least + 2)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the pictures."""
        super().resizeEvent(event)
        self._share()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the framed picture."""
        marked = self.selectedIndexes()
        if marked and self.currentRow() < 0:
            self._stand_on(marked[0])
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stand nowhere: screen readers would take the current picture for the focus."""
        super().focusOutEvent(event)
        self._stand_on(QModelIndex())

    def _stand_on(self, index: QModelIndex) -> None:
        with QSignalBlocker(self):
            model = self.selectionModel()
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter and Space, remove with Delete."""
        key, row = event.key(), self.currentRow()
        if row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self.chosen.emit(row, bool(held))
        elif row >= 0 and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(row)
        else:
            super().keyPressEvent(event)

    def _clicked(self, item: QListWidgetItem) -> None:
        held = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        self.chosen.emit(self.row(item), bool(held))

    def _fit(self) -> None:
        self._share()
        self.updateGeometry()

    def _share(self) -> None:
        side, _ = self._grid(self.width())
        if self.gridSize() != QSize(side, side):
            self.setGridSize(QSize(side, side))

    def _grid(self, width: int) -> tuple[int, int]:
        """Divide a width among pictures: the side of each, and how many there are in a row."""
        room = max(width - 1, self._least)
        columns = room // self._least
        return room // columns, columns

    @property
    def _least(self) -> int:
        return round(SIDE_PX * (0.7 + 0.3 * self._appearance.tools)) + GAP
