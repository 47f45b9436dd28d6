"""Softmax and its logarithm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def softmax(x: Any, dim: int = -1) -> Array:
    """Convert scores to probabilities: e^x / Σ e^x along one axis.

    Parameters
    ----------
    x : array_like
        Scores, any shape.
    dim : int
        Axis along which the probabilities add up to 1.

    Returns
    -------
    numpy.ndarray
        Shape of ``x``.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.2.3.

    Examples
    --------
    >>> softmax([[0.0, 0.0, 1000.0]])
    array([[0., 0., 1.]])
    """
    (scores,) = float_arrays(x)
    powers = np.exp(_minus_maximum(scores, dim))
    result: Array = np.divide(powers, powers.sum(axis=dim, keepdims=True), out=powers)
    return result


@quiet
def softmax_backward(grad_output: Any, x: Any, dim: int = -1) -> Array:
    """Compute the gradient of the scores: y·(g − Σ g·y) along the axis.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the probabilities, shape of ``x``.
    x : array_like
        As given to `softmax`.
    dim : int
        As given to `softmax`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.
    """
    grad, scores = float_arrays(grad_output, x)
    y = softmax(scores, dim)
    result: Array = y * (grad - (grad * y).sum(axis=dim, keepdims=True))
    return result


@quiet
def log_softmax(x: Any, dim: int = -1) -> Array:
    """Compute the logarithm of `softmax`, without computing small probabilities first.

    Parameters
    ----------
    x : array_like
        Scores, any shape.
    dim : int
        Axis along which the probabilities add up to 1.

    Returns
    -------
    numpy.ndarray
        Shape of ``x``.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.2.3.

    Examples
    --------
    >>> log_softmax([[0.0, 1000.0]])
    array([[-1000.,     0.]])
    """
    (scores,) = float_arrays(x)
    shifted = _minus_maximum(scores, dim)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
    return result


@quiet
def log_softmax_backward(grad_output: Any, x: Any, dim: int = -1) -> Array:
    """Compute the gradient of the scores: g − softmax(x)·Σ g along the axis.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the logarithms, shape of ``x``.
    x : array_like
        As given to `log_softmax`.
    dim : int
        As given to `log_softmax`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.
    """
    grad, scores = float_arrays(grad_output, x)
    result: Array = grad - softmax(scores, dim) * grad.sum(axis=dim, keepdims=True)
    return result


def _minus_maximum(scores: Array, dim: int) -> Array:
    """Subtract the maximum along the axis, so that no power overflows."""
    result: Array = scores - scores.max(axis=dim, keepdims=True)
    return result
