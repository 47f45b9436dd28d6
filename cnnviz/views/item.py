"""The graphics item that all kinds of marks share: shows one mark, repaints only on change."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cnnviz.scene.marks import Box, Mark, Spot
from cnnviz.views.painting import Faults, close_painters
from cnnviz.views.pixels import FAR, reached
from cnnviz.views.render_style import RenderStyle

M = TypeVar("M", bound=Mark)

COMPARED = 4096
"""Arrays with more values than this count as changed if they are other objects."""


class MarkItem(QGraphicsItem, Generic[M]):
    """Base of the items: `show_mark` takes the mark, `draw` paints it.

    Attributes
    ----------
    mark : Mark or None
        What it shows.
    style : RenderStyle
        Colours and language.
    painted : int
        How often it has been painted, for tests.
    """

    def __init__(self, style: RenderStyle) -> None:
        super().__init__()
        self.style = style
        self.mark: M | None = None
        self.painted = 0
        self._bounds = QRectF()
        self._faults = Faults()
        # Otherwise Qt calls all of an item exposed when a part of it is.
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def show_mark(self, mark: M) -> bool:
        """Show a mark; nothing happens if it equals the one shown.

        Parameters
        ----------
        mark : Mark
            Of the kind that this item draws.

        Returns
        -------
        bool
            Whether it has to be painted again.
        """
        before = self.mark
        if mark is before:
            return False
        self.mark = mark
        if before is not None and alike(before, mark):
            return False
        self.changed(before)
        self._place(mark)
        self.update()
        return True

    def set_style(self, style: RenderStyle) -> None:
        """Take other colours or another language."""
        self.style = style
        self.changed(None)
        if self.mark is not None:
            self._place(self.mark)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem | None,
        widget: QWidget | None = None,
    ) -> None:
        """Paint the mark; Qt calls this, and no error gets back to it."""
        self.painted += 1
        if self.mark is None or self._bounds.isEmpty():
            return
        painter.save()
        try:
            self.draw(painter, self.mark, None if option is None else option.exposedRect)
        except Exception as error:
            close_painters(error, painter)
            self._faults.report(error)
        else:
            self._faults.clear()
        finally:
            painter.restore()

    def _place(self, mark: M) -> None:
        """Note where the mark is; one that lies nowhere, or too far away, is not drawn."""
        bounds = self.bounds(mark)
        sides = bounds.left(), bounds.top(), bounds.right(), bounds.bottom()
        if not all(abs(side) <= FAR for side in sides):
            bounds = QRectF()
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def changed(self, before: M | None) -> None:
        """Drop what was prepared; `before` is the mark until now, None if all is new."""

    def bounds(self, mark: M) -> QRectF:
        """Give the rectangle that `draw` stays in."""
        raise NotImplementedError

    def draw(self, painter: QPainter, mark: M, exposed: QRectF | None) -> None:
        """Paint the mark. `exposed` is the part that must be painted, None means all."""
        raise NotImplementedError

    def spot(self, x: float, y: float) -> Spot | None:
        """Give what the pointer points at, or None."""
        return None


def alike(one: Mark, other: Mark) -> bool:
    """Whether two marks of one kind look the same.

    Parameters
    ----------
    one, other : Mark
        Arrays in them count as equal if they are one object, or small and equal.
    """
    for name in one.__dataclass_fields__:
        a, b = getattr(one, name), getattr(other, name)
        if a is b:
            continue
        if isinstance(a, np.ndarray):
            if not isinstance(b, np.ndarray) or a.shape != b.shape or a.size > COMPARED:
                return False
            if not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
                return False
        elif isinstance(b, np.ndarray) or a != b:
            return False
    return True


def rect(box: Box, margin: float = 0.0) -> QRectF:
    """Give a box as Qt's rectangle, with a margin added on each side."""
    return QRectF(box.x - margin, box.y - margin, box.w + 2 * margin, box.h + 2 * margin)


def around(boxes: tuple[Box, ...], margin: float = 0.0) -> QRectF:
    """Give the rectangle around boxes, with a margin; boxes out of reach are passed over."""
    boxes = tuple(box for box in boxes if reached(box))
    if not boxes:
        return QRectF()
    left = min(box.x for box in boxes) - margin
    top = min(box.y for box in boxes) - margin
    right = max(box.right for box in boxes) + margin
    bottom = max(box.bottom for box in boxes) + margin
    return QRectF(left, top, right - left, bottom - top)


def faded(colour: QColor, opacity: float) -> QColor:
    """Give a colour with an opacity, 0 to 1."""
    result = QColor(colour)
    result.setAlphaF(opacity if 0 <= opacity <= 1 else float(opacity > 1))
    return result
