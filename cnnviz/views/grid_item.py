"""A matrix as coloured cells, with or without its numbers."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.scene.marks import Grid, Spot
from cnnviz.trace import written
from cnnviz.views.cells import cells_of
from cnnviz.views.colours import EMPTY, FAINT, paint_values
from cnnviz.views.fonts import mono_font
from cnnviz.views.item import MarkItem, rect
from cnnviz.views.pixels import enter, image_of, pixels_of


class GridItem(MarkItem[Grid]):
    """Draws a `Grid`."""

    def bounds(self, mark: Grid) -> QRectF:
        """Give the box with a pixel around it."""
        return rect(mark.box, 1)

    def spot(self, x: float, y: float) -> Spot | None:
        """Give the cell under a point."""
        mark = self.mark
        if mark is None or not mark.hot:
            return None
        column = int((x - mark.box.x) / mark.box.w * mark.columns // 1)
        row = int((y - mark.box.y) / mark.box.h * mark.rows // 1)
        if 0 <= row < mark.rows and 0 <= column < mark.columns:
            return Spot(mark.key, row, column)
        return None

    def draw(self, painter: QPainter, mark: Grid, exposed: QRectF | None) -> None:
        """Paint the cells."""
        if mark.places is None:
            colours = paint_values(mark.values, mark.scale, self.look.theme)
            where = pixels_of(painter).rect(mark.box)
            enter(painter)
            painter.drawImage(where, image_of(colours))
            painter.restore()
        else:
            self._plain(painter, mark)

    def _plain(self, painter: QPainter, mark: Grid) -> None:
        theme = self.look.theme
        cells = cells_of(mark, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        side = mark.box.w / mark.columns
        font = mono_font(min(0.4 * side, 20))
        asked = mono_font(min(0.5 * side, 26), bold=True)
        for row in range(mark.rows):
            for column in range(mark.columns):
                where = rect(mark.cell(row, column), -1)
                number = row * mark.columns + column
                state = cells.states[row, column]
                if state == EMPTY:
                    painter.setPen(QPen(theme.colour("grid"), 1))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(where, 2, 2)
                    is_asked = number == mark.asked
                    painter.setFont(asked if is_asked else font)
                    painter.setPen(theme.colour("write" if is_asked else "faint"))
                    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, "?" if is_asked else "·")
                    continue
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor.fromRgba(int(cells.colours[row, column])))
                painter.drawRoundedRect(where, 2, 2)
                if state == FAINT:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.fillRect(where, _hatching(theme.colour("hatch")))
                if mark.values.ndim == 2:
                    painter.setFont(font)
                    painter.setPen(QColor(cells.inks[cells.text[row, column]]))
                    said = written(float(mark.values[row, column]), mark.places or 0)
                    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, said)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _hatching(colour: QColor) -> QColor:
    return colour
