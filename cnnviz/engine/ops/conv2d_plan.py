"""A convolution that is kept: after a change, only what depends on it is computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.algorithms.dispatch import quiet_conv2d_forward, without_padding
from cnnviz.engine.algorithms.small_conv2d import PreparedConv2d, is_small
from cnnviz.engine.arrays import expect_shape, quiet
from cnnviz.engine.border import add_border
from cnnviz.engine.conv_call import read_conv_call
from cnnviz.engine.gemm import matmul

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair
    from cnnviz.engine.geometry import Padding


class Conv2dPlan:
    """A convolution that follows changes of its input and of its weight.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C_in, H, W); copied.
    weight : array_like
        Filters, shape (C_out, C_in / groups, rows, columns); copied.
    bias : array_like, optional
        Shape (C_out,); copied.
    stride : int or (int, int)
        As for `conv2d`.
    padding : int, (int, int), ((int, int), (int, int)) or str
        As for `conv2d`.
    dilation : int or (int, int)
        As for `conv2d`.
    groups : int
        As for `conv2d`.
    padding_mode : {"zeros", "reflect", "replicate", "circular", "constant"}
        As for `conv2d`.
    padding_value : float
        As for `conv2d`.

    Attributes
    ----------
    weight : numpy.ndarray
        The current filters, shape (C_out, C_in / groups, rows, columns).
    output : numpy.ndarray
        The current feature maps, shape (N, C_out, H_out, W_out). Every change
        overwrites it; for large images there are gaps between its rows.

    Raises
    ------
    GeometryError
        If channels do not match, or the kernel does not fit the padded images.

    Examples
    --------
    >>> plan = Conv2dPlan([[[[1.0, 2.0, 3.0]]]], [[[[1.0, 1.0]]]])
    >>> plan.output
    array([[[[3., 5.]]]])
    >>> plan.set_weight((0, 0, 0, 1), 10.0)
    array([[[[21., 32.]]]])
    """

    def __init__(
        self,
        x: Any,
        weight: Any,
        bias: Any = None,
        stride: Pair = 1,
        padding: Padding = 0,
        dilation: Pair = 1,
        groups: int = 1,
        padding_mode: str = "zeros",
        *,
        padding_value: float = 0.0,
    ) -> None:
        call = read_conv_call(
            x, weight, bias, stride, padding, dilation, groups, padding_mode, padding_value
        )
        self._geometry = call.geometry
        self.weight = call.weight.copy()
        self._bias = None if call.bias is None else call.bias.copy()
        self._place: tuple[int, ...] | None = None
        self._small: tuple[PreparedConv2d, Array, Array] | None = None
        self._offsets: Array | None = None
        g = call.geometry
        if is_small(g) and g.images == 1:
            self._prepare_small(call.x.dtype)
        else:
            self._prepare_large(call.x.dtype)
        self.set_input(call.x)

    def _prepare_small(self, dtype: Any) -> None:
        g = self._geometry
        prepared = PreparedConv2d(g, dtype)
        self._padded = prepared.padded
        self._without = np.empty((1, *g.output_size), dtype)
        self.output = np.empty((1, g.out_channels, *g.output_size), dtype)
        maps = self.output.reshape(1, g.out_channels, -1)
        self._small = prepared, self.weight.reshape(g.out_channels, -1), maps
        # As large as the output, because NumPy allocates a buffer to add repeated numbers.
        if self._bias is not None:
            self._offsets = np.empty_like(self.output)
            self._offsets[...] = self._bias[:, None, None]

    def _prepare_large(self, dtype: Any) -> None:
        """Allocate images and maps with rows of the same length, as `_write_map` needs."""
        g = self._geometry
        rows, columns = g.output_size
        self._planes = np.zeros((g.images, g.in_channels + 1, *g.padded_size), dtype)
        self._padded = self._planes[:, :-1]
        self._without = self._planes[:, -1, :rows, :columns]
        self._wide = np.empty((g.images, g.out_channels, rows, g.padded_size[1]), dtype)
        self.output = self._wide[..., :columns]

    def set_input(self, x: Any) -> Array:
        """Replace the images and compute all feature maps.

        Parameters
        ----------
        x : array_like
            Images of the same shape as before, (N, C_in, H, W).

        Returns
        -------
        numpy.ndarray
            The attribute ``output``.

        Raises
        ------
        ValueError
            If the shape is another one.
        """
        g, new = self._geometry, np.asarray(x, self.weight.dtype)
        expect_shape(new, (g.images, g.in_channels, *g.input_size), "x")
        self._place = None
        if self._small is not None:
            prepared, filters, maps = self._small
            prepared.run_into(new, filters, maps)
        else:
            np.copyto(self._padded, add_border(new, g.padding_sides, g.pad_mode, g.pad_value))
            maps = quiet_conv2d_forward(self._padded, self.weight, without_padding(g))
            np.copyto(self.output, maps)
        if self._bias is not None:
            offsets = self._bias[:, None, None] if self._offsets is None else self._offsets
            np.add(self.output, offsets, out=self.output)
        return self.output

    def set_filter(self, index: int, kernels: Any) -> Array:
        """Replace one filter and compute its feature map only.

        Parameters
        ----------
        index : int
            Index of the filter.
        kernels : array_like
            Its kernels, shape (C_in / groups, rows, columns).

        Returns
        -------
        numpy.ndarray
            The attribute ``output``.

        Raises
        ------
        ValueError
            If the shape of ``kernels`` is another one.
        """
        new = np.asarray(kernels, self.weight.dtype)
        expect_shape(new, self.weight.shape[1:], "kernels")
        self.weight[index] = new
        self._place = None
        self.output[:, index] = self._map(index)
        return self.output

    @quiet
    def set_weight(self, place: tuple[int, int, int, int], value: float) -> Array:
        """Replace one number of one kernel.

        The convolution is linear in it: the first change at a place computes the
        feature map without that weight and keeps it, so that many changes in a row
        add no rounding.

        Parameters
        ----------
        place : (int, int, int, int)
            Filter, input channel within its group, kernel row, kernel column.
        value : float
            The new number.

        Returns
        -------
        numpy.ndarray
            The attribute ``output``.

        Raises
        ------
        IndexError
            If there is no such place.
        """
        f, c, i, j = (range(n)[p] for p, n in zip(place, self.weight.shape, strict=True))
        place = (f, c, i, j)
        if place != self._place:
            self.weight[place] = 0
            np.copyto(self._without, self._map(f))
            self._place = place
        self.weight[place] = value
        g = self._geometry
        channel = f // (g.out_channels // g.groups) * (g.in_channels // g.groups) + c
        top, left = i * g.dilation[0], j * g.dilation[1]
        if self._small is None and g.stride == (1, 1):
            self._write_map(self.weight[place], channel, top * g.padded_size[1] + left, f)
            return self.output
        rows, columns = g.output_size
        seen = self._padded[:, channel, top :: g.stride[0], left :: g.stride[1]]
        target = self.output[:, f]
        np.multiply(seen[:, :rows, :columns], self.weight[place], out=target)
        np.add(target, self._without, out=target)
        return self.output

    def _write_map(self, weight: Any, channel: int, start: int, f: int) -> None:
        """Write weight·image + map without it, as one product with a matrix of two rows."""
        factors = np.array([[weight, 1]], self.weight.dtype)
        rows, columns = self._geometry.output_size
        pitch = self._geometry.padded_size[1]
        count = (rows - 1) * pitch + columns
        for image, maps in zip(self._planes, self._wide, strict=True):
            flat = image.reshape(-1)[channel * image[0].size + start :]
            apart = (len(image) - 1 - channel) * image[0].size - start
            both = as_strided(flat, (2, count), (apart * flat.itemsize, flat.itemsize))
            matmul(factors, both, maps[f].reshape(1, -1)[:, :count])

    def _map(self, index: int) -> Array:
        """Compute one feature map, shape (N, H_out, W_out)."""
        g = self._geometry
        depth = g.in_channels // g.groups
        first = index // (g.out_channels // g.groups) * depth
        alone = without_padding(g)._replace(in_channels=depth, out_channels=1, groups=1)
        seen = self._padded[:, first : first + depth]
        result = quiet_conv2d_forward(seen, self.weight[index : index + 1], alone)[:, 0]
        if self._bias is not None:
            result += self._bias[index]
        return result
