"""Functions of one cell, each with its slope: relu, leaky_relu, sigmoid, tanh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def relu(x: Any) -> Array:
    """Keep what is positive, replace the rest by 0.

    Parameters
    ----------
    x : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        max(x, 0), the shape of ``x``.

    References
    ----------
    Nair & Hinton (2010), "Rectified linear units improve restricted Boltzmann
    machines", section 2.

    Examples
    --------
    >>> relu([-2, 0, 3])
    array([0., 0., 3.], dtype=float32)
    """
    (values,) = float_arrays(x)
    result: Array = np.clip(values, 0, np.inf, dtype=values.dtype)
    return result


@quiet
def relu_backward(grad_output: Any, x: Any) -> Array:
    """Let the gradient through where ``x`` is positive (0 at 0, as PyTorch)."""
    grad, values = float_arrays(grad_output, x)
    return np.where(values <= 0, grad.dtype.type(0), grad)


@quiet
def leaky_relu(x: Any, negative_slope: float = 0.01) -> Array:
    """Keep what is positive, scale down what is negative.

    Parameters
    ----------
    x : array_like
        Any shape.
    negative_slope : float
        Factor for negative cells.

    References
    ----------
    Maas, Hannun & Ng (2013), "Rectifier nonlinearities improve neural network
    acoustic models", section 2.

    Examples
    --------
    >>> leaky_relu([-2.0, 3.0], 0.5)
    array([-1.,  3.])
    """
    (values,) = float_arrays(x)
    return np.where(values > 0, values, values * values.dtype.type(negative_slope))


@quiet
def leaky_relu_backward(grad_output: Any, x: Any, negative_slope: float = 0.01) -> Array:
    """Scale the gradient by 1 where ``x`` is positive, else by ``negative_slope``."""
    grad, values = float_arrays(grad_output, x)
    return np.where(values > 0, grad, grad * grad.dtype.type(negative_slope))


@quiet
def sigmoid(x: Any) -> Array:
    """Squeeze every number into (0, 1): 1 / (1 + e⁻ˣ), without overflow.

    Parameters
    ----------
    x : array_like
        Any shape.

    Examples
    --------
    >>> sigmoid([0.0, 1000.0, -1000.0])
    array([0.5, 1. , 0. ])
    """
    (values,) = float_arrays(x)
    small = np.exp(-np.abs(values))
    one = values.dtype.type(1)
    result: Array = np.where(values >= 0, one, small) / (one + small)
    return result


@quiet
def sigmoid_backward(grad_output: Any, x: Any) -> Array:
    """Multiply the gradient by the slope σ(x)·(1 − σ(x))."""
    grad, values = float_arrays(grad_output, x)
    y = sigmoid(values)
    result: Array = grad * (y * (values.dtype.type(1) - y))
    return result


@quiet
def tanh(x: Any) -> Array:
    """Squeeze every number into (−1, 1).

    Parameters
    ----------
    x : array_like
        Any shape.

    Examples
    --------
    >>> tanh([0.0, 1000.0])
    array([0., 1.])
    """
    (values,) = float_arrays(x)
    return np.tanh(values)


@quiet
def tanh_backward(grad_output: Any, x: Any) -> Array:
    """Multiply the gradient by the slope 1 − tanh²(x)."""
    grad, values = float_arrays(grad_output, x)
    y = np.tanh(values)
    result: Array = grad * (values.dtype.type(1) - y * y)
    return result
