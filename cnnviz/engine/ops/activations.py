"""Activation functions, each with its gradient: relu, leaky_relu, sigmoid, tanh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def relu(x: Any) -> Array:
    """Keep positive cells and set the others to 0.

    Parameters
    ----------
    x : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        The values max(x, 0), shape of ``x``.

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
    """Keep the gradient where ``x`` is positive and set it to 0 elsewhere.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape of ``x``.
    x : array_like
        As given to `relu`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``; 0 where ``x`` is 0, as in PyTorch.
    """
    grad, values = float_arrays(grad_output, x)
    return np.where(values <= 0, grad.dtype.type(0), grad)


@quiet
def leaky_relu(x: Any, negative_slope: float = 0.01) -> Array:
    """Keep positive cells and scale the others.

    Parameters
    ----------
    x : array_like
        Any shape.
    negative_slope : float
        Factor for negative cells.

    Returns
    -------
    numpy.ndarray
        Shape of ``x``.

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
    """Keep the gradient where ``x`` is positive and scale it elsewhere.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape of ``x``.
    x : array_like
        As given to `leaky_relu`.
    negative_slope : float
        As given to `leaky_relu`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.
    """
    grad, values = float_arrays(grad_output, x)
    return np.where(values > 0, grad, grad * grad.dtype.type(negative_slope))


@quiet
def sigmoid(x: Any) -> Array:
    """Compute the logistic function 1 / (1 + e⁻ˣ), without overflow.

    Parameters
    ----------
    x : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        Numbers from 0 to 1, shape of ``x``.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 3.10.

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
    """Multiply the gradient by the slope σ(x)·(1 − σ(x)).

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape of ``x``.
    x : array_like
        As given to `sigmoid`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.
    """
    grad, values = float_arrays(grad_output, x)
    y = sigmoid(values)
    result: Array = grad * (y * (values.dtype.type(1) - y))
    return result


@quiet
def tanh(x: Any) -> Array:
    """Compute the hyperbolic tangent.

    Parameters
    ----------
    x : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        Numbers from −1 to 1, shape of ``x``.

    References
    ----------
    LeCun et al. (1998), "Efficient backprop", section 4.4.

    Examples
    --------
    >>> tanh([0.0, 1000.0])
    array([0., 1.])
    """
    (values,) = float_arrays(x)
    return np.tanh(values)


@quiet
def tanh_backward(grad_output: Any, x: Any) -> Array:
    """Multiply the gradient by the slope 1 − tanh²(x).

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape of ``x``.
    x : array_like
        As given to `tanh`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.
    """
    grad, values = float_arrays(grad_output, x)
    y = np.tanh(values)
    result: Array = grad * (values.dtype.type(1) - y * y)
    return result
