"""Dropout: cells set to zero at random while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def dropout(x: Any, p: float = 0.5, training: bool = True, rng: Any = None) -> Array:
    """Set each cell to 0 with probability ``p`` and scale the others by 1 / (1 − p).

    Parameters
    ----------
    x : array_like
        Any shape.
    p : float
        Probability of being set to 0, from 0 to 1.
    training : bool
        Whether to drop cells; in evaluation all of them pass unchanged.
    rng : int or numpy.random.Generator
        Seed or source of random numbers, needed in training. A generator advances.

    Returns
    -------
    numpy.ndarray
        Shape of ``x``, a new array.

    Raises
    ------
    ValueError
        If ``p`` is not a probability, or training has no ``rng``.

    References
    ----------
    Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks
    from overfitting", section 4; scaling while training, section 10.

    Examples
    --------
    >>> sorted(set(dropout([1.0] * 100, 0.5, rng=0).tolist()))
    [0.0, 2.0]
    """
    (values,) = float_arrays(x)
    return values * _factors(values, p, training, rng)


@quiet
def dropout_backward(
    grad_output: Any, x: Any, p: float = 0.5, training: bool = True, rng: Any = None
) -> Array:
    """Drop and scale the gradient as the forward pass did the cells.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the result, shape of ``x``.
    x : array_like
        As given to `dropout`.
    p : float
        As given to `dropout`.
    training : bool
        As given to `dropout`.
    rng : int or numpy.random.Generator
        The same seed, or a generator in the state that the forward pass began with.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.

    Raises
    ------
    ValueError
        If ``p`` is not a probability, training has no ``rng``, or the shapes differ.
    """
    grad, values = float_arrays(grad_output, x)
    expect_shape(grad, values.shape, "grad_output")
    return grad * _factors(values, p, training, rng)


def _factors(values: Array, p: float, training: bool, rng: Any) -> Array:
    """Return what each cell is multiplied by."""
    if not 0 <= p <= 1:
        raise ValueError(f"p is a chance between 0 and 1, not {p!r}")
    if not training or p == 0:
        return np.ones_like(values)
    if rng is None:
        raise ValueError("dropout in training needs rng: a seed or a numpy.random.Generator")
    kept = np.random.default_rng(rng).random(values.shape) >= p
    scale = 1 / (1 - p) if p < 1 else 0.0
    result: Array = kept * values.dtype.type(scale)
    return result
