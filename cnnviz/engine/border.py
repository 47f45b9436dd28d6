"""Cells around an image: added, cut away, and their gradients added back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.errors import GeometryError

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import PaddingSides

MODES = ("constant", "reflect", "replicate", "circular")
"""Names of PyTorch's ``torch.nn.functional.pad``."""

CONVOLUTION_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
    "constant": "constant",
}
"""Names of ``padding_mode`` in PyTorch's ``torch.nn.Conv2d``, and of `MODES`; "constant", which
that has not, is ``torch.nn.functional.pad`` with a value before a convolution."""


def add_border(image: Array, sides: PaddingSides, mode: str, value: float = 0.0) -> Array:
    """Add cells around every image, or cut some away.

    Parameters
    ----------
    image : numpy.ndarray
        Shape (N, C, H, W).
    sides : ((int, int), (int, int))
        ``((top, bottom), (left, right))`` in cells; negative numbers cut away.
    mode : {"constant", "reflect", "replicate", "circular"}
        What the new cells hold; see `pad`.
    value : float
        What they hold in mode "constant".

    Returns
    -------
    numpy.ndarray
        Shape (N, C, top + H + bottom, left + W + right), a new array.

    Raises
    ------
    GeometryError
        If a mode needs more cells than the image has, or nothing is left.
    """
    rows, columns = sides
    height, width = image.shape[2:]
    if mode == "constant":
        _check_left(height, rows)
        _check_left(width, columns)
        return _constant_border(image, rows, columns, value)
    source_rows = source_cells(height, rows, mode)
    source_columns = source_cells(width, columns, mode)
    return image.take(source_rows, axis=2).take(source_columns, axis=3)


def border_gradient(grad: Array, size: tuple[int, ...], sides: PaddingSides, mode: str) -> Array:
    """Add the gradients of padded cells to the cells they copy: the adjoint of `add_border`.

    Parameters
    ----------
    grad : numpy.ndarray
        Gradient of the padded images, shape (N, C, top + H + bottom, left + W + right).
    size : tuple of int
        H and W, in cells.
    sides : ((int, int), (int, int))
        As given to `add_border`.
    mode : {"constant", "reflect", "replicate", "circular"}
        As given to `add_border`.

    Returns
    -------
    numpy.ndarray
        Gradient of the images, shape (N, C, H, W).
    """
    rows, columns = sides
    if mode == "constant":
        back = ((-rows[0], -rows[1]), (-columns[0], -columns[1]))
        return _constant_border(grad, *back, 0.0)
    by_row = _add_copies(grad, source_cells(size[0], rows, mode), size[0], axis=2)
    return _add_copies(by_row, source_cells(size[1], columns, mode), size[1], axis=3)


def source_cells(length: int, sides: tuple[int, int], mode: str) -> Array:
    """Return the index of the input cell that each padded cell along one axis copies.

    Parameters
    ----------
    length : int
        Cells of the input along this axis.
    sides : (int, int)
        Cells of padding before and after.
    mode : {"constant", "reflect", "replicate", "circular"}
        See `pad`.

    Returns
    -------
    numpy.ndarray
        Shape (before + length + after,), int64; −1 where mode "constant" adds its
        value.

    Raises
    ------
    GeometryError
        If the mode needs more cells than the input has, or nothing is left.
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


def _constant_border(
    image: Array, rows: tuple[int, int], columns: tuple[int, int], value: float
) -> Array:
    n, c, height, width = image.shape
    shape = (n, c, height + sum(rows), width + sum(columns))
    out = np.full(shape, value, image.dtype) if value else np.zeros(shape, image.dtype)
    row_to, row_from = _kept_cells(rows, height)
    column_to, column_from = _kept_cells(columns, width)
    out[:, :, row_to, column_to] = image[:, :, row_from, column_from]
    return out


def _kept_cells(sides: tuple[int, int], length: int) -> tuple[slice, slice]:
    """Return where the cells that are kept lie in the result and in the input."""
    before, after = sides
    kept = length + min(before, 0) + min(after, 0)
    start_to, start_from = max(before, 0), max(-before, 0)
    return slice(start_to, start_to + kept), slice(start_from, start_from + kept)


def _add_copies(grad: Array, source: Array, length: int, axis: int) -> Array:
    """Add every row of ``grad`` along an axis to the row that it copies."""
    moved = np.moveaxis(grad, axis, 0)
    out = np.zeros((length, *moved.shape[1:]), grad.dtype)
    for row, cell in zip(moved, source.tolist(), strict=True):
        out[cell] += row
    return np.ascontiguousarray(np.moveaxis(out, 0, axis))


def _check_left(length: int, sides: tuple[int, int]) -> None:
    if min(length + min(sides), length + sum(sides)) < 1:
        raise GeometryError(
            "cutting {cut} cells from {length} leaves none",
            cut=-min(*sides, sum(sides)),
            length=length,
        )
