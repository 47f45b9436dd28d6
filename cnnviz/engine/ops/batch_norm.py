"""Batch normalization: statistics per channel, kept as running averages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.algorithms.channel_statistics import statistics, sums
from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.parallel import parallel_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnviz.engine.arrays import Array

CHUNK_CELLS = 1 << 19
"""Cells of a few channels that are added up, and then normalized while they are near."""

PART_CELLS = 1 << 16
"""Cells that are scaled and then shifted, so that they stay in the second-level cache."""

ROW_CELLS = 1 << 12
"""Cells in a row below which NumPy spends its time on beginning rows."""


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
        Weight of the *new* batch in the running averages, as in PyTorch.
        ONNX and Keras count the weight of the old average, 1 − momentum.
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
    channels, dtype = planes.shape[1], values.dtype
    mean, var = np.empty((2, channels)) if training else _running(mean0, var0)
    y = np.empty(planes.shape, dtype)

    def do(some: slice) -> None:
        part = planes[:, some]
        if training:
            mean[some], var[some] = statistics(part)
        scale = _inverse_deviation(var[some], eps)
        if gamma is not None:
            scale = scale * gamma[some]
        shift = -mean[some].astype(np.float64) * scale
        if beta is not None:
            shift += beta[some]
        _line(part, scale, shift, y[:, some])

    _by_channels(planes, do)
    if not training:
        return y.reshape(values.shape), mean.copy(), var.copy()
    count = planes.shape[0] * planes.shape[2]
    new_mean = _moved(mean0, mean, momentum)
    new_var = _moved(var0, var * (count / (count - 1)), momentum)
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
    planes = values.reshape(*values.shape[:2], math.prod(values.shape[2:]))
    grads = grad.reshape(planes.shape)
    channels, dtype = planes.shape[1], values.dtype
    mean, var = np.empty((2, channels)) if training else _running(mean0, var0)
    sum_grad, sum_product = np.empty((2, channels))
    count = planes.shape[0] * planes.shape[2]
    grad_x = np.empty(planes.shape, dtype)

    def do(some: slice) -> None:
        part, slope = planes[:, some], grads[:, some]
        if training:
            mean[some], var[some] = statistics(part)
        inverse = _inverse_deviation(var[some].astype(np.float64), eps)
        centred = part - mean[some].astype(dtype)[:, None]
        sum_grad[some] = sums(slope, np.ones(slope.shape[2], dtype))
        sum_product[some] = sums(slope, centred) * inverse
        scale = inverse if gamma is None else inverse * gamma[some]
        if not training:
            np.multiply(slope, scale.astype(dtype)[:, None], out=grad_x[:, some])
            return
        _line(slope, scale, -scale * sum_grad[some] / count, grad_x[:, some])
        centred *= (scale * inverse * sum_product[some] / count).astype(dtype)[:, None]
        grad_x[:, some] -= centred

    _by_channels(planes, do)
    return (
        grad_x.reshape(values.shape),
        None if gamma is None else sum_product.astype(dtype),
        None if beta is None else sum_grad.astype(dtype),
    )


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


def _by_channels(planes: Array, do: Callable[[slice], None]) -> None:
    """Do a few channels of all images at a time, in several threads if they are many."""
    _, channels, cells = planes.shape
    pieces = -(-planes.size // CHUNK_CELLS)
    together = max(1, -(-channels // max(1, pieces)), ROW_CELLS // max(1, cells))

    def piece(number: int) -> None:
        do(slice(number * together, (number + 1) * together))

    parallel_for(-(-channels // together), lambda: piece, planes.size)


def _line(planes: Array, scale: Array, shift: Array, out: Array) -> None:
    """Write x·scale + shift, with factors repeated for every cell where rows are short."""
    n, channels, cells = planes.shape
    wide = cells if cells < ROW_CELLS else 1
    factor, offset = np.empty((2, channels, wide), planes.dtype)
    factor[:], offset[:] = (v.astype(planes.dtype)[:, None] for v in (scale, shift))
    step = max(1, PART_CELLS // max(1, channels * cells))
    for start in range(0, n, step):
        part = out[start : start + step]
        np.multiply(planes[start : start + step], factor, out=part)
        np.add(part, offset, out=part)


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
