"""The shapes of cells: round corners, empty outlines, the bands of padding."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from cnnviz.scene.marks import Grid
from cnnviz.views.pixels import Pixels
from cnnviz.views.stamps import Stamps
from cnnviz.views.theme import Theme


class CellGeometry(Protocol):
    """Where the cells of a grid are, in real pixels.

    Attributes
    ----------
    x, y : ndarray of int, shape (W + 1,) and (H + 1,)
        Edges.
    gap : int
        Between neighbours.
    radius : float
        Of round corners.
    side : float
        Smaller side of a cell.
    theme : Theme
        In which colours.
    pixels : Pixels
        The scale.
    """

    x: NDArray[np.intp]
    y: NDArray[np.intp]
    gap: int
    radius: float
    side: float
    theme: Theme
    pixels: Pixels


def round_corners(cells: CellGeometry) -> tuple[Stamps, QPixmap]:
    """Round corners: at each crossing of gaps a cross with hollow corners."""
    half = cells.gap // 2 + int(np.ceil(cells.radius))
    picture = _cross(cells.gap, cells.radius, cells.theme.colour("window").rgba())
    stamps = Stamps()
    x, y = np.meshgrid(cells.x - half, cells.y - half)
    stamps.place(x.ravel(), y.ravel(), 0, 0, picture.width(), picture.height())
    return stamps, picture


@lru_cache(maxsize=32)
def _cross(gap: int, radius: float, colour: int) -> QPixmap:
    reach = int(np.ceil(radius))
    side = 2 * reach + gap
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    cross = QPainterPath()
    cross.addRect(QRectF(0, 0, side, side))
    for left in (-100, reach + gap):
        for top in (-100, reach + gap):
            hole = QPainterPath()
            size = reach + 100
            hole.addRoundedRect(QRectF(left, top, size, size), radius, radius)
            cross = cross.subtracted(hole)
    painter.fillPath(cross, QColor.fromRgba(colour))
    painter.end()
    return picture


def empty_cells(cells: CellGeometry) -> QPixmap:
    """An outlined cell with a dot, in the four sizes that rounding makes."""
    wide, tall = int(np.diff(cells.x).max()), int(np.diff(cells.y).max())
    picture = QPixmap(2 * wide, 2 * tall)
    picture.fill(cells.theme.colour("window"))
    painter = QPainter(picture)
    before = cells.gap // 2
    for column in (0, 1):
        for row in (0, 1):
            width, height = wide - column, tall - row
            inner = QRectF(column * wide + before, row * tall + before,
                           width - cells.gap, height - cells.gap)  # fmt: skip
            line = cells.pixels.length(1)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(cells.theme.colour("grid"), line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inner = inner.adjusted(line / 2, line / 2, -line / 2, -line / 2)
            painter.drawRoundedRect(inner, cells.radius, cells.radius)
            dot = max(1, round(cells.side / 16))
            left = column * wide + (width - dot) // 2
            top = row * tall + (height - dot) // 2
            painter.fillRect(left, top, dot, dot, cells.theme.colour("faint"))
    painter.end()
    return picture


def bands(grid: Grid, x: NDArray[np.intp], y: NDArray[np.intp]) -> list[QRect]:
    """Give the rectangles that padding fills, in real pixels.

    Parameters
    ----------
    grid : Grid
        Says how many rows and columns are padding.
    x, y : ndarray of int
        Edges of the cells.
    """
    top, right, bottom, left = grid.pad
    rows, columns = grid.rows, grid.columns
    parts = (
        (0, top, 0, columns),
        (rows - bottom, rows, 0, columns),
        (top, rows - bottom, 0, left),
        (top, rows - bottom, columns - right, columns),
    )
    found = []
    for first, last, start, end in parts:
        if last > first and end > start:
            width, height = int(x[end] - x[start]), int(y[last] - y[first])
            found.append(QRect(int(x[start]), int(y[first]), width, height))
    return found
