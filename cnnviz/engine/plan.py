"""A convolution that is kept: after a change only what depends on it is made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine import ways
from cnnviz.engine.arrays import expect_shape, quiet
from cnnviz.engine.job import read_job
from cnnviz.engine.padding import pad
from cnnviz.engine.small import Prepared, is_small

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array, Pair
    from cnnviz.engine.geometry import Padding

TILE = 1 << 14
"""Cells that are read, multiplied and written while they are in the first caches."""


class Conv2dPlan:
    """Keep a convolution's input, weight and output, and follow their changes.

    Parameters
    ----------
    x, weight, bias, stride, padding, dilation, groups, padding_mode
        As for `conv2d`; the arrays are copied.

    Attributes
    ----------
    weight : numpy.ndarray
        The filters as they are now, shape (C_out, C_in / groups, rows, columns).
    output : numpy.ndarray
        The feature maps as they are now, shape (N, C_out, H_out, W_out). The
        same array after every change: copy it to keep it.

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
    ) -> None:
        job = read_job(x, weight, bias, stride, padding, dilation, groups, padding_mode)
        self.settings = job.settings
        self.weight = job.weight.copy()
        self._bias = None if job.bias is None else job.bias.copy()
        self._padded = self._laid_out(job.x)
        self._small: tuple[Prepared, Array, Array] | None = None
        self._offsets: Array | None = None
        self._place: tuple[int, ...] | None = None
        self._without: Array | None = None
        self._term = np.empty(TILE, self.weight.dtype)
        self.output = ways.quietly(self._padded, self.weight, ways.bare(self.settings))
        if self._bias is not None:
            self.output += self._bias[:, None, None]
        if is_small(job.settings) and job.settings.images == 1:
            prepared = Prepared(job.settings, job.x.dtype)
            np.copyto(prepared.inside, job.x[0])
            self._padded = prepared.padded
            maps = self.output.reshape(1, len(self.weight), -1)
            # As large as the output, because adding numbers that repeat needs a buffer.
            if self._bias is not None:
                self._offsets = np.empty_like(self.output)
                self._offsets[...] = self._bias[:, None, None]
            self._small = prepared, self.weight.reshape(len(self.weight), -1), maps

    def set_input(self, x: Any) -> Array:
        """Replace the images and compute all feature maps, for small settings in kept buffers.

        Parameters
        ----------
        x : array_like
            Shape (N, C_in, H, W), as at the beginning.

        Returns
        -------
        numpy.ndarray
            ``output``.
        """
        s, new = self.settings, np.asarray(x, self.weight.dtype)
        expect_shape(new, (s.images, s.in_channels, *s.size), "x")
        self._place = None
        if self._small is not None:
            prepared, filters, maps = self._small
            prepared.fill(new, filters, maps)
        else:
            self._padded = self._laid_out(new)
            np.copyto(self.output, ways.quietly(self._padded, self.weight, ways.bare(s)))
        if self._bias is not None:
            offsets = self._bias[:, None, None] if self._offsets is None else self._offsets
            np.add(self.output, offsets, out=self.output)
        return self.output

    def set_filter(self, index: int, kernels: Any) -> Array:
        """Replace one filter and compute its feature map only.

        Parameters
        ----------
        index : int
            Which filter.
        kernels : array_like
            Shape (C_in / groups, rows, columns).

        Returns
        -------
        numpy.ndarray
            ``output``.
        """
        new = np.asarray(kernels, self.weight.dtype)
        expect_shape(new, self.weight.shape[1:], "kernels")
        self.weight[index] = new
        self._place = None
        self.output[:, index] = self._map(index)
        return self.output

    @quiet
    def set_weight(self, place: tuple[int, int, int, int], value: float) -> Array:
        """Replace one number of one kernel, by linearity.

        The first change at a place keeps the map without that weight, so that
        dragging a number to and fro adds no rounding.

        Parameters
        ----------
        place : (int, int, int, int)
            Filter, input channel within its group, kernel row, kernel column.
        value : float
            The new number.

        Returns
        -------
        numpy.ndarray
            ``output``.
        """
        f, c, i, j = (range(n)[p] for p, n in zip(place, self.weight.shape, strict=True))
        place = (f, c, i, j)
        if place != self._place:
            self.weight[place] = 0
            self._without = self._map(f)
            self._place = place
        self.weight[place] = value
        s = self.settings
        first = f // (s.out_channels // s.groups) * (s.in_channels // s.groups)
        (top, left), (rows, columns) = (i * s.dilation[0], j * s.dilation[1]), s.output
        seen = self._padded[
            :,
            first + c,
            top : top + (rows - 1) * s.stride[0] + 1 : s.stride[0],
            left : left + (columns - 1) * s.stride[1] + 1 : s.stride[1],
        ]
        assert self._without is not None
        self._add(self._without, self.weight[place], seen, self.output[:, f])
        return self.output

    def _laid_out(self, x: Array) -> Array:
        """Pad, with the rows of all channels together, which is how bands are read."""
        padded = pad(x, self.settings.sides, self.settings.mode)
        return np.ascontiguousarray(padded.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)

    def _map(self, index: int) -> Array:
        """Compute one feature map, shape (N, H_out, W_out)."""
        s = self.settings
        depth = s.in_channels // s.groups
        first = index // (s.out_channels // s.groups) * depth
        alone = ways.bare(s)._replace(in_channels=depth, out_channels=1, groups=1)
        seen = self._padded[:, first : first + depth]
        result = ways.quietly(seen, self.weight[index : index + 1], alone)[:, 0]
        if self._bias is not None:
            result += self._bias[index]
        return result

    def _add(self, base: Array, weight: Any, seen: Array, out: Array) -> None:
        """Write base + weight·seen, in tiles of whole rows."""
        rows, columns = self.settings.output
        tile = max(1, TILE // columns)
        if columns > TILE:
            self._term = np.empty(columns, self.weight.dtype)
        for n in range(self.settings.images):
            for top in range(0, rows, tile):
                part = slice(top, min(top + tile, rows))
                term = self._term[: (part.stop - top) * columns].reshape(-1, columns)
                np.multiply(seen[n, part], weight, out=term)
                np.add(base[n, part], term, out=out[n, part])
