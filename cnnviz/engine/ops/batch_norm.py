"""Batch normalization with running averages of its statistics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms.channel_statistics import channel_dot, channel_statistics
from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array

TASK_CELLS = 1 << 19
"""Cells of a few channels that are summed, and then normalized while they are in the cache."""

PART_CELLS = 1 << 16
"""Cells that are scaled and then shifted, so that they stay in the second-level cache."""

ROW_CELLS = 1 << 12
"""Cells of a row from which NumPy's overhead per row is small."""


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
    """Normalize every channel to mean 0 and variance 1, then scale by γ and shift by β.

    Parameters
    ----------
    x : array_like
        Shape (N, C, ...). Statistics are over every axis but the channels.
    running_mean, running_var : array_like, optional
        Averages over earlier batches, shape (C,); needed in evaluation.
    weight, bias : array_like, optional
        Factor γ and offset β, shape (C,).
    training : bool
        Normalize with the statistics of this batch (biased variance) and update the
        running ones; otherwise normalize with the running ones.
    momentum : float
        Weight of the *new* batch in the running averages, as in PyTorch.
        ONNX and Keras count the weight of the old average, 1 − momentum.
    eps : float
        Added to the variance before the square root.

    Returns
    -------
    y : numpy.ndarray
        Shape of ``x``.
    running_mean, running_var : numpy.ndarray
        Updated averages, shape (C,); that of the variance is updated with the
        *unbiased* variance of the batch. None where none was given.

    Raises
    ------
    GeometryError
        If a batch in training has a single value per channel, which has no variance.
    ValueError
        If evaluation has no running statistics, or a rank or a shape is wrong.

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
    values, mean0, var0, gamma, beta = _read_batch(x, running_mean, running_var, weight, bias)
    planes = values.reshape(*values.shape[:2], math.prod(values.shape[2:]))
    channels, dtype = planes.shape[1], values.dtype
    mean, var = np.empty((2, channels)) if training else _given_statistics(mean0, var0)
    y = np.empty(planes.shape, dtype)

    def normalize(some: slice) -> None:
        part = planes[:, some]
        if training:
            mean[some], var[some] = channel_statistics(part)
        scale = _inverse_deviation(var[some], eps)
        if gamma is not None:
            scale = scale * gamma[some]
        shift = -mean[some].astype(np.float64) * scale
        if beta is not None:
            shift += beta[some]
        _scale_and_shift(part, scale, shift, y[:, some])

    _for_channels(planes, normalize)
    if not training:
        return y.reshape(values.shape), mean.copy(), var.copy()
    count = planes.shape[0] * planes.shape[2]
    new_mean = _updated(mean0, mean, momentum)
    new_var = _updated(var0, var * (count / (count - 1)), momentum)
    return y.reshape(values.shape), _as(new_mean, dtype), _as(new_var, dtype)


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
    """Compute the gradients of a batch normalization's input, weight and bias.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape of ``x``.
    x, running_mean, running_var, weight, bias : array_like
        As given to `batch_norm`. The running statistics are not learned and have no
        gradient.
    training : bool
        As given to `batch_norm`.
    momentum : float
        As given to `batch_norm`; without effect.
    eps : float
        As given to `batch_norm`.

    Returns
    -------
    grad_x, grad_weight, grad_bias : numpy.ndarray
        Shapes of ``x``, ``weight`` and ``bias``; None for a weight or bias that was
        not given.

    Raises
    ------
    GeometryError
        If a batch in training has a single value per channel.
    ValueError
        If evaluation has no running statistics, or a rank or a shape is wrong.

    References
    ----------
    Ioffe & Szegedy (2015), "Batch normalization", section 3, the equations after
    algorithm 1.
    """
    values, mean0, var0, gamma, beta = _read_batch(x, running_mean, running_var, weight, bias)
    (grad,) = float_arrays(np.asarray(grad_output, values.dtype))
    expect_shape(grad, values.shape, "grad_output")
    planes = values.reshape(*values.shape[:2], math.prod(values.shape[2:]))
    grads = grad.reshape(planes.shape)
    channels, dtype = planes.shape[1], values.dtype
    mean, var = np.empty((2, channels)) if training else _given_statistics(mean0, var0)
    sum_grad, sum_product = np.empty((2, channels))
    count = planes.shape[0] * planes.shape[2]
    grad_x = np.empty(planes.shape, dtype)

    def compute(some: slice) -> None:
        part, slope = planes[:, some], grads[:, some]
        if training:
            mean[some], var[some] = channel_statistics(part)
        inverse = _inverse_deviation(var[some].astype(np.float64), eps)
        centred = part - mean[some].astype(dtype)[:, None]
        sum_grad[some] = channel_dot(slope, np.ones(slope.shape[2], dtype))
        sum_product[some] = channel_dot(slope, centred) * inverse
        scale = inverse if gamma is None else inverse * gamma[some]
        if not training:
            np.multiply(slope, scale.astype(dtype)[:, None], out=grad_x[:, some])
            return
        _scale_and_shift(slope, scale, -scale * sum_grad[some] / count, grad_x[:, some])
        centred *= (scale * inverse * sum_product[some] / count).astype(dtype)[:, None]
        grad_x[:, some] -= centred

    _for_channels(planes, compute)
    return (
        grad_x.reshape(values.shape),
        None if gamma is None else sum_product.astype(dtype),
        None if beta is None else sum_grad.astype(dtype),
    )


def _read_batch(
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


def _for_channels(planes: Array, function: Callable[[slice], None]) -> None:
    """Call a function for a few channels of all images at a time, in several threads if large."""
    _, channels, cells = planes.shape
    tasks = -(-planes.size // TASK_CELLS)
    together = max(1, -(-channels // max(1, tasks)), ROW_CELLS // max(1, cells))

    def task(number: int) -> None:
        function(slice(number * together, (number + 1) * together))

    parallel_for(-(-channels // together), lambda: task, planes.size)


def _scale_and_shift(planes: Array, scale: Array, shift: Array, out: Array) -> None:
    """Write x·scale + shift; short rows are multiplied by factors repeated for every cell."""
    n, channels, cells = planes.shape
    wide = cells if cells < ROW_CELLS else 1
    factor, offset = np.empty((2, channels, wide), planes.dtype)
    factor[:], offset[:] = (v.astype(planes.dtype)[:, None] for v in (scale, shift))
    step = max(1, PART_CELLS // max(1, channels * cells))
    for start in range(0, n, step):
        part = out[start : start + step]
        np.multiply(planes[start : start + step], factor, out=part)
        np.add(part, offset, out=part)


def _given_statistics(mean: Array | None, var: Array | None) -> tuple[Array, Array]:
    if mean is None or var is None:
        raise ValueError("evaluation needs running_mean and running_var")
    return mean, var


def _updated(old: Array | None, new: Array, momentum: float) -> Array | None:
    return None if old is None else old * (1 - momentum) + new * momentum


def _inverse_deviation(var: Array, eps: float) -> Array:
    return 1 / np.sqrt(var + eps)


def _as(array: Array | None, dtype: np.dtype[Any]) -> Array | None:
    return None if array is None else array.astype(dtype, copy=False)
