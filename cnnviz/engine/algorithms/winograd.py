"""Convolution of many channels with 3 × 3 filters by Winograd's minimal filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.algorithms.toom_cook import OUTPUTS, TAPS, TILE, toom_cook_matrices
from cnnviz.engine.algorithms.winograd_tiles import TileGrid, TileTransform
from cnnviz.engine.aligned import aligned_empty
from cnnviz.engine.gemm import matmul
from cnnviz.engine.parallel import PRODUCTS_PER_CELL, parallel_for

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.conv_call import Conv2dGeometry
    from cnnviz.engine.serial import Task

TASK_CELLS = 5 << 16
"""Cells of half-transformed tiles in one task, at most."""

MAX_DOWN = 8
"""Tiles from top to bottom that are transformed together, at most."""

GAP = 16
"""Cells between neighbouring columns of results, which keep them apart in the cache's sets."""

GRADIENT_PARTS = 4
"""Sums of filter gradients that are kept apart, whatever the number of threads."""

MOVES_PER_CELL = 8
"""How often a cell of the feature maps is moved, besides the products."""


def winograd_forward(x: Array, weight: Array, g: Conv2dGeometry) -> Array:
    """Convolve images with 3 × 3 filters at stride 1.

    A tile of 4 × 4 outputs takes 36 products per channel instead of 144; they are
    matrix products over the channels. The rounding error is some ten times that of
    the direct sum, about 1e-5 of the largest value in float32.

    Parameters
    ----------
    x : numpy.ndarray
        Finite images, shape (N, C_in, *g.input_size); their padding is zeros.
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, 3, 3).
    g : Conv2dGeometry
        Sizes and options, without groups.

    Returns
    -------
    numpy.ndarray
        Feature maps without bias, shape (N, C_out, *g.output_size).

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks",
    algorithm 1.
    """
    filters, inputs, outputs = toom_cook_matrices(x.dtype)
    kernels = _transformed(weight, filters)
    grid = _tile_grid(g)
    starts = _starts(g, grid)
    depth, deep = g.out_channels, grid.images * g.out_channels
    (above, _), (left, _) = g.padding_sides
    out = np.empty((g.images, depth, *g.output_size), x.dtype)

    def make_task() -> Task:
        tiles = TileTransform(inputs, grid, g.in_channels, x.dtype)
        sums = aligned_empty((TILE, grid.tiles, depth), x.dtype)
        lines = aligned_empty((TILE, OUTPUTS, *grid.grid, deep), x.dtype)
        by_row = lines.transpose(1, 2, 3, 4, 5, 0, 6)
        maps = aligned_empty((*grid.lines, deep + GAP), x.dtype)[..., :deep]
        blocks = _tile_view(maps, grid)
        images_first = maps.reshape(*grid.lines, grid.images, depth).transpose(2, 3, 0, 1)

        def convolve_tiles(number: int) -> None:
            n, top = starts[number]
            tiles.fill(x[n : n + grid.images], top - above, -left)
            for k in range(TILE):
                matmul(tiles.factors(k), kernels[k], sums)
                matmul(outputs, sums.reshape(TILE, -1), lines[k].reshape(OUTPUTS, -1))
            matmul(outputs, by_row, blocks)
            target = out[n : n + grid.images, :, top : top + grid.lines[0]]
            found = images_first[: len(target), :, : target.shape[2], : target.shape[3]]
            np.copyto(target, found)

        return convolve_tiles

    parallel_for(len(starts), make_task, _cells_moved(g))
    return out


def winograd_weight_gradient(grad: Array, x: Array, g: Conv2dGeometry) -> Array:
    """Compute the gradient of the filters: the adjoint of `winograd_forward`, tile by tile.

    Parameters
    ----------
    grad : numpy.ndarray
        Finite gradient of the feature maps, shape (N, C_out, *g.output_size).
    x : numpy.ndarray
        Finite images, shape (N, C_in, *g.input_size); their padding is zeros.
    g : Conv2dGeometry
        Sizes and options, without groups.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in, 3, 3).
    """
    filters, inputs, outputs = toom_cook_matrices(x.dtype)
    transposed = np.ascontiguousarray(outputs.T)
    grid = _tile_grid(g)
    starts = _starts(g, grid)
    parts = min(GRADIENT_PARTS, len(starts))
    sums = np.zeros((parts, TILE, TILE, g.in_channels, g.out_channels), x.dtype)
    (above, _), (left, _) = g.padding_sides

    def make_task() -> Task:
        seen = TileTransform(inputs, grid, g.in_channels, x.dtype)
        slopes = TileTransform(transposed, grid, g.out_channels, x.dtype)
        term = aligned_empty(sums.shape[2:], x.dtype)

        def add_part(part: int) -> None:
            for n, top in starts[part::parts]:
                some = slice(n, n + grid.images)
                seen.fill(x[some], top - above, -left)
                slopes.fill(grad[some], top, 0)
                for k in range(TILE):
                    matmul(seen.factors(k).swapaxes(1, 2), slopes.factors(k), term)
                    sums[part, k] += term

        return add_part

    parallel_for(parts, make_task, _cells_moved(g))
    both = np.kron(filters, filters).reshape(TILE, TILE, -1).swapaxes(0, 1).reshape(TILE**2, -1)
    flat = matmul(both.T, sums.sum(axis=0).reshape(TILE**2, -1))
    shape = (TAPS, TAPS, g.in_channels, g.out_channels)
    return np.ascontiguousarray(flat.reshape(shape).transpose(3, 2, 0, 1))


def _transformed(weight: Array, filters: Array) -> Array:
    """Transform filters on both axes: (C_out, C_in, 3, 3) to (6 columns, 6 rows, C_in, C_out)."""
    kernels = matmul(np.kron(filters, filters), weight.reshape(-1, TAPS * TAPS).T)
    shape = (TILE, TILE, *weight.shape[:2])
    return np.ascontiguousarray(kernels.reshape(shape).transpose(1, 0, 3, 2))


def _tile_view(maps: Array, grid: TileGrid) -> Array:
    """View maps as tiles: row in a tile, the tile's four places, column in a tile, cells."""
    (d, e), (row, column, cell) = grid.dilation, maps.strides
    return as_strided(
        maps,
        (OUTPUTS, *grid.grid, OUTPUTS, maps.shape[2]),
        (d * row, row, OUTPUTS * d * row, column, OUTPUTS * e * column, e * column, cell),
    )


def _tile_grid(g: Conv2dGeometry) -> TileGrid:
    """Split images into tasks that fit the caches; the last ones may reach beyond the edge."""
    rows, across = (
        -(-length // (OUTPUTS * d)) for length, d in zip(g.output_size, g.dilation, strict=True)
    )
    d, e = g.dilation
    down = _even_part(rows, max(1, MAX_DOWN // d))
    lines = (down * OUTPUTS + TAPS - 1) * d
    channels = max(g.in_channels, g.out_channels)
    images = max(1, TASK_CELLS // (lines * TILE * across * e * channels))
    return TileGrid(_even_part(g.images, images), down, across, g.dilation)


def _starts(g: Conv2dGeometry, grid: TileGrid) -> list[tuple[int, int]]:
    """List the first image and the first row of every task."""
    tops = range(0, g.output_size[0], grid.lines[0])
    return [(n, top) for n in range(0, g.images, grid.images) for top in tops]


def _even_part(count: int, most: int) -> int:
    """Divide ``count`` into the fewest parts of at most ``most``; return the size of a part."""
    return -(-count // -(-count // most)) if count else 1


def _cells_moved(g: Conv2dGeometry) -> float:
    """Estimate the work of one convolution, as `parallel_for` counts."""
    maps = g.images * g.out_channels * g.output_size[0] * g.output_size[1]
    products = TILE * TILE / OUTPUTS**2 * g.in_channels
    return maps * (MOVES_PER_CELL + products / PRODUCTS_PER_CELL)
