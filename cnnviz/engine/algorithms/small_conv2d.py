"""Convolution of teaching sizes, with views and buffers that are kept between calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import quiet
from cnnviz.engine.gemm import SMALL_MATMUL, matmul
from cnnviz.engine.windows import window_view

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

MAX_CELLS = 1 << 16
"""Cells of the im2col matrix up to which a convolution is small."""

MAX_KEPT = 32
"""Prepared convolutions that a cache keeps."""


class PreparedConv2d:
    """The views and buffers of one small convolution.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options, padded with zeros, without groups.
    dtype : numpy.dtype
        Data type of the images, float32 or float64.

    Attributes
    ----------
    padded : numpy.ndarray
        Buffer of one padded image, shape (1, C_in, *g.padded_size).
    """

    def __init__(self, g: Conv2dGeometry, dtype: Any) -> None:
        (top, _), (left, _) = g.padding_sides
        height, width = g.input_size
        padded = np.zeros((1, g.in_channels, *g.padded_size), dtype)
        self.padded = padded
        self._inside = padded[0, :, top : top + height, left : left + width]
        self._view = window_view(padded, g.kernel_size, g.stride, g.dilation, g.output_size)[0]
        self._columns = np.empty(self._view.shape, dtype)
        depth = g.in_channels * g.kernel_size[0] * g.kernel_size[1]
        self._matrix = self._columns.reshape(depth, -1)
        self._shape = (g.images, g.out_channels, *g.output_size)
        self._flat = (g.images, g.out_channels, self._matrix.shape[1])
        self._dtype = dtype
        one_thread = self._matrix.size * g.out_channels <= SMALL_MATMUL and min(self._flat[1:]) > 1
        self._multiply: Any = np.dot if one_thread else matmul

    @quiet
    def run(self, x: Array, weight: Array) -> Array:
        """Convolve images into a new array.

        Parameters
        ----------
        x : numpy.ndarray
            Images, shape (N, C_in, H, W).
        weight : numpy.ndarray
            Filters, shape (C_out, C_in, rows, columns).

        Returns
        -------
        numpy.ndarray
            Feature maps without bias, shape (N, C_out, H_out, W_out).
        """
        out: Array = np.empty(self._flat, self._dtype)
        self.run_into(x, weight.reshape(self._flat[1], -1), out)
        return out.reshape(self._shape)

    def run_into(self, x: Array, filters: Array, out: Array) -> None:
        """Convolve images into a given array.

        Parameters
        ----------
        x : numpy.ndarray
            Images, shape (N, C_in, H, W).
        filters : numpy.ndarray
            Shape (C_out, C_in·rows·columns).
        out : numpy.ndarray
            Feature maps without bias, shape (N, C_out, H_out·W_out).
        """
        for image, maps in zip(x, out, strict=True):
            np.copyto(self._inside, image)
            np.copyto(self._columns, self._view)
            self._multiply(filters, self._matrix, maps)


class PreparedConv2dCache:
    """Prepared convolutions by the arguments of their call, the latest last.

    A prepared convolution is taken out while it is used, so that two threads never
    share its buffers.
    """

    def __init__(self) -> None:
        self._kept: dict[Any, PreparedConv2d] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def pop(self, key: Any) -> PreparedConv2d | None:
        """Take out what was prepared for a call.

        Parameters
        ----------
        key : object
            Shapes, dtypes and options of the call.

        Returns
        -------
        PreparedConv2d or None
            None if there is nothing, or the key is not hashable.
        """
        try:
            return self._kept.pop(key, None)
        except TypeError:
            return None

    def put(self, key: Any, prepared: PreparedConv2d) -> None:
        """Keep a prepared convolution, and drop the one unused for longest.

        Parameters
        ----------
        key : object
            Shapes, dtypes and options of the call; nothing is kept if it is not
            hashable.
        prepared : PreparedConv2d
            To be used by one caller at a time.
        """
        try:
            self._kept[key] = prepared
        except TypeError:  # a list among the arguments
            return
        if len(self._kept) > MAX_KEPT:
            for oldest in list(self._kept)[:-MAX_KEPT]:
                self._kept.pop(oldest, None)


def is_small(g: Conv2dGeometry) -> bool:
    """Check whether a convolution is worth preparing.

    Parameters
    ----------
    g : Conv2dGeometry
        Sizes and options.

    Returns
    -------
    bool
        True for few cells, zero padding and no groups.
    """
    return g.groups == 1 and g.zero_padded and 0 < g.column_cells <= MAX_CELLS
