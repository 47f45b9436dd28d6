"""How far predictions are from numbers wanted: squared and absolute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

REDUCTIONS = ("mean", "sum", "none")


@quiet
def mse_loss(x: Any, target: Any, reduction: str = "mean") -> Any:
    """Average the squared differences.

    Parameters
    ----------
    x, target : array_like
        Predictions and numbers wanted, the same shape.
    reduction : {"mean", "sum", "none"}
        One number, or one per entry.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of the shape of ``x``.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 5.1.4.

    Examples
    --------
    >>> mse_loss([1.0, 2.0], [1.0, 4.0])
    np.float64(2.0)
    """
    difference = _difference(x, target)
    return reduced(difference * difference, reduction)


@quiet
def mse_loss_backward(
    grad_output: Any, x: Any, target: Any, reduction: str = "mean"
) -> tuple[Array, Array]:
    """Return ``grad_x, grad_target``: ±2 (x − target), over the count for "mean"."""
    difference = _difference(x, target)
    return _both(2 * difference, grad_output, reduction)


@quiet
def l1_loss(x: Any, target: Any, reduction: str = "mean") -> Any:
    """Average the absolute differences; one outlier counts no more than it is far.

    Parameters are those of `mse_loss`.

    Examples
    --------
    >>> l1_loss([1.0, 2.0], [1.0, 4.0])
    np.float64(1.0)
    """
    return reduced(np.abs(_difference(x, target)), reduction)


@quiet
def l1_loss_backward(
    grad_output: Any, x: Any, target: Any, reduction: str = "mean"
) -> tuple[Array, Array]:
    """Return ``grad_x, grad_target``: the sign of the difference, 0 at 0."""
    return _both(np.sign(_difference(x, target)), grad_output, reduction)


def reduced(losses: Array, reduction: str) -> Any:
    """Bring losses to their mean or sum, or leave them."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction is one of {', '.join(REDUCTIONS)}, not {reduction!r}")
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


def _difference(x: Any, target: Any) -> Array:
    values, wanted = float_arrays(x, target)
    expect_shape(wanted, values.shape, "target")
    result: Array = values - wanted
    return np.asarray(result)


def _both(slope: Array, grad_output: Any, reduction: str) -> tuple[Array, Array]:
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction is one of {', '.join(REDUCTIONS)}, not {reduction!r}")
    grad = np.asarray(grad_output, slope.dtype)
    expect_shape(grad, slope.shape if reduction == "none" else (), "grad_output")
    if reduction == "mean":
        grad = grad / slope.dtype.type(slope.size)
    grad_x: Array = np.asarray(slope * grad)
    return grad_x, -grad_x
