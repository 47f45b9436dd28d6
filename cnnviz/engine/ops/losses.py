"""Losses of predicted numbers: squared and absolute differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

REDUCTIONS = ("mean", "sum", "none")


@quiet
def mse_loss(x: Any, target: Any, reduction: str = "mean") -> Any:
    """Compute the squared differences, or their mean or sum.

    Parameters
    ----------
    x, target : array_like
        Predictions and true values, of one shape.
    reduction : {"mean", "sum", "none"}
        The mean, the sum, or one number per entry.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of the shape of ``x``.

    Raises
    ------
    ValueError
        If the shapes differ, or the reduction is unknown.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 5.1.4.

    Examples
    --------
    >>> mse_loss([1.0, 2.0], [1.0, 4.0])
    np.float64(2.0)
    """
    difference = _difference(x, target)
    return _reduced(difference * difference, reduction)


@quiet
def mse_loss_backward(
    grad_output: Any, x: Any, target: Any, reduction: str = "mean"
) -> tuple[Array, Array]:
    """Compute the gradients: ±2·(x − target), divided by the count for "mean".

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss: one number or, with "none", an array of the shape of
        ``x``.
    x, target : array_like
        As given to `mse_loss`.
    reduction : {"mean", "sum", "none"}
        As given to `mse_loss`.

    Returns
    -------
    grad_x, grad_target : numpy.ndarray
        Shape of ``x``.

    Raises
    ------
    ValueError
        If the shapes differ, or the reduction is unknown.
    """
    difference = _difference(x, target)
    return _gradients(2 * difference, grad_output, reduction)


@quiet
def l1_loss(x: Any, target: Any, reduction: str = "mean") -> Any:
    """Compute the absolute differences, or their mean or sum.

    Parameters
    ----------
    x, target : array_like
        Predictions and true values, of one shape.
    reduction : {"mean", "sum", "none"}
        The mean, the sum, or one number per entry.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of the shape of ``x``.

    Raises
    ------
    ValueError
        If the shapes differ, or the reduction is unknown.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.1.2.

    Examples
    --------
    >>> l1_loss([1.0, 2.0], [1.0, 4.0])
    np.float64(1.0)
    """
    return _reduced(np.abs(_difference(x, target)), reduction)


@quiet
def l1_loss_backward(
    grad_output: Any, x: Any, target: Any, reduction: str = "mean"
) -> tuple[Array, Array]:
    """Compute the gradients: ± the sign of the difference, 0 at 0.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss: one number or, with "none", an array of the shape of
        ``x``.
    x, target : array_like
        As given to `l1_loss`.
    reduction : {"mean", "sum", "none"}
        As given to `l1_loss`.

    Returns
    -------
    grad_x, grad_target : numpy.ndarray
        Shape of ``x``; divided by the count for "mean".

    Raises
    ------
    ValueError
        If the shapes differ, or the reduction is unknown.
    """
    return _gradients(np.sign(_difference(x, target)), grad_output, reduction)


def check_reduction(reduction: str) -> None:
    """Check the name of a reduction.

    Parameters
    ----------
    reduction : str
        The argument to check.

    Raises
    ------
    ValueError
        If it is not "mean", "sum" or "none".
    """
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction is one of {', '.join(REDUCTIONS)}, not {reduction!r}")


def _reduced(losses: Array, reduction: str) -> Any:
    check_reduction(reduction)
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


def _difference(x: Any, target: Any) -> Array:
    values, wanted = float_arrays(x, target)
    expect_shape(wanted, values.shape, "target")
    result: Array = values - wanted
    return np.asarray(result)


def _gradients(slope: Array, grad_output: Any, reduction: str) -> tuple[Array, Array]:
    """Multiply the slope of each entry by the gradient of the loss."""
    check_reduction(reduction)
    grad = np.asarray(grad_output, slope.dtype)
    expect_shape(grad, slope.shape if reduction == "none" else (), "grad_output")
    if reduction == "mean":
        grad = grad / slope.dtype.type(slope.size)
    grad_x: Array = np.asarray(slope * grad)
    return grad_x, -grad_x
