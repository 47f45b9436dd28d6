"""The timeline of a sliding window: one position for each output cell, read from its patch."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import Cell, CellTimeline, FloatArray, Index, IntArray, Step
from cnnviz.words import text


class Sliding(Protocol):
    """A layer that lays a window over a padded input."""

    def window(self, shape: Shape) -> SlidingWindow: ...
    def padded(self, x: FloatArray) -> FloatArray: ...


class Patch(Protocol):
    """A record that reads a window: where its cells lie on the unpadded input.

    Attributes
    ----------
    output : tuple of int
        Map, row and column that is written.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Their indices; a cell outside the input is padding.
    size : (int, int)
        Rows and columns of the unpadded input.
    x : ndarray, shape (K_h, K_w) or (C, K_h, K_w)
        What the window holds.
    """

    @property
    def output(self) -> Cell: ...
    @property
    def rows(self) -> IntArray: ...
    @property
    def columns(self) -> IntArray: ...
    @property
    def size(self) -> tuple[int, int]: ...
    @property
    def x(self) -> FloatArray: ...


class WindowTimeline(CellTimeline):
    """Output cells in row order: place the window, do the arithmetic, write.

    Parameters
    ----------
    layer : Sliding
        Whose window it is.
    x, y : ndarray, shape (N, C, H, W)
        The layer's input and output.
    image : int
        Which image.
    arithmetic : tuple of Step
        What comes between placing and writing.
    padded : ndarray, shape (C, H + padding, W + padding), optional
        The padded image, if it has been computed already.
    """

    def __init__(
        self,
        layer: Sliding,
        x: FloatArray,
        y: FloatArray,
        image: int,
        arithmetic: tuple[Step, ...],
        padded: FloatArray | None = None,
    ) -> None:
        steps = (
            Step("place", text("place the window")),
            *arithmetic,
            Step("write", text("write"), reveals=True),
        )
        super().__init__((y.shape[1], y.shape[2], y.shape[3]), steps)
        self.window = layer.window((x.shape[1], x.shape[2], x.shape[3]))
        self.padded = layer.padded(x[image]) if padded is None else padded
        self.y, self.image = y[image], image

    def patch(
        self, output: Cell, channels: int | IntArray
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Cut the window of an output cell out of the padded image.

        Parameters
        ----------
        output : tuple of int
            Map, row and column.
        channels : int or ndarray of int
            Which input channels.

        Returns
        -------
        rows, columns : ndarray of int, shape (K_h,) and (K_w,)
            Where the window's cells lie on the unpadded input.
        x : ndarray, shape (K_h, K_w), or (C, K_h, K_w) for several channels
            What they hold.
        """
        rows, columns = self.window.positions(0, output[1]), self.window.positions(1, output[2])
        top, left = self.window.padding[0][0], self.window.padding[1][0]
        across = np.ix_(np.atleast_1d(channels), rows + top, columns + left)
        cut: FloatArray = self.padded[across]
        return rows, columns, cut if isinstance(channels, np.ndarray) else cut[0]


def window_reads(
    image: int, channels: IntArray | slice, patch: Patch
) -> tuple[tuple[Index, FloatArray], ...]:
    """Name the cells of a window that are not padding, with their values.

    Parameters
    ----------
    image : int
        Which image.
    channels : ndarray of int, shape (C,), or slice
        Which input channels.
    patch : Patch
        The window's position and values.

    Returns
    -------
    tuple of (tuple, ndarray)
        One pair: an index into the layer's input, shape (N, C, H, W), and the values
        there, shape (1, C, rows, columns) without padding.
    """
    height, width = patch.size
    rows = np.flatnonzero((patch.rows >= 0) & (patch.rows < height))
    columns = np.flatnonzero((patch.columns >= 0) & (patch.columns < width))
    values = patch.x if patch.x.ndim == 3 else patch.x[None]
    picked = values[:, rows][:, :, columns]
    if isinstance(channels, slice):
        channels = np.arange(channels.start, channels.stop)
    index = np.ix_(np.array([image]), channels, patch.rows[rows], patch.columns[columns])
    return ((index, picked[None]),)
