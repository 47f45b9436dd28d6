"""Convolution of teaching sizes: everything but the arithmetic is prepared once and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import quiet
from cnnviz.engine.gemm import SMALL, matmul
from cnnviz.engine.windows import windows

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

MOST_CELLS = 1 << 16
"""Cells of the columns up to which a convolution is small."""

KEPT = 32
"""Geometries that are remembered."""


class PreparedConv2d:
    """The views and buffers of one small setting.

    Parameters
    ----------
    g : Conv2dGeometry
        The numbers of the convolution, padded with zeros, without groups.
    dtype : numpy.dtype
        float32 or float64.
    """

    def __init__(self, g: Conv2dGeometry, dtype: Any) -> None:
        (top, _), (left, _) = g.padding_sides
        height, width = g.input_size
        padded = np.zeros((1, g.in_channels, *g.padded_size), dtype)
        self.padded = padded
        self.inside = padded[0, :, top : top + height, left : left + width]
        self.view = windows(padded, g.kernel_size, g.stride, g.dilation, g.output_size)[0]
        self.columns = np.empty(self.view.shape, dtype)
        depth = g.in_channels * g.kernel_size[0] * g.kernel_size[1]
        self.matrix = self.columns.reshape(depth, -1)
        self.shape = (g.images, g.out_channels, *g.output_size)
        self.flat = (g.images, g.out_channels, self.matrix.shape[1])
        self.dtype = dtype
        whole = self.matrix.size * g.out_channels <= SMALL and min(self.flat[1:]) > 1
        self.multiply: Any = np.dot if whole else matmul

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


def is_small(g: Conv2dGeometry) -> bool:
    """Tell whether a setting is prepared: few cells, zeros around, no groups."""
    return g.groups == 1 and g.pad_mode == "constant" and 0 < g.column_cells <= MOST_CELLS


class PreparedConv2dCache:
    """Prepared convolutions by the arguments that asked for them, the latest last.

    Whoever takes one has it alone until it is put back, so that two threads
    never share buffers.
    """

    def __init__(self) -> None:
        self._kept: dict[Any, PreparedConv2d] = {}

    def take(self, key: Any) -> PreparedConv2d | None:
        """Remove and return what was prepared for these arguments."""
        try:
            return self._kept.pop(key, None)
        except TypeError:
            return None

    def put(self, key: Any, prepared: PreparedConv2d) -> None:
        """Keep it for the next time, and forget the one unused for longest."""
        try:
            self._kept[key] = prepared
        except TypeError:  # a list among the arguments
            return
        if len(self._kept) > KEPT:
            for oldest in list(self._kept)[:-KEPT]:
                self._kept.pop(oldest, None)
