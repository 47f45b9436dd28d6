"""Convolution of teaching sizes: everything but the arithmetic is prepared once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import quiet
from cnnviz.engine.products import SMALL, product
from cnnviz.engine.windows import windows

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

MOST_CELLS = 1 << 16
"""Cells of the columns up to which a convolution is small."""

KEPT = 32
"""Settings that are remembered."""


class Prepared:
    """The views and buffers of one small setting.

    Parameters
    ----------
    s : Settings
        The numbers of the convolution, padded with zeros, without groups.
    dtype : numpy.dtype
        float32 or float64.
    """

    def __init__(self, s: Settings, dtype: Any) -> None:
        (top, _), (left, _) = s.sides
        height, width = s.size
        padded = np.zeros((1, s.in_channels, *s.padded), dtype)
        self.padded = padded
        self.inside = padded[0, :, top : top + height, left : left + width]
        self.view = windows(padded, s.kernel, s.stride, s.dilation, s.output)[0]
        self.columns = np.empty(self.view.shape, dtype)
        depth = s.in_channels * s.kernel[0] * s.kernel[1]
        self.matrix = self.columns.reshape(depth, -1)
        self.shape = (s.images, s.out_channels, *s.output)
        self.flat = (s.images, s.out_channels, self.matrix.shape[1])
        self.dtype = dtype
        whole = self.matrix.size * s.out_channels <= SMALL and min(self.flat[1:]) > 1
        self.multiply: Any = np.dot if whole else product

    @quiet
    def run(self, x: Array, weight: Array) -> Array:
        """Return the feature maps without bias, a new array of shape (N, C_out, H_out, W_out)."""
        out: Array = np.empty(self.flat, self.dtype)
        self.fill(x, weight.reshape(self.flat[1], -1), out)
        return out.reshape(self.shape)

    def fill(self, x: Array, filters: Array, out: Array) -> None:
        """Write the feature maps of ``x`` into ``out``, shape (N, C_out, cells)."""
        for image, maps in zip(x, out, strict=True):
            np.copyto(self.inside, image)
            np.copyto(self.columns, self.view)
            self.multiply(filters, self.matrix, maps)


def is_small(s: Settings) -> bool:
    """Tell whether a setting is prepared: few cells, zeros around, no groups."""
    cells = s.in_channels * s.kernel[0] * s.kernel[1] * s.output[0] * s.output[1]
    return s.groups == 1 and s.mode == "constant" and 0 < cells <= MOST_CELLS


class Shelf:
    """Prepared settings by the arguments that asked for them, the latest last.

    Whoever takes one has it alone until it is put back, so that two threads
    never share buffers.
    """

    def __init__(self) -> None:
        self._kept: dict[Any, Prepared] = {}

    def take(self, key: Any) -> Prepared | None:
        """Remove and return what was prepared for these arguments."""
        try:
            return self._kept.pop(key, None)
        except TypeError:
            return None

    def put(self, key: Any, prepared: Prepared) -> None:
        """Keep it for the next time, and forget the one unused for longest."""
        try:
            self._kept[key] = prepared
        except TypeError:  # a list among the arguments
            return
        if len(self._kept) > KEPT:
            for oldest in list(self._kept)[:-KEPT]:
                self._kept.pop(oldest, None)
