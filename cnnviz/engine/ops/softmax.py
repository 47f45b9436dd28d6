"""Scores into shares that add up to 1, and their logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def softmax(x: Any, dim: int = -1) -> Array:
    """Turn scores into shares: e^x / Σ e^x along one axis.

    Parameters
    ----------
    x : array_like
        Scores, any shape.
    dim : int
        The axis whose entries share 1.

    Returns
    -------
    numpy.ndarray
        The shape of ``x``.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.2.3.

    Examples
    --------
    >>> softmax([[0.0, 0.0, 1000.0]])
    array([[0., 0., 1.]])
    """
    (scores,) = float_arrays(x)
    powers = np.exp(_below_zero(scores, dim))
    result: Array = np.divide(powers, powers.sum(axis=dim, keepdims=True), out=powers)
    return result


@quiet
def softmax_backward(grad_output: Any, x: Any, dim: int = -1) -> Array:
    """Return y·(g − Σ g·y) along the axis."""
    grad, scores = float_arrays(grad_output, x)
    y = softmax(scores, dim)
    result: Array = y * (grad - (grad * y).sum(axis=dim, keepdims=True))
    return result


@quiet
def log_softmax(x: Any, dim: int = -1) -> Array:
    """Return the logarithm of `softmax`, without ever forming tiny shares.

    Parameters
    ----------
    x : array_like
        Scores, any shape.
    dim : int
        The axis whose shares add up to 1.

    Examples
    --------
    >>> log_softmax([[0.0, 1000.0]])
    array([[-1000.,     0.]])
    """
    (scores,) = float_arrays(x)
    shifted = _below_zero(scores, dim)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
    return result


@quiet
def log_softmax_backward(grad_output: Any, x: Any, dim: int = -1) -> Array:
    """Return g − softmax(x)·Σ g along the axis."""
    grad, scores = float_arrays(grad_output, x)
    result: Array = grad - softmax(scores, dim) * grad.sum(axis=dim, keepdims=True)
    return result


def _below_zero(scores: Array, dim: int) -> Array:
    result: Array = scores - scores.max(axis=dim, keepdims=True)
    return result
