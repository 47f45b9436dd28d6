"""Cells added around an image: zeros or a constant, mirrored, repeated or wrapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import image_batch, pair, quiet
from cnnviz.engine.errors import GeometryError

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import PaddingSides

MODES = ("constant", "reflect", "replicate", "circular")
CONVOLUTION_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}


@quiet
def pad(x: Any, padding: Any, mode: str = "constant", value: float = 0.0) -> Array:
    """Add cells around every image, or take some away.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    padding : ((int, int), (int, int)), (int, int) or int
        ``((top, bottom), (left, right))`` in cells; negative numbers cut away.
    mode : {"constant", "reflect", "replicate", "circular"}
        What fills the new cells: ``value``; the mirror image without the edge
        itself; the edge; the opposite side.
    value : float
        The fill of "constant".

    Returns
    -------
    numpy.ndarray
        Shape (N, C, top + H + bottom, left + W + right), a new array.

    Raises
    ------
    GeometryError
        If a mirror would need more cells than the image has, or nothing is left.

    Examples
    --------
    >>> pad([[[[1, 2, 3]]]], ((0, 0), (2, 1)), "reflect")
    array([[[[3., 2., 1., 2., 3., 2.]]]], dtype=float32)
    """
    image = image_batch(x)
    rows, columns = _sides(padding)
    height, width = image.shape[2:]
    _check_mode(mode)
    if mode == "constant":
        _check_left(height, rows)
        _check_left(width, columns)
        return _constant(image, rows, columns, value)
    source_rows = source_cells(height, rows, mode)
    source_columns = source_cells(width, columns, mode)
    return image.take(source_rows, axis=2).take(source_columns, axis=3)


@quiet
def pad_backward(
    grad_output: Any, x: Any, padding: Any, mode: str = "constant", value: float = 0.0
) -> Array:
    """Give every input cell the sum of the gradients of its copies.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the padded images, their shape.
    x, padding, mode, value
        As given to `pad`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    _check_mode(mode)
    return without_padding(grad, image.shape[2:], _sides(padding), mode)


def without_padding(grad: Array, size: tuple[int, ...], sides: PaddingSides, mode: str) -> Array:
    """Add the gradients of padded cells to the cells they copy: (N, C, *size)."""
    rows, columns = sides
    if mode == "constant":
        back = ((-rows[0], -rows[1]), (-columns[0], -columns[1]))
        return _constant(grad, *back, 0.0)
    by_row = _gather_back(grad, source_cells(size[0], rows, mode), size[0], axis=2)
    return _gather_back(by_row, source_cells(size[1], columns, mode), size[1], axis=3)


def source_cells(length: int, sides: tuple[int, int], mode: str) -> Array:
    """Name the input cell that each padded cell along one axis copies.

    Returns
    -------
    numpy.ndarray
        int64, shape (before + length + after,); with mode "constant" the cells
        of the fill are −1.
    """
    _check_left(length, sides)
    index = np.arange(-sides[0], length + sides[1])
    widest = max(sides)
    if mode == "constant":
        index[(index < 0) | (index >= length)] = -1
        return index
    if mode == "reflect":
        if widest >= length:
            raise GeometryError(
                "mirroring {padding} cells needs an image of at least {needed}, it has {length}",
                padding=widest,
                needed=widest + 1,
                length=length,
            )
        index = np.abs(index)
        return np.minimum(index, 2 * (length - 1) - index)
    if mode == "replicate":
        return np.clip(index, 0, length - 1)
    if widest > length:
        raise GeometryError(
            "wrapping {padding} cells around needs an image at least as long, it has {length}",
            padding=widest,
            length=length,
        )
    return index % length


def _constant(image: Array, rows: Any, columns: Any, value: float) -> Array:
    n, c, height, width = image.shape
    shape = (n, c, height + sum(rows), width + sum(columns))
    out = np.full(shape, value, image.dtype) if value else np.zeros(shape, image.dtype)
    row_to, row_from = _overlap(rows, height)
    column_to, column_from = _overlap(columns, width)
    out[:, :, row_to, column_to] = image[:, :, row_from, column_from]
    return out


def _overlap(sides: tuple[int, int], length: int) -> tuple[slice, slice]:
    before, after = sides
    kept = length + min(before, 0) + min(after, 0)
    start_to, start_from = max(before, 0), max(-before, 0)
    return slice(start_to, start_to + kept), slice(start_from, start_from + kept)


def _gather_back(grad: Array, source: Array, length: int, axis: int) -> Array:
    moved = np.moveaxis(grad, axis, 0)
    out = np.zeros((length, *moved.shape[1:]), grad.dtype)
    for row, cell in zip(moved, source.tolist(), strict=True):
        out[cell] += row
    return np.ascontiguousarray(np.moveaxis(out, 0, axis))


def _sides(padding: Any) -> PaddingSides:
    least = -(1 << 40)
    if isinstance(padding, (int, np.integer)):
        return (int(padding), int(padding)), (int(padding), int(padding))
    rows, columns = padding
    return pair(rows, "padding", least), pair(columns, "padding", least)


def _check_mode(mode: str) -> None:
    if mode not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}, not {mode!r}")


def _check_left(length: int, sides: tuple[int, int]) -> None:
    if min(length + min(sides), length + sum(sides)) < 1:
        raise GeometryError(
            "cutting {cut} cells from {length} leaves none",
            cut=-min(*sides, sum(sides)),
            length=length,
        )
