"""The fully connected layer, and flatten before it."""

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
    """Compute the fully connected layer y = x Wᵀ + b.

    Parameters
    ----------
    x : array_like
        Inputs, shape (..., in_features).
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
    ValueError
        If a rank or a shape is wrong.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.1.

    Examples
    --------
    >>> linear([[1.0, 2.0]], [[3.0, 4.0], [5.0, 6.0]], [0.0, 1.0])
    array([[11., 18.]])
    """
    values, matrix, offset = _read_linear(x, weight, bias)
    y = _multiply_rows(values, matrix.T)
    if offset is not None:
        y += offset
    return y


@quiet
def linear_backward(
    grad_output: Any, x: Any, weight: Any, bias: Any = None
) -> tuple[Array, Array, Array | None]:
    """Compute the gradients of a fully connected layer.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape (..., out_features).
    x, weight, bias : array_like
        As given to `linear`.

    Returns
    -------
    grad_x, grad_weight, grad_bias : numpy.ndarray
        Shapes of ``x``, ``weight`` and ``bias``; ``grad_bias`` is None without a
        bias.

    Raises
    ------
    GeometryError
        If ``weight`` expects another number of inputs than ``x`` has.
    ValueError
        If a rank or a shape is wrong.
    """
    values, matrix, offset = _read_linear(x, weight, bias)
    (grad,) = float_arrays(np.asarray(grad_output, values.dtype))
    expect_shape(grad, (*values.shape[:-1], matrix.shape[0]), "grad_output")
    rows = grad.reshape(-1, matrix.shape[0])
    grad_weight = matmul(rows.T, values.reshape(-1, matrix.shape[1]))
    grad_bias = None if offset is None else rows.sum(axis=0)
    if _batch_last(values):
        return matmul(matrix.T, rows.T).T, grad_weight, grad_bias
    return _multiply_rows(grad, matrix), grad_weight, grad_bias


def flatten(x: Any, start_dim: int = 1, end_dim: int = -1) -> Array:
    """Join several axes into one, as ``torch.nn.Flatten``.

    Parameters
    ----------
    x : array_like
        Any shape.
    start_dim, end_dim : int
        First and last axis to be joined.

    Returns
    -------
    numpy.ndarray
        The same numbers in C order, a new array.

    Raises
    ------
    ValueError
        If an axis does not exist, or the first comes after the last.

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
    """Reshape the gradient to the shape of ``x``.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, its shape.
    x : array_like
        As given to `flatten`.
    start_dim, end_dim : int
        As given to `flatten`; without effect.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.
    """
    (grad,) = float_arrays(grad_output)
    return grad.reshape(np.shape(x)).copy()


def _multiply_rows(values: Array, matrix: Array) -> Array:
    """Multiply arrays of any rank by a matrix, along their last axis."""
    rows = matmul(values.reshape(-1, matrix.shape[0]), matrix)
    return rows.reshape(*values.shape[:-1], matrix.shape[1])


def _batch_last(values: Array) -> bool:
    """Check whether the batch is last in memory; such arrays are read without a copy."""
    return values.ndim == 2 and values.flags.f_contiguous and not values.flags.c_contiguous


def _read_linear(x: Any, weight: Any, bias: Any) -> tuple[Array, Array, Array | None]:
    transposed = isinstance(x, np.ndarray) and _batch_last(x)
    values, matrix, *offsets = float_arrays(
        x.T if transposed else x, weight, *(() if bias is None else (bias,))
    )
    values = values.T if transposed else values
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
