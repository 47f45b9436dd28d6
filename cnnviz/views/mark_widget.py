"""A widget that shows marks: for grids and charts beside the stage."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from cnnviz.scene.marks import Grid, Mark, Scene, Spot
from cnnviz.views.grid_item import GridItem
from cnnviz.views.item_pool import ItemPool
from cnnviz.views.painting import painted
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.words import Words


class MarkWidget(QWidget):
    """Shows marks, repaints what changed, and tells which cell the pointer is on.

    Unlike `Canvas` it is a plain widget: a subclass may take keys and paint more.

    Parameters
    ----------
    theme : Theme
        Its colours.
    words : Words
        Its language.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    hovered : Signal(Spot or None)
        The pointer has reached another cell, or left all of them.
    """

    hovered = Signal(object)

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pool = ItemPool(RenderStyle(theme, words))
        self._spot: Spot | None = None
        self.setMouseTracking(True)

    def show_marks(self, *marks: Mark) -> None:
        """Show marks, from the back to the front; positions are the widget's own."""
        before = list(self._pool.shown)
        changes = self._pool.update(Scene(marks))
        for rect in changes.stale:
            self.update(rect.toAlignedRect())
        after = list(self._pool.shown)
        kept = set(before) & set(after)
        if [name for name in before if name in kept] != [name for name in after if name in kept]:
            self.update()  # what lay behind is in front now

    def show_cells(self, grid: Grid, rows: slice, columns: slice) -> None:
        """Show a grid of which only some values differ from what is shown.

        Parameters
        ----------
        grid : Grid
            Its key is that of a grid on show; its array may be the same one, changed in place.
        rows, columns : slice
            Where values differ.

        Raises
        ------
        KeyError
            If no grid with this key is shown.
        """
        item = self._pool.shown[Grid, grid.key]
        assert isinstance(item, GridItem)
        self.update(item.patch(grid, rows, columns).toAlignedRect())

    def set_style(self, theme: Theme, words: Words) -> None:
        """Draw in other colours and another language from now on."""
        self._pool.set_style(RenderStyle(theme, words))
        self.update()

    def spot_at(self, point: QPointF) -> Spot | None:
        """Give the cell or the map under a point of the widget."""
        return self._pool.spot_at(point)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_marks(painter, event.rect())
        painter.end()

    def paint_marks(self, painter: QPainter, clip: QRect) -> None:
        """Paint the marks that reach into a rectangle of the widget."""
        option = QStyleOptionGraphicsItem()
        for item in self._pool.shown.values():
            exposed = item.boundingRect() & QRectF(clip)
            if not exposed.isEmpty():
                option.exposedRect = exposed
                item.paint(painter, option)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.spot_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def _point_at(self, spot: Spot | None) -> None:
        if spot != self._spot:
            self._spot = spot
            self.hovered.emit(spot)
