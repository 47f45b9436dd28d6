"""Random initial weights whose variance keeps that of the signals from layer to layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import FLOAT32, FLOAT64

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


def he_normal(shape: tuple[int, ...], rng: Any, dtype: Any = np.float32) -> Array:
    """Draw from a normal distribution of variance 2 / fan_in, for ReLU layers.

    Parameters
    ----------
    shape : tuple of int
        Shape of the weight: (C_out, C_in, rows, columns) or
        (out_features, in_features).
    rng : int or numpy.random.Generator
        Seed or source of random numbers.
    dtype : {numpy.float32, numpy.float64}
        Data type of the weight.

    Returns
    -------
    numpy.ndarray
        The weight, of ``shape``.

    Raises
    ------
    ValueError
        If ``shape`` has fewer than two axes, or no cells.
    TypeError
        If ``dtype`` is another one.

    References
    ----------
    He et al. (2015), "Delving deep into rectifiers", equation 10.

    Examples
    --------
    >>> bool((he_normal((2, 3), 0) == he_normal((2, 3), 0)).all())
    True
    """
    fan_in, _ = _fans(shape)
    return _normal(shape, (2 / fan_in) ** 0.5, rng, dtype)


def xavier_normal(shape: tuple[int, ...], rng: Any, dtype: Any = np.float32) -> Array:
    """Draw from a normal distribution of variance 2 / (fan_in + fan_out), for tanh layers.

    Parameters
    ----------
    shape : tuple of int
        Shape of the weight: (C_out, C_in, rows, columns) or
        (out_features, in_features).
    rng : int or numpy.random.Generator
        Seed or source of random numbers.
    dtype : {numpy.float32, numpy.float64}
        Data type of the weight.

    Returns
    -------
    numpy.ndarray
        The weight, of ``shape``.

    Raises
    ------
    ValueError
        If ``shape`` has fewer than two axes, or no cells.
    TypeError
        If ``dtype`` is another one.

    References
    ----------
    Glorot & Bengio (2010), "Understanding the difficulty of training deep
    feedforward neural networks", equation 12.
    """
    return _normal(shape, (2 / sum(_fans(shape))) ** 0.5, rng, dtype)


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Count the inputs and the outputs of one unit: fan_in, fan_out."""
    if len(shape) < 2 or min(shape) < 1:
        raise ValueError(f"weights have at least two axes and one cell each, not {shape}")
    field = int(np.prod(shape[2:]))
    return shape[1] * field, shape[0] * field


def _normal(shape: tuple[int, ...], deviation: float, rng: Any, dtype: Any) -> Array:
    drawn: Array = np.random.default_rng(rng).standard_normal(shape) * deviation
    kind: np.dtype[Any] = np.dtype(dtype)
    if kind not in (FLOAT32, FLOAT64):
        raise TypeError(f"weights are float32 or float64, not {kind}")
    return drawn.astype(kind)
