"""Correlation of many channels with 3 × 3 filters by Winograd's minimal filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnviz.engine.crew import PRODUCTS, share
from cnnviz.engine.products import product
from cnnviz.engine.tiles import Tiles
from cnnviz.engine.toom_cook import OUTPUTS, TAPS, TILE, matrices

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array

CELLS = 5 << 16
"""Cells of half-transformed tiles that one piece of the work holds at a time."""

DOWN = 8
"""Tiles from top to bottom that are transformed together, at most."""

GAP = 16
"""Cells between neighbouring columns of results, so that they do not share cache lines' places."""

PARTS = 4
"""Sums of filter gradients that are kept apart, whatever the number of threads."""


class Pieces(NamedTuple):
    """How the work is cut: images, rows of tiles and tiles in a row of one piece, and where."""

    images: int
    down: int
    across: int
    starts: list[tuple[int, int]]


def correlate(x: Array, weight: Array, before: tuple[int, int], out: Array) -> None:
    """Slide 3 × 3 filters over images at stride 1.

    A tile of 4 × 4 outputs takes 36 products per channel instead of 144; they
    are matrix products over the channels. Rounding is some ten times that of
    the direct sum, about 1e-5 of the largest value in float32.

    Parameters
    ----------
    x : numpy.ndarray
        Finite images, shape (N, C_in, H, W), of any strides; around them are zeros.
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, 3, 3).
    before : (int, int)
        Rows of zeros above and columns of zeros left of the images.
    out : numpy.ndarray
        Where the feature maps go, shape (N, C_out, H_out, W_out), of any strides.

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks",
    algorithm 1.
    """
    filters, inputs, outputs = matrices(x.dtype)
    cubes = _transformed(weight, filters)
    channels, depth = weight.shape[1], len(weight)
    p = _pieces(len(x), max(channels, depth), out.shape[2:])
    deep = p.images * depth

    def lane() -> Callable[[int], object]:
        tiles = Tiles(inputs, p.images, p.down, p.across, channels, x.dtype)
        count = p.down * p.across * p.images
        sums = np.empty((TILE, count, depth), x.dtype)
        lines = np.empty((TILE, OUTPUTS, p.down, p.across, deep), x.dtype)
        maps = np.empty((p.down * OUTPUTS, p.across * OUTPUTS, deep + GAP), x.dtype)[..., :deep]
        blocks = maps.reshape(p.down, OUTPUTS, p.across, OUTPUTS, deep)
        last = maps.reshape(*maps.shape[:2], p.images, depth).transpose(2, 3, 0, 1)

        def do(piece: int) -> None:
            n, top = p.starts[piece]
            tiles.fill(x[n : n + p.images], top - before[0], -before[1])
            for k in range(TILE):
                product(tiles.factors(k), cubes[k], sums)
                product(outputs, sums.reshape(TILE, -1), lines[k].reshape(OUTPUTS, -1))
            product(outputs, lines.transpose(2, 1, 3, 0, 4), blocks)
            target = out[n : n + p.images, :, top : top + len(maps)]
            np.copyto(target, last[: len(target), :, : target.shape[2], : target.shape[3]])

        return do

    share(len(p.starts), lane, _work(out, channels))


def weight_gradient(grad: Array, x: Array, before: tuple[int, int]) -> Array:
    """Return the gradient of the filters: the adjoint of `correlate`, tile by tile.

    Parameters
    ----------
    grad : numpy.ndarray
        Finite gradients, shape (N, C_out, H_out, W_out), of any strides.
    x, before
        As for `correlate`.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in, 3, 3).
    """
    filters, inputs, outputs = matrices(x.dtype)
    spread = np.ascontiguousarray(outputs.T)
    channels, depth = x.shape[1], grad.shape[1]
    p = _pieces(len(x), max(channels, depth), grad.shape[2:])
    count = len(p.starts)
    parts = min(PARTS, count)
    cubes = np.zeros((parts, TILE, TILE, channels, depth), x.dtype)

    def lane() -> Callable[[int], object]:
        seen = Tiles(inputs, p.images, p.down, p.across, channels, x.dtype)
        slopes = Tiles(spread, p.images, p.down, p.across, depth, x.dtype)
        term = np.empty(cubes.shape[2:], x.dtype)

        def do(part: int) -> None:
            for n, top in p.starts[part * count // parts : (part + 1) * count // parts]:
                some = slice(n, n + p.images)
                seen.fill(x[some], top - before[0], -before[1])
                slopes.fill(grad[some], top, 0)
                for k in range(TILE):
                    product(seen.factors(k).swapaxes(1, 2), slopes.factors(k), term)
                    cubes[part, k] += term

        return do

    share(parts, lane, _work(grad, channels))
    both = np.kron(filters, filters).reshape(TILE, TILE, -1).swapaxes(0, 1).reshape(TILE**2, -1)
    flat = product(both.T, cubes.sum(axis=0).reshape(TILE**2, -1))
    return np.ascontiguousarray(flat.reshape(TAPS, TAPS, channels, depth).transpose(3, 2, 0, 1))


def _transformed(weight: Array, filters: Array) -> Array:
    """Transform filters on both axes: (C_out, C_in, 3, 3) to (6 columns, 6 rows, C_in, C_out)."""
    cubes = product(np.kron(filters, filters), weight.reshape(-1, TAPS * TAPS).T)
    shape = (TILE, TILE, *weight.shape[:2])
    return np.ascontiguousarray(cubes.reshape(shape).transpose(1, 0, 3, 2))


def _pieces(images: int, channels: int, size: tuple[int, ...]) -> Pieces:
    """Cut images into pieces that fit the caches, the last ones hanging over."""
    rows, across = (-(-length // OUTPUTS) for length in size)
    down = _even(rows, DOWN)
    some = CELLS // ((down * OUTPUTS + TAPS - 1) * TILE * across * channels)
    some = _even(images, max(1, some))
    starts = [(n, top) for n in range(0, images, some) for top in range(0, size[0], down * OUTPUTS)]
    return Pieces(some, down, across, starts)


def _even(count: int, most: int) -> int:
    """Share ``count`` things out evenly, at most ``most`` at a time."""
    return -(-count // -(-count // most)) if count else 1


def _work(maps: Array, channels: int) -> float:
    """Estimate the cells moved, for `share`."""
    products_per_cell = TILE * TILE / OUTPUTS**2 * channels
    return maps.size * (8 + products_per_cell / PRODUCTS)
