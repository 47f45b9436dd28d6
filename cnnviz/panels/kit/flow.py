"""A layout that sets widgets side by side and begins a new row where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from cnnviz.panels.kit.width_layout import WidthLayout


class FlowLayout(WidthLayout):
    """Rows of widgets, as many in each as fit.

    Parameters
    ----------
    parent : QWidget, optional
        Whose layout it becomes.
    gap : int
        Space between widgets and between rows, in logical pixels.
    right : bool
        Whether rows stand at the right edge.
    middle : bool
        Whether they stand in the middle of a height that is more than they need.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        gap: int = 6,
        right: bool = False,
        middle: bool = False,
    ) -> None:
        super().__init__(parent)
        self._right, self._middle = right, middle
        self.setSpacing(gap)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def setGeometry(self, rect: QRect) -> None:
        QLayout.setGeometry(self, rect)  # not placed at the top first
        if self._middle:
            over = rect.height() - self.heightForWidth(rect.width())
            rect = rect.adjusted(0, max(over, 0) // 2, 0, 0)
        self._place(rect, moving=True)

    def sizeHint(self) -> QSize:
        """All in one row."""
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        margins = self.contentsMargins()
        width = sum(size.width() for size in shown) + self.spacing() * max(len(shown) - 1, 0)
        height = max((size.height() for size in shown), default=0)
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    def minimumSize(self) -> QSize:
        """The widest of the items alone."""
        shown = [item.minimumSize() for item in self._items if not item.isEmpty()]
        margins = self.contentsMargins()
        return QSize(
            max((size.width() for size in shown), default=0) + margins.left() + margins.right(),
            max((size.height() for size in shown), default=0) + margins.top() + margins.bottom(),
        )

    def _place(self, rect: QRect, moving: bool) -> int:
        inner = rect.marginsRemoved(self.contentsMargins())
        top, gap = inner.top(), self.spacing()
        rows = self._rows(inner.width())
        for row in rows:
            sizes = [_size(item, inner.width()) for item in row]
            height = max(size.height() for size in sizes)
            if moving:
                used = sum(size.width() for size in sizes) + gap * (len(row) - 1)
                left = inner.left() + (max(inner.width() - used, 0) if self._right else 0)
                for item, size in zip(row, sizes, strict=True):
                    item.setGeometry(QRect(QPoint(left, top), QSize(size.width(), height)))
                    left += size.width() + gap
            top += height + gap
        bottom = top - gap if rows else top
        return bottom - inner.top() + self.contentsMargins().top() + self.contentsMargins().bottom()

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wanted = item.sizeHint().width()
            if not rows or left + wanted > width:
                rows.append([])
                left = 0
            rows[-1].append(item)
            left += wanted + self.spacing()
        return rows


def _size(item: QLayoutItem, most: int) -> QSize:
    wanted = item.sizeHint()
    if wanted.width() <= most:
        return wanted
    return QSize(most, item.heightForWidth(most) if item.hasHeightForWidth() else wanted.height())
