"""Correlation of many channels with 3 × 3 filters by Winograd's minimal filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnnviz.engine.cache_lines import aligned_empty
from cnnviz.engine.crew import PRODUCTS, share
from cnnviz.engine.products import product
from cnnviz.engine.ways.tiles import Cut, Tiles
from cnnviz.engine.ways.toom_cook import OUTPUTS, TAPS, TILE, matrices

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

CELLS = 5 << 16
"""Cells of half-transformed tiles that one piece of the work holds at a time."""

DOWN = 8
"""Tiles from top to bottom that are transformed together, at most."""

GAP = 16
"""Cells between neighbouring columns of results, so that they do not share cache lines' places."""

PARTS = 4
"""Sums of filter gradients that are kept apart, whatever the number of threads."""


def correlate(x: Array, weight: Array, s: Settings) -> Array:
    """Slide 3 × 3 filters over images and the zeros around them, at stride 1.

    A tile of 4 × 4 outputs takes 36 products per channel instead of 144; they
    are matrix products over the channels. Rounding is some ten times that of
    the direct sum, about 1e-5 of the largest value in float32.

    Parameters
    ----------
    x : numpy.ndarray
        Finite images, shape (N, C_in, *s.size).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, 3, 3).
    s : Settings
        The numbers of the convolution, padded with zeros, without groups.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *s.output).

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks",
    algorithm 1.
    """
    filters, inputs, outputs = matrices(x.dtype)
    cubes = _transformed(weight, filters)
    cut = _cut(s)
    starts = _starts(s, cut)
    depth, deep = s.out_channels, cut.images * s.out_channels
    (above, _), (left, _) = s.sides
    out = np.empty((s.images, depth, *s.output), x.dtype)

    def lane() -> Callable[[int], object]:
        tiles = Tiles(inputs, cut, s.in_channels, x.dtype)
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
                product(tiles.factors(k), cubes[k], sums)
                product(outputs, sums.reshape(TILE, -1), lines[k].reshape(OUTPUTS, -1))
            product(outputs, turned, blocks)
            target = out[n : n + cut.images, :, top : top + cut.lines[0]]
            np.copyto(target, last[: len(target), :, : target.shape[2], : target.shape[3]])

        return do

    share(len(starts), lane, _work(s))
    return out


def weight_gradient(grad: Array, x: Array, s: Settings) -> Array:
    """Return the gradient of the filters: the adjoint of `correlate`, tile by tile.

    Parameters
    ----------
    grad : numpy.ndarray
        Finite gradients, shape (N, C_out, *s.output).
    x, s
        As for `correlate`.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in, 3, 3).
    """
    filters, inputs, outputs = matrices(x.dtype)
    spread = np.ascontiguousarray(outputs.T)
    cut = _cut(s)
    starts = _starts(s, cut)
    parts = min(PARTS, len(starts))
    cubes = np.zeros((parts, TILE, TILE, s.in_channels, s.out_channels), x.dtype)
    (above, _), (left, _) = s.sides

    def lane() -> Callable[[int], object]:
        seen = Tiles(inputs, cut, s.in_channels, x.dtype)
        slopes = Tiles(spread, cut, s.out_channels, x.dtype)
        term = aligned_empty(cubes.shape[2:], x.dtype)

        def do(part: int) -> None:
            for n, top in starts[part::parts]:
                some = slice(n, n + cut.images)
                seen.fill(x[some], top - above, -left)
                slopes.fill(grad[some], top, 0)
                for k in range(TILE):
                    product(seen.factors(k).swapaxes(1, 2), slopes.factors(k), term)
                    cubes[part, k] += term

        return do

    share(parts, lane, _work(s))
    both = np.kron(filters, filters).reshape(TILE, TILE, -1).swapaxes(0, 1).reshape(TILE**2, -1)
    flat = product(both.T, cubes.sum(axis=0).reshape(TILE**2, -1))
    shape = (TAPS, TAPS, s.in_channels, s.out_channels)
    return np.ascontiguousarray(flat.reshape(shape).transpose(3, 2, 0, 1))


def _transformed(weight: Array, filters: Array) -> Array:
    """Transform filters on both axes: (C_out, C_in, 3, 3) to (6 columns, 6 rows, C_in, C_out)."""
    cubes = product(np.kron(filters, filters), weight.reshape(-1, TAPS * TAPS).T)
    shape = (TILE, TILE, *weight.shape[:2])
    return np.ascontiguousarray(cubes.reshape(shape).transpose(1, 0, 3, 2))


def _blocks(maps: Array, cut: Cut) -> Array:
    """See maps as their tiles: row in a tile, the tile's four places, column in a tile, cells."""
    (d, e), (row, column, cell) = cut.dilation, maps.strides
    return as_strided(
        maps,
        (OUTPUTS, *cut.grid, OUTPUTS, maps.shape[2]),
        (d * row, row, OUTPUTS * d * row, column, OUTPUTS * e * column, e * column, cell),
    )


def _cut(s: Settings) -> Cut:
    """Cut images into pieces that fit the caches, the last ones hanging over."""
    rows, across = (
        -(-length // (OUTPUTS * d)) for length, d in zip(s.output, s.dilation, strict=True)
    )
    d, e = s.dilation
    down = _even(rows, max(1, DOWN // d))
    lines = (down * OUTPUTS + TAPS - 1) * d
    channels = max(s.in_channels, s.out_channels)
    some = max(1, CELLS // (lines * TILE * across * e * channels))
    return Cut(_even(s.images, some), down, across, s.dilation)


def _starts(s: Settings, cut: Cut) -> list[tuple[int, int]]:
    """List the first image and the first row of every piece."""
    tops = range(0, s.output[0], cut.lines[0])
    return [(n, top) for n in range(0, s.images, cut.images) for top in tops]


def _even(count: int, most: int) -> int:
    """Share ``count`` things out evenly, at most ``most`` at a time."""
    return -(-count // -(-count // most)) if count else 1


def _work(s: Settings) -> float:
    """Estimate the cells moved, for `share`."""
    maps = s.images * s.out_channels * s.output[0] * s.output[1]
    products_per_cell = TILE * TILE / OUTPUTS**2 * s.in_channels
    return maps * (8 + products_per_cell / PRODUCTS)
