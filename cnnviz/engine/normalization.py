"""Batch normalization: statistics per channel, kept as running averages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.crew import share
from cnnviz.engine.statistics import statistics

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

WHOLE_CELLS = 1 << 17
"""Cells of an image up to which one factor per cell is faster than one per channel."""


@quiet
def batch_norm(
    x: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    """Shift and scale every channel to mean 0 and variance 1, then by γ and β.

    Parameters
    ----------
    x : array_like
        Shape (N, C, ...): the statistics go over every axis but the channels.
    running_mean, running_var : array_like, optional
        Averages over earlier batches, shape (C,); needed in evaluation.
    weight, bias : array_like, optional
        γ and β, shape (C,).
    training : bool
        Normalize with this batch's statistics (biased variance), and move the
        running ones; otherwise normalize with the running ones.
    momentum : float
        Weight of the *new* batch in the running averages, as in PyTorch. See
        `momentum_from_onnx` for the other convention.
    eps : float
        Added to the variance before the root.

    Returns
    -------
    y : numpy.ndarray
        The shape of ``x``.
    running_mean, running_var : numpy.ndarray
        New averages, shape (C,); the variance moves with the *unbiased* one of
        the batch. None where none was given.

    Raises
    ------
    GeometryError
        If training sees a single value per channel, which has no variance.
    ValueError
        If evaluation has no running statistics.

    References
    ----------
    Ioffe & Szegedy (2015), "Batch normalization", algorithms 1 and 2.

    Examples
    --------
    >>> x = [[[[1.0, 3.0]]]]
    >>> y, mean, var = batch_norm(x, [0.0], [1.0], training=True, eps=0)
    >>> y.ravel().tolist(), mean.tolist(), var.tolist()
    ([-1.0, 1.0], [0.2], [1.1])
    """
    values, mean0, var0, gamma, beta = _read(x, running_mean, running_var, weight, bias)
    planes = values.reshape(*values.shape[:2], math.prod(values.shape[2:]))
    if training:
        count = planes.shape[0] * planes.shape[2]
        mean, var = statistics(planes)
        new_mean, new_var = _moved(mean0, mean, momentum), None
        if var0 is not None:
            new_var = _moved(var0, var * (count / (count - 1)), momentum)
    else:
        mean, var = _running(mean0, var0)
        new_mean, new_var = mean.copy(), var.copy()
    dtype = values.dtype
    scale = _inverse_deviation(var, eps)
    if gamma is not None:
        scale = scale * gamma
    y = _normalized(planes, mean, scale, beta).reshape(values.shape)
    return y, _as(new_mean, dtype), _as(new_var, dtype)


@quiet
def batch_norm_backward(
    grad_output: Any,
    x: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    """Return ``grad_x, grad_weight, grad_bias``.

    The running statistics are kept, not learned, and have no gradient; a weight
    or bias that was not given has None.

    Parameters
    ----------
    grad_output : array_like
        The shape of ``x``.
    x, running_mean, running_var, weight, bias, training, momentum, eps
        As given to `batch_norm`.

    References
    ----------
    Ioffe & Szegedy (2015), section 3, the equations after algorithm 1.
    """
    values, mean0, var0, gamma, beta = _read(x, running_mean, running_var, weight, bias)
    (grad,) = float_arrays(np.asarray(grad_output, values.dtype))
    expect_shape(grad, values.shape, "grad_output")
    rows, grad_rows = _channel_rows(values), _channel_rows(grad)
    planes = values.reshape(*values.shape[:2], math.prod(values.shape[2:]))
    mean, var = statistics(planes) if training else _running(mean0, var0)
    dtype = values.dtype
    inverse = _inverse_deviation(var, eps).astype(dtype)[:, None]
    centred = rows - mean.astype(dtype)[:, None]
    sum_grad = grad_rows.sum(axis=1, keepdims=True)
    sum_product = (grad_rows * centred).sum(axis=1, keepdims=True) * inverse
    scale = inverse if gamma is None else inverse * gamma[:, None]
    if training:
        count = dtype.type(rows.shape[1])
        slope = grad_rows - sum_grad / count
        slope -= centred * (inverse * sum_product / count)
        slope *= scale
    else:
        slope = grad_rows * scale
    return (
        _back_from_rows(slope, values.shape),
        None if gamma is None else sum_product[:, 0],
        None if beta is None else sum_grad[:, 0],
    )


def momentum_from_onnx(momentum: float) -> float:
    """Turn ONNX's momentum (weight of the *old* average) into PyTorch's, or back.

    Examples
    --------
    >>> round(momentum_from_onnx(0.9), 6)
    0.1
    """
    return 1.0 - momentum


def _read(
    x: Any, running_mean: Any, running_var: Any, weight: Any, bias: Any
) -> tuple[Array, Array | None, Array | None, Array | None, Array | None]:
    given = {
        "running_mean": running_mean,
        "running_var": running_var,
        "weight": weight,
        "bias": bias,
    }
    (values,) = float_arrays(x)
    if values.ndim < 2:
        raise ValueError(f"x has {values.ndim} axes, (N, C, ...) needs at least 2")
    read: list[Array | None] = []
    for name, array in given.items():
        if array is None:
            read.append(None)
            continue
        (vector,) = float_arrays(array)
        expect_shape(vector, (values.shape[1],), name)
        read.append(vector.astype(values.dtype, copy=False))
    return values, read[0], read[1], read[2], read[3]


def _channel_rows(values: Array) -> Array:
    """Lay each channel out in one row: shape (C, N·cells)."""
    return np.moveaxis(values, 1, 0).reshape(values.shape[1], -1)


def _back_from_rows(rows: Array, shape: tuple[int, ...]) -> Array:
    turned = rows.reshape(shape[1], shape[0], *shape[2:])
    return np.ascontiguousarray(np.moveaxis(turned, 0, 1))


def _normalized(planes: Array, mean: Array, scale: Array, beta: Array | None) -> Array:
    """Return x·scale + (β − mean·scale), image by image, so that each stays in the cache."""
    dtype = planes.dtype
    shift = -mean.astype(np.float64) * scale
    if beta is not None:
        shift += beta
    factor, offset = scale.astype(dtype)[:, None], shift.astype(dtype)[:, None]
    if planes[:1].size <= WHOLE_CELLS:
        factor, offset = (np.repeat(v, planes.shape[2], axis=1) for v in (factor, offset))
    out = np.empty_like(planes)

    def do(n: int) -> None:
        np.multiply(planes[n], factor, out=out[n])
        np.add(out[n], offset, out=out[n])

    share(len(planes), lambda: do, planes.size / 2)
    return out


def _running(mean: Array | None, var: Array | None) -> tuple[Array, Array]:
    if mean is None or var is None:
        raise ValueError("evaluation needs running_mean and running_var")
    return mean, var


def _moved(old: Array | None, new: Array, momentum: float) -> Array | None:
    return None if old is None else old * (1 - momentum) + new * momentum


def _inverse_deviation(var: Array, eps: float) -> Array:
    return 1 / np.sqrt(var + eps)


def _as(array: Array | None, dtype: np.dtype[Any]) -> Array | None:
    return None if array is None else array.astype(dtype, copy=False)
