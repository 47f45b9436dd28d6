"""Correlation of many channels with 3 × 3 filters by Winograd's minimal filtering."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.toom_cook import OUTPUTS, TAPS, TILE, matrices

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.job import Settings

CHUNK = 4
"""Images that are transformed together."""


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
    for start in range(0, s.images, CHUNK):
        images = padded[start : start + CHUNK]
        half = tiled_columns(images, inputs, s)
        maps = _multiplied(half, cubes, inputs, outputs, len(images))
        rows, columns = s.output
        target = maps[:rows, :columns].transpose(2, 3, 0, 1)
        np.copyto(out[start : start + CHUNK], target)
    return out


def transformed_filters(weight: Array, filters: Array) -> Array:
    """Transform filters on both axes: (C_out, C_in, 3, 3) to (6, 6, C_in, C_out)."""
    both = np.kron(filters, filters)
    cubes = np.matmul(both, weight.reshape(-1, TAPS * TAPS).T)
    shape = (TILE, TILE, *weight.shape[:2])
    return np.ascontiguousarray(cubes.reshape(shape).transpose(0, 1, 3, 2))


def tiles(s: Settings) -> tuple[int, int]:
    """Count the tiles of 4 × 4 outputs, the last ones hanging over."""
    return -(-s.output[0] // OUTPUTS), -(-s.output[1] // OUTPUTS)


def tiled_columns(images: Array, inputs: Array, s: Settings) -> Array:
    """Lay channels innermost and transform along the columns.

    Returns
    -------
    numpy.ndarray
        Shape (rows, 6, tiles across, images·C_in).
    """
    down, across = tiles(s)
    n, c, height, width = images.shape
    rows, columns = down * OUTPUTS + TAPS - 1, across * OUTPUTS + TAPS - 1
    last = np.zeros((rows, columns, n, c), images.dtype)
    for k, image in enumerate(images):
        last[:height, :width, k] = image.transpose(1, 2, 0)
    flat = last.reshape(rows, columns, n * c)
    half = np.empty((rows, TILE, across, n * c), images.dtype)
    for q in range(across):
        left = q * OUTPUTS
        np.matmul(inputs, flat[:, left : left + TILE], out=half[:, :, q])
    return half


def tiled_rows(half: Array, inputs: Array, t: int) -> Array:
    """Transform one row of tiles along the rows: (6, 6, tiles across, images·channels)."""
    top = t * OUTPUTS
    seen = half[top : top + TILE]
    result: Array = np.matmul(inputs, seen.reshape(TILE, -1)).reshape(seen.shape)
    return result


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
        np.matmul(cells, cubes, out=sums)
        lines = np.matmul(outputs, sums.reshape(TILE, -1))
        lines = lines.reshape(OUTPUTS, TILE, across * n * filters)
        top = t * OUTPUTS
        blocks = np.matmul(outputs, lines).reshape(OUTPUTS, OUTPUTS, across, n * filters)
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
    down, across = tiles(s)
    cubes = np.zeros((TILE, TILE, s.in_channels, s.out_channels), padded.dtype)
    term = np.empty_like(cubes)
    spread = np.ascontiguousarray(outputs.T)
    for start in range(0, s.images, CHUNK):
        half = tiled_columns(padded[start : start + CHUNK], inputs, s)
        slopes = _spread_columns(grad[start : start + CHUNK], spread, down, across)
        n = min(CHUNK, s.images - start)
        for t in range(down):
            cells = tiled_rows(half, inputs, t).reshape(TILE, TILE, across * n, -1)
            rows = slopes[t * OUTPUTS : (t + 1) * OUTPUTS].reshape(OUTPUTS, -1)
            back = np.matmul(spread, rows).reshape(TILE, TILE, across * n, -1)
            np.matmul(cells.transpose(0, 1, 3, 2), back, out=term)
            np.add(cubes, term, out=cubes)
    both = np.kron(filters, filters)
    flat = np.matmul(both.T, cubes.reshape(TILE * TILE, -1))
    shape = (TAPS, TAPS, s.in_channels, s.out_channels)
    return np.ascontiguousarray(flat.reshape(shape).transpose(3, 2, 0, 1))


def _spread_columns(grad: Array, spread: Array, down: int, across: int) -> Array:
    """Lay channels innermost and spread four columns of gradients over six products.

    Returns
    -------
    numpy.ndarray
        Shape (4·tiles down, 6, tiles across, images·C_out).
    """
    n, filters, height, width = grad.shape
    last = np.zeros((down * OUTPUTS, across * OUTPUTS, n, filters), grad.dtype)
    for k, maps in enumerate(grad):
        last[:height, :width, k] = maps.transpose(1, 2, 0)
    flat = last.reshape(down * OUTPUTS, across * OUTPUTS, n * filters)
    half = np.empty((down * OUTPUTS, TILE, across, n * filters), grad.dtype)
    for q in range(across):
        left = q * OUTPUTS
        np.matmul(spread, flat[:, left : left + OUTPUTS], out=half[:, :, q])
    return half
