"""Strokes of a brush on an image, without gaps between samples of the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.trace import FloatArray

Point = tuple[float, float]
"""Row and column in cells; the middle of the first cell is (0.5, 0.5)."""


@dataclass(frozen=True, slots=True)
class CellBox:
    """A rectangle of cells: rows `top` to `bottom` − 1, columns `left` to `right` − 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def empty(self) -> bool:
        """Whether it has no cells."""
        return self.bottom <= self.top or self.right <= self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns, to index an array with."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


NOTHING = CellBox(0, 0, 0, 0)


class PenStroke:
    """One stroke of the pen, from press to release.

    Passing the same cell twice does not darken it, so the edge of a stroke stays
    soft at any speed.

    Parameters
    ----------
    pixels : ndarray, shape (C, H, W)
        The image before the stroke; it is copied.
    radius : float
        Half the width of the brush, in cells. One of half a cell or less paints
        whole cells; a wider one has an edge one cell soft.
    values : float or sequence of float
        Value of the brush, or one value for each channel.
    whole : bool
        Whether soft edges are rounded to integers.

    Attributes
    ----------
    pixels : ndarray of float32, shape (C, H, W)
        The current image.
    """

    def __init__(
        self,
        pixels: FloatArray,
        radius: float,
        values: float | Sequence[float],
        *,
        whole: bool = False,
    ) -> None:
        self.pixels: NDArray[np.float32] = np.array(pixels, dtype=np.float32, order="C")
        self._before = np.array(self.pixels)
        self._cover = np.zeros(self.pixels.shape[1:], np.float32)  # (H, W)
        self._radius, self._whole = radius, whole
        each = np.broadcast_to(np.asarray(values, np.float32), (len(self.pixels),))
        self._values = each[:, None, None]  # (C, 1, 1)

    def line(self, start: Point, end: Point) -> CellBox:
        """Draw from `start` to `end` and return the cells that may have changed."""
        rows, columns = self.pixels.shape[1:]
        region = reached(start, end, self._radius, rows, columns)
        if region.empty:
            return region
        here = region.slices
        cover = np.maximum(self._cover[here], coverage(start, end, self._radius, region))
        self._cover[here] = cover
        before = self._before[:, *here]
        painted = before + cover * (self._values - before)
        if self._whole:
            soft = (cover > 0) & (cover < 1)
            painted = np.where(soft, np.rint(painted), painted)
        self.pixels[:, *here] = np.where(cover > 0, painted, before)
        return region


def reached(start: Point, end: Point, radius: float, rows: int, columns: int) -> CellBox:
    """Find the cells of the image that a brush can touch between two points."""
    margin = radius + 1
    spans = [
        (
            max(0, int(np.floor(min(a, b) - margin))),
            min(most, int(np.ceil(max(a, b) + margin))),
        )
        for a, b, most in zip(start, end, (rows, columns), strict=True)
    ]
    return CellBox(spans[0][0], spans[1][0], spans[0][1], spans[1][1])


def coverage(start: Point, end: Point, radius: float, region: CellBox) -> NDArray[np.float32]:
    """Compute how much of each cell a brush covers between two points.

    Parameters
    ----------
    start, end : tuple of float
        Row and column, in cells.
    radius : float
        Half the width of the brush, in cells.
    region : CellBox
        The cells to compute.

    Returns
    -------
    ndarray of float32, shape (rows, columns) of the region
        Covered fraction of each cell, 0 to 1.
    """
    shape = (region.bottom - region.top, region.right - region.left)
    if radius <= 0.5:
        return _touched(start, end, region, shape)
    row = np.arange(region.top, region.bottom, dtype=np.float32)[:, None] + np.float32(0.5)
    column = np.arange(region.left, region.right, dtype=np.float32)[None] + np.float32(0.5)
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    if length > 1e-12:
        part = ((row - start[0]) * along[0] + (column - start[1]) * along[1]) / length
        part = np.clip(part, 0, 1)
    else:
        part = np.zeros(shape, np.float32)
    distance = np.hypot(row - start[0] - part * along[0], column - start[1] - part * along[1])
    cover: NDArray[np.float32] = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    return cover


def lines_coverage(
    starts: NDArray[np.float64], ends: NDArray[np.float64], radius: float, rows: int, columns: int
) -> NDArray[np.float32]:
    """Compute how much of each cell a brush covers that follows many lines.

    Parameters
    ----------
    starts, ends : ndarray of float64, shape (lines, 2)
        Row and column of the ends of each line, in cells.
    radius : float
        Half the width of the brush, in cells; more than half a cell.
    rows, columns : int
        Cells of the image.

    Returns
    -------
    ndarray of float32, shape (rows, columns)
        What `PenStroke` covers line by line, at once.
    """
    row, column = (
        (each.reshape(-1, 1) + 0.5).astype(np.float32) for each in np.indices((rows, columns))
    )  # (cells, 1) each
    down, across = (ends - starts).astype(np.float32).T  # (lines,) each
    top, left = starts.astype(np.float32).T
    below, beside = row - top, column - left  # (cells, lines)
    length = np.maximum(down**2 + across**2, np.float32(1e-12))
    part = np.clip((below * down + beside * across) / length, 0, 1)
    away = (below - part * down) ** 2 + (beside - part * across) ** 2
    distance = np.sqrt(away.min(axis=1))
    cover: NDArray[np.float32] = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    return cover.reshape(rows, columns)


def _touched(
    start: Point, end: Point, region: CellBox, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Mark the cells of a line without width; each is adjacent to the next."""
    cover = np.zeros(shape, np.float32)
    steps = 2 * int(np.ceil(max(abs(end[0] - start[0]), abs(end[1] - start[1])))) + 1
    part = np.linspace(0, 1, steps + 1)
    row = np.floor(start[0] + part * (end[0] - start[0])).astype(np.intp) - region.top
    column = np.floor(start[1] + part * (end[1] - start[1])).astype(np.intp) - region.left
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    cover[row[inside], column[inside]] = 1
    return cover
