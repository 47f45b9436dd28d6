"""Dropout, which silences cells by chance while training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def dropout(x: Any, p: float = 0.5, training: bool = True, rng: Any = None) -> Array:
    """Set each cell to 0 with chance ``p`` and scale the others by 1 / (1 − p).

    Parameters
    ----------
    x : array_like
        Any shape.
    p : float
        Chance of being silenced, 0 to 1.
    training : bool
        In evaluation every cell passes unchanged.
    rng : int or numpy.random.Generator
        Where chance comes from; needed in training. A generator moves on.

    Returns
    -------
    numpy.ndarray
        The shape of ``x``, a new array.

    Raises
    ------
    ValueError
        If ``p`` is no chance, or training has no ``rng``.

    References
    ----------
    Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks
    from overfitting", section 4; scaled while training, section 10.

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
    """Silence and scale the gradient as the forward pass did.

    Parameters
    ----------
    grad_output : array_like
        The shape of ``x``.
    x, p, training
        As given to `dropout`.
    rng : int or numpy.random.Generator
        The same seed, or a generator in the state that the forward one began with.
    """
    grad, values = float_arrays(grad_output, x)
    expect_shape(grad, values.shape, "grad_output")
    return grad * _factors(values, p, training, rng)


def _factors(values: Array, p: float, training: bool, rng: Any) -> Array:
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
