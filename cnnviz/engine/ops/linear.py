"""The fully connected layer: linear, with flatten before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_rank, expect_shape, float_arrays, quiet
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.gemm import matmul

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def linear(x: Any, weight: Any, bias: Any = None) -> Array:
    """Weigh every input for every output: y = x Wᵀ + b.

    Parameters
    ----------
    x : array_like
        Shape (..., in_features).
    weight : array_like
        Shape (out_features, in_features).
    bias : array_like, optional
        Shape (out_features,).

    Returns
    -------
    numpy.ndarray
        Shape (..., out_features).

    Raises
    ------
    GeometryError
        If ``weight`` expects another number of inputs than ``x`` has.

    Examples
    --------
    >>> linear([[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]], [0.0, 1.0])
    array([[11., 18.]])
    """
    values, matrix, offset = _checked(x, weight, bias)
    y = _rows_times(values, matrix.T)
    if offset is not None:
        y += offset
    return y


@quiet
def linear_backward(
    grad_output: Any, x: Any, weight: Any, bias: Any = None
) -> tuple[Array, Array, Array | None]:
    """Return ``grad_x, grad_weight, grad_bias`` (None without a bias)."""
    values, matrix, offset = _checked(x, weight, bias)
    (grad,) = float_arrays(np.asarray(grad_output, values.dtype))
    expect_shape(grad, (*values.shape[:-1], matrix.shape[0]), "grad_output")
    rows = grad.reshape(-1, matrix.shape[0])
    grad_weight = matmul(rows.T, values.reshape(-1, matrix.shape[1]))
    grad_bias = None if offset is None else rows.sum(axis=0)
    if _stands(values):
        return matmul(matrix.T, rows.T).T, grad_weight, grad_bias
    return _rows_times(grad, matrix), grad_weight, grad_bias


def flatten(x: Any, start_dim: int = 1, end_dim: int = -1) -> Array:
    """Lay several axes out in one row, as ``torch.nn.Flatten``.

    Parameters
    ----------
    x : array_like
        Any shape.
    start_dim, end_dim : int
        First and last axis to be joined.

    Examples
    --------
    >>> flatten([[[1.0, 2.0], [3.0, 4.0]]])
    array([[1., 2., 3., 4.]])
    """
    (values,) = float_arrays(x)
    rank = max(values.ndim, 1)
    if not (-rank <= start_dim < rank and -rank <= end_dim < rank):
        raise ValueError(f"axes {start_dim} and {end_dim} do not exist in {values.ndim} axes")
    start, end = start_dim % rank, end_dim % rank
    if start > end:
        raise ValueError(f"start_dim {start_dim} comes after end_dim {end_dim}")
    joined = int(np.prod(values.shape[start : end + 1], dtype=np.int64))
    return values.reshape(*values.shape[:start], joined, *values.shape[end + 1 :]).copy()


def flatten_backward(grad_output: Any, x: Any, start_dim: int = 1, end_dim: int = -1) -> Array:
    """Fold the gradient back into the shape of ``x``."""
    (grad,) = float_arrays(grad_output)
    return grad.reshape(np.shape(x)).copy()


def _rows_times(values: Array, matrix: Array) -> Array:
    rows = matmul(values.reshape(-1, matrix.shape[0]), matrix)
    return rows.reshape(*values.shape[:-1], matrix.shape[1])


def _stands(values: Array) -> bool:
    """Tell whether the batch is last in memory: such arrays are read as they are."""
    return values.ndim == 2 and values.flags.f_contiguous and not values.flags.c_contiguous


def _checked(x: Any, weight: Any, bias: Any) -> tuple[Array, Array, Array | None]:
    down = isinstance(x, np.ndarray) and _stands(x)
    values, matrix, *offsets = float_arrays(
        x.T if down else x, weight, *(() if bias is None else (bias,))
    )
    values = values.T if down else values
    offset = offsets[0] if offsets else None
    expect_rank(matrix, 2, "weight", "(out_features, in_features)")
    if values.ndim == 0:
        raise ValueError("x has 0 axes, (..., in_features) needs at least 1")
    if values.shape[-1] != matrix.shape[1]:
        raise GeometryError(
            "weight expects {expected} inputs, x has {given}",
            expected=matrix.shape[1],
            given=values.shape[-1],
        )
    if offset is not None:
        expect_shape(offset, (matrix.shape[0],), "bias")
    return values, matrix, offset
