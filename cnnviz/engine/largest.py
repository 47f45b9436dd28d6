"""The largest cell of every window, found along columns and then along rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import share

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.pooling_geometry import PoolSettings

CHUNK_CELLS = 1 << 17
"""Cells that are pooled at a time, so that they stay in the second-level cache."""


def largest(padded: Array, s: PoolSettings) -> Array:
    """Return the maximum of every window.

    A whole chunk of planes is one long row: a step to the right is a shift by
    one, a step down a shift by one row, and what runs over an edge is cut off
    at the end.

    Parameters
    ----------
    padded : numpy.ndarray
        C-contiguous, shape (N, C, H, W), every window inside.
    s : PoolSettings
        The numbers of the pooling.

    Returns
    -------
    numpy.ndarray
        Shape (N, C, *s.output).
    """
    n, c, height, width = padded.shape
    planes = padded.reshape(n * c, height, width)
    out = np.empty((n * c, *s.output), padded.dtype)
    step = max(1, CHUNK_CELLS // max(1, height * width))

    def do(piece: int) -> None:
        some = slice(piece * step, (piece + 1) * step)
        _down(_across(planes[some], s), s, out[some])

    cells = padded.size * (s.kernel[0] + s.kernel[1]) / 4
    share(-(-n * c // step), lambda: do, cells)
    return out.reshape(n, c, *s.output)


def _across(chunk: Array, s: PoolSettings) -> Array:
    """Take the maximum over the columns of every window: (planes, H, at least W_out)."""
    planes, height, width = chunk.shape
    stride, spread = s.stride[1], s.dilation[1]
    if width % stride:
        end = (s.output[1] - 1) * stride + 1
        return _over([chunk[..., j * spread :][..., :end:stride] for j in range(s.kernel[1])])
    if s.kernel[1] == 1 and stride == 1:
        return chunk
    flat = chunk.reshape(-1)
    count = (flat.size - (s.kernel[1] - 1) * spread - 1) // stride + 1
    best = np.empty(flat.size // stride, chunk.dtype)
    taps = [flat[j * spread :: stride][:count] for j in range(s.kernel[1])]
    _over(taps, best[:count])
    return best.reshape(planes, height, width // stride)


def _down(chunk: Array, s: PoolSettings, out: Array) -> None:
    """Take the maximum over the rows of every window, into (planes, H_out, W_out)."""
    _, height, width = chunk.shape
    stride, spread = s.stride[0], s.dilation[0]
    rows, columns = s.output
    if stride > 1 or s.kernel[0] == 1:
        end = (rows - 1) * stride + 1
        taps = [chunk[:, i * spread :][:, :end:stride, :columns] for i in range(s.kernel[0])]
        _over(taps, out)
        return
    flat = chunk.reshape(-1)
    count = flat.size - (s.kernel[0] - 1) * spread * width
    best = np.empty_like(flat)
    _over([flat[i * spread * width :][:count] for i in range(s.kernel[0])], best[:count])
    out[:] = best.reshape(-1, height, width)[:, :rows, :columns]


def _over(taps: list[Array], out: Array | None = None) -> Array:
    """Take the maximum over arrays of one shape."""
    if out is None:
        out = np.empty(taps[0].shape, taps[0].dtype)
    if len(taps) == 1:
        np.copyto(out, taps[0])
        return out
    np.maximum(taps[0], taps[1], out=out)
    for tap in taps[2:]:
        np.maximum(out, tap, out=out)
    return out
