"""Correlation of many channels with 3 × 3 filters by Winograd's minimal filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import share
from cnnviz.engine.im2col import PARTS, cells_moved
from cnnviz.engine.products import product
from cnnviz.engine.toom_cook import OUTPUTS, TAPS, TILE, matrices

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

CHUNK = 4
"""Images that are transformed together."""

STRIP = 32
"""Output rows that are made together, a multiple of a tile's."""


def correlate(padded: Array, weight: Array, s: Settings) -> Array:
    """Slide 3 × 3 filters over padded images at stride 1, without groups.

    A tile of 4 × 4 outputs takes 36 products per channel instead of 144; they
    are matrix products over the channels. Rounding is some ten times that of
    the direct sum, about 1e-5 of the largest value in float32.

    Parameters
    ----------
    padded : numpy.ndarray
        Finite images with their padding, shape (N, C_in, *s.padded).
    weight : numpy.ndarray
        Filters, shape (C_out, C_in, 3, 3).
    s : Settings
        The numbers of the convolution, dilation 1.

    Returns
    -------
    numpy.ndarray
        Shape (N, C_out, *s.output).

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks",
    algorithm 1.
    """
    filters, inputs, outputs = matrices(padded.dtype)
    cubes = transformed_filters(weight, filters)
    out = np.empty((s.images, s.out_channels, *s.output), padded.dtype)
    across = tiles(s)[1]
    pieces = strips(s)

    def do(piece: int) -> None:
        some, top, end = pieces[piece]
        half = tiled_columns(padded[some, :, top : end + TAPS - 1], inputs, end - top, across)
        target = out[some, :, top:end]
        maps = _multiplied(half, cubes, inputs, outputs, len(target))
        np.copyto(target, maps[: target.shape[2], : target.shape[3]].transpose(2, 3, 0, 1))

    share(len(pieces), lambda: do, cells_moved(s) / 4)
    return out


def strips(s: Settings) -> list[tuple[slice, int, int]]:
    """Cut the work into pieces: which images, from which output row to which."""
    heights = range(0, s.output[0], STRIP)
    return [
        (slice(start, start + CHUNK), top, min(top + STRIP, s.output[0]))
        for start in range(0, s.images, CHUNK)
        for top in heights
    ]


def transformed_filters(weight: Array, filters: Array) -> Array:
    """Transform filters on both axes: (C_out, C_in, 3, 3) to (6, 6, C_in, C_out)."""
    both = np.kron(filters, filters)
    cubes = product(both, weight.reshape(-1, TAPS * TAPS).T)
    shape = (TILE, TILE, *weight.shape[:2])
    return np.ascontiguousarray(cubes.reshape(shape).transpose(0, 1, 3, 2))


def tiles(s: Settings) -> tuple[int, int]:
    """Count the tiles of 4 × 4 outputs, the last ones hanging over."""
    return -(-s.output[0] // OUTPUTS), -(-s.output[1] // OUTPUTS)


def tiled_columns(images: Array, inputs: Array, lines: int, across: int) -> Array:
    """Lay channels innermost and transform along the columns.

    Parameters
    ----------
    images : numpy.ndarray
        Shape (N, C, lines + 2 or less at the bottom of the image, W).
    inputs : numpy.ndarray
        Shape (6, 6).
    lines, across : int
        Output rows, in cells, and tiles from left to right.

    Returns
    -------
    numpy.ndarray
        Shape (rows, 6, tiles across, images·C_in).
    """
    down = -(-lines // OUTPUTS)
    n, c, height, width = images.shape
    rows, columns = down * OUTPUTS + TAPS - 1, across * OUTPUTS + TAPS - 1
    last = np.zeros((rows, columns, n, c), images.dtype)
    for k, image in enumerate(images):
        last[:height, :width, k] = image.transpose(1, 2, 0)
    flat = last.reshape(rows, columns, n * c)
    half = np.empty((rows, TILE, across, n * c), images.dtype)
    for q in range(across):
        left = q * OUTPUTS
        product(inputs, flat[:, left : left + TILE], half[:, :, q])
    return half


def tiled_rows(half: Array, inputs: Array, t: int) -> Array:
    """Transform one row of tiles along the rows: (6, 6, tiles across, images·channels)."""
    top = t * OUTPUTS
    seen = half[top : top + TILE]
    return product(inputs, seen.reshape(TILE, -1)).reshape(seen.shape)


def _multiplied(half: Array, cubes: Array, inputs: Array, outputs: Array, n: int) -> Array:
    """Multiply tiles by filters, row of tiles by row, and transform back.

    Returns
    -------
    numpy.ndarray
        Shape (4·tiles down, 4·tiles across, images, C_out).
    """
    across = half.shape[2]
    down = (half.shape[0] - TAPS + 1) // OUTPUTS
    depth, filters = cubes.shape[2:]
    maps = np.empty((down * OUTPUTS, across, OUTPUTS, n * filters), half.dtype)
    sums = np.empty((TILE, TILE, across * n, filters), half.dtype)
    for t in range(down):
        cells = tiled_rows(half, inputs, t).reshape(TILE, TILE, across * n, depth)
        product(cells, cubes, sums)
        lines = product(outputs, sums.reshape(TILE, -1))
        lines = lines.reshape(OUTPUTS, TILE, across * n * filters)
        top = t * OUTPUTS
        blocks = product(outputs, lines).reshape(OUTPUTS, OUTPUTS, across, n * filters)
        np.copyto(maps[top : top + OUTPUTS], blocks.transpose(0, 2, 1, 3))
    return maps.reshape(down * OUTPUTS, across * OUTPUTS, n, filters)


def weight_gradient(grad: Array, padded: Array, s: Settings) -> Array:
    """Return the gradient of the filters: the adjoint of `correlate`, tile by tile.

    Parameters
    ----------
    grad : numpy.ndarray
        Shape (N, C_out, *s.output).
    padded : numpy.ndarray
        Finite images with their padding, shape (N, C_in, *s.padded).
    s : Settings
        As for `correlate`.

    Returns
    -------
    numpy.ndarray
        Shape (C_out, C_in, 3, 3).
    """
    filters, inputs, outputs = matrices(padded.dtype)
    across = tiles(s)[1]
    pieces = strips(s)
    parts = min(PARTS, len(pieces))
    cubes = np.zeros((parts, TILE, TILE, s.in_channels, s.out_channels), padded.dtype)
    spread = np.ascontiguousarray(outputs.T)

    def lane() -> Callable[[int], object]:
        term = np.empty_like(cubes[0])

        def do(part: int) -> None:
            for some, top, end in pieces[
                part * len(pieces) // parts : (part + 1) * len(pieces) // parts
            ]:
                seen = padded[some, :, top : end + TAPS - 1]
                half = tiled_columns(seen, inputs, end - top, across)
                slopes = _spread_columns(grad[some, :, top:end], spread, across)
                width = across * len(seen)
                for t in range(len(slopes) // OUTPUTS):
                    cells = tiled_rows(half, inputs, t).reshape(TILE, TILE, width, -1)
                    rows = slopes[t * OUTPUTS : (t + 1) * OUTPUTS].reshape(OUTPUTS, -1)
                    back = product(spread, rows).reshape(TILE, TILE, width, -1)
                    product(cells.transpose(0, 1, 3, 2), back, term)
                    np.add(cubes[part], term, out=cubes[part])

        return do

    share(parts, lane, cells_moved(s) / 4)
    both = np.kron(filters, filters)
    flat = product(both.T, cubes.sum(axis=0).reshape(TILE * TILE, -1))
    shape = (TAPS, TAPS, s.in_channels, s.out_channels)
    return np.ascontiguousarray(flat.reshape(shape).transpose(3, 2, 0, 1))


def _spread_columns(grad: Array, spread: Array, across: int) -> Array:
    """Lay channels innermost and spread four columns of gradients over six products.

    Returns
    -------
    numpy.ndarray
        Shape (4·tiles down, 6, tiles across, images·C_out).
    """
    n, filters, height, width = grad.shape
    down = -(-height // OUTPUTS)
    last = np.zeros((down * OUTPUTS, across * OUTPUTS, n, filters), grad.dtype)
    for k, maps in enumerate(grad):
        last[:height, :width, k] = maps.transpose(1, 2, 0)
    flat = last.reshape(down * OUTPUTS, across * OUTPUTS, n * filters)
    half = np.empty((down * OUTPUTS, TILE, across, n * filters), grad.dtype)
    for q in range(across):
        left = q * OUTPUTS
        product(spread, flat[:, left : left + OUTPUTS], half[:, :, q])
    return half
