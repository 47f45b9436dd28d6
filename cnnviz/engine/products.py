"""Matrix products made of small blocks, cut in the same places whatever the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

SMALL = 1 << 18
"""Products of numbers up to which OpenBLAS multiplies with one thread, in one piece."""

SMALL_VECTOR = 1 << 13
"""The same for a matrix times a vector."""

LENGTH, ROWS = 128, 64
"""Terms of a sum, rows of a block: what multiplies fastest."""

LONG, FEW = 1024, 1 << 12
"""Terms from which, results up to which, the pieces of a sum are made together."""


def product(a: Array, b: Array, out: Array | None = None) -> Array:
    """Multiply matrices, or stacks of them.

    OpenBLAS cuts large products by the number of its threads, and every cut has
    edges that round in their own way. Blocks that it leaves whole give the same
    bits with any number of threads; and no thread of its own ever wakes.

    Parameters
    ----------
    a, b : numpy.ndarray
        Shapes (..., rows, length) and (..., length, columns).
    out : numpy.ndarray, optional
        Where the result goes.

    Returns
    -------
    numpy.ndarray
        Shape (..., rows, columns).

    Examples
    --------
    >>> product(np.ones((1, 300)), np.ones((300, 1)))
    array([[300.]])
    """
    (rows, length), columns = a.shape[-2:], b.shape[-1]
    limit = SMALL_VECTOR if rows == 1 or columns == 1 else SMALL
    if rows * length * columns <= limit:
        return np.matmul(a, b, out=out)
    if out is None:
        lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        out = np.empty((*lead, rows, columns), a.dtype)
    if length > LONG and rows * columns <= FEW and min(rows, columns) > 1:
        _summed(a, b, out)
    elif columns == 1 or (columns < 16 and rows > columns):
        _filled(b.swapaxes(-1, -2), a.swapaxes(-1, -2), out.swapaxes(-1, -2), limit)
    else:
        _filled(a, b, out, limit)
    return out


def _filled(a: Array, b: Array, out: Array, limit: int) -> None:
    """Write the product block by block: rows, and pieces of the sum."""
    rows, length = a.shape[-2:]
    high, deep = min(rows, ROWS), min(length, LENGTH)
    wide = limit // (high * deep)
    wide -= wide % 16
    even = -(-b.shape[-1] // -(-b.shape[-1] // wide))
    wide = min(wide, -(-even // 16) * 16)
    term = np.empty((*out.shape[:-2], high, out.shape[-1]), out.dtype) if length > deep else out
    for top in range(0, rows, high):
        some = slice(top, top + high)
        target = out[..., some, :]
        _row_of_blocks(a[..., some, :deep], b[..., :deep, :], target, wide)
        for start in range(deep, length, deep):
            part = slice(start, start + deep)
            more = term[..., : target.shape[-2], :]
            _row_of_blocks(a[..., some, part], b[..., part, :], more, wide)
            np.add(target, more, out=target)


def _summed(a: Array, b: Array, out: Array) -> None:
    """Write a product of few long sums: all their pieces in one call, then added."""
    rows, length = a.shape[-2:]
    deep = SMALL // (rows * b.shape[-1])
    deep = min(deep - deep % 16, LONG)
    whole = length - length % deep
    left = _blocks(a, whole, deep)
    right = _blocks(b.swapaxes(-1, -2), whole, deep).swapaxes(-1, -2)
    np.add.reduce(np.matmul(left, right), axis=-3, out=out)
    if whole < length:
        np.add(out, np.matmul(a[..., whole:], b[..., whole:, :]), out=out)


def _row_of_blocks(a: Array, b: Array, out: Array, wide: int) -> None:
    """Multiply by blocks of ``wide`` columns, all in one call, and by what is left."""
    columns = b.shape[-1]
    whole = columns - columns % wide
    if whole:
        np.matmul(a[..., None, :, :], _blocks(b, whole, wide), out=_blocks(out, whole, wide))
    if whole < columns:
        np.matmul(a, b[..., whole:], out=out[..., whole:])


def _blocks(matrix: Array, whole: int, wide: int) -> Array:
    """See columns as a stack of blocks: (..., rows, columns) as (..., blocks, rows, wide)."""
    cut = matrix[..., :whole].reshape(*matrix.shape[:-1], whole // wide, wide)
    return cut.swapaxes(-3, -2)
