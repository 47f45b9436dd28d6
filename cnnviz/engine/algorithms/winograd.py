"""Correlation of many channels with 3 × 3 filters by Winograd's minimal filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.algorithms.toom_cook import OUTPUTS, TAPS, TILE, matrices
from cnnviz.engine.algorithms.winograd_tiles import TileGrid, TileTransform
from cnnviz.engine.aligned import aligned_empty
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import PRODUCTS_PER_CELL, parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry

CELLS = 5 << 16
"""Cells of half-transformed tiles that one piece of the work holds at a time."""

DOWN = 8
"""Tiles from top to bottom that are transformed together, at most."""

GAP = 16
"""Cells between neighbouring columns of results, so that they do not share cache lines' places."""

PARTS = 4
"""Sums of filter gradients that are kept apart, whatever the number of threads."""


def winograd_forward(x: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Slide 3 × 3 filters over images and the zeros around them, at stride 1.

    A tile of 4 × 4 outputs takes 36 products per channel instead of 144; they
    are matrix products over the channels. Rounding is some ten times that of
    the direct sum, about 1e-5 of the largest value in float32.

    Parameters
    ----------
    x : numpy.ndarray
        Finite images, shape (N, C_in, *g.input_size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, 3, 3).
    g : Conv2dGeometry
        The numbers of the convolution, padded with zeros, without groups.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *g.output_size).

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks",
    algorithm 1.
    """
    filters, inputs, outputs = matrices(x.dtype)
    cubes = _transformed(weight, filters)
    cut = _cut(g)
    starts = _starts(g, cut)
    depth, deep = g.out_channels, cut.images * g.out_channels
    (above, _), (left, _) = g.padding_sides
    out = np.empty((g.images, depth, *g.output_size), x.dtype)

    def make_task() -> Callable[[int], object]:
        tiles = TileTransform(inputs, cut, g.in_channels, x.dtype)
        sums = aligned_empty((TILE, cut.tiles, depth), x.dtype)
        lines = aligned_empty((TILE, OUTPUTS, *cut.grid, deep), x.dtype)
        turned = lines.transpose(1, 2, 3, 4, 5, 0, 6)
        maps = aligned_empty((*cut.lines, deep + GAP), x.dtype)[..., :deep]
        blocks = _blocks(maps, cut)
        last = maps.reshape(*cut.lines, cut.images, depth).transpose(2, 3, 0, 1)

        def do(piece: int) -> None:
            n, top = starts[piece]
            tiles.fill(x[n : n + cut.images], top - above, -left)
            for k in range(TILE):
                matmul(tiles.factors(k), cubes[k], sums)
                matmul(outputs, sums.reshape(TILE, -1), lines[k].reshape(OUTPUTS, -1))
            matmul(outputs, turned, blocks)
            target = out[n : n + cut.images, :, top : top + cut.lines[0]]
            np.copyto(target, last[: len(target), :, : target.shape[2], : target.shape[3]])

        return do

    parallel_for(len(starts), make_task, _work(g))
    return out


def winograd_weight_gradient(grad: Array, x: Array, g: Conv2dGeometry) -> Array:
    """Return the gradient of the filters: the adjoint of `winograd_forward`, tile by tile.

    Parameters
    ----------
    grad : numpy.ndarray
        Finite gradients, shape (N, C_out, *g.output_size).
    x, g
        As for `winograd_forward`.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in, 3, 3).
    """
    filters, inputs, outputs = matrices(x.dtype)
    spread = np.ascontiguousarray(outputs.T)
    cut = _cut(g)
    starts = _starts(g, cut)
    parts = min(PARTS, len(starts))
    cubes = np.zeros((parts, TILE, TILE, g.in_channels, g.out_channels), x.dtype)
    (above, _), (left, _) = g.padding_sides

    def make_task() -> Callable[[int], object]:
        seen = TileTransform(inputs, cut, g.in_channels, x.dtype)
        slopes = TileTransform(spread, cut, g.out_channels, x.dtype)
        term = aligned_empty(cubes.shape[2:], x.dtype)

        def do(part: int) -> None:
            for n, top in starts[part::parts]:
                some = slice(n, n + cut.images)
                seen.fill(x[some], top - above, -left)
                slopes.fill(grad[some], top, 0)
                for k in range(TILE):
                    matmul(seen.factors(k).swapaxes(1, 2), slopes.factors(k), term)
                    cubes[part, k] += term

        return do

    parallel_for(parts, make_task, _work(g))
    both = np.kron(filters, filters).reshape(TILE, TILE, -1).swapaxes(0, 1).reshape(TILE**2, -1)
    flat = matmul(both.T, cubes.sum(axis=0).reshape(TILE**2, -1))
    shape = (TAPS, TAPS, g.in_channels, g.out_channels)
    return np.ascontiguousarray(flat.reshape(shape).transpose(3, 2, 0, 1))


def _transformed(weight: Array, filters: Array) -> Array:
    """Transform filters on both axes: (C_out, C_in, 3, 3) to (6 columns, 6 rows, C_in, C_out)."""
    cubes = matmul(np.kron(filters, filters), weight.reshape(-1, TAPS * TAPS).T)
    shape = (TILE, TILE, *weight.shape[:2])
    return np.ascontiguousarray(cubes.reshape(shape).transpose(1, 0, 3, 2))


def _blocks(maps: Array, cut: TileGrid) -> Array:
    """See maps as their tiles: row in a tile, the tile's four places, column in a tile, cells."""
    (d, e), (row, column, cell) = cut.dilation, maps.strides
    return as_strided(
        maps,
        (OUTPUTS, *cut.grid, OUTPUTS, maps.shape[2]),
        (d * row, row, OUTPUTS * d * row, column, OUTPUTS * e * column, e * column, cell),
    )


def _cut(g: Conv2dGeometry) -> TileGrid:
    """Cut images into pieces that fit the caches, the last ones hanging over."""
    rows, across = (
        -(-length // (OUTPUTS * d)) for length, d in zip(g.output_size, g.dilation, strict=True)
    )
    d, e = g.dilation
    down = _even(rows, max(1, DOWN // d))
    lines = (down * OUTPUTS + TAPS - 1) * d
    channels = max(g.in_channels, g.out_channels)
    some = max(1, CELLS // (lines * TILE * across * e * channels))
    return TileGrid(_even(g.images, some), down, across, g.dilation)


def _starts(g: Conv2dGeometry, cut: TileGrid) -> list[tuple[int, int]]:
    """List the first image and the first row of every piece."""
    tops = range(0, g.output_size[0], cut.lines[0])
    return [(n, top) for n in range(0, g.images, cut.images) for top in tops]


def _even(count: int, most: int) -> int:
    """Share ``count`` things out evenly, at most ``most`` at a time."""
    return -(-count // -(-count // most)) if count else 1


def _work(g: Conv2dGeometry) -> float:
    """Estimate the cells moved, for `parallel_for`."""
    maps = g.images * g.out_channels * g.output_size[0] * g.output_size[1]
    products_per_cell = TILE * TILE / OUTPUTS**2 * g.in_channels
    return maps * (8 + products_per_cell / PRODUCTS_PER_CELL)
