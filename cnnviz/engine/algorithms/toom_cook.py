"""Toom–Cook matrices: six products, not twelve, for a 3-tap filter and 4 outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

POINTS = (0.0, 2 / 3, -2 / 3, 4 / 3, -4 / 3)
"""Where the polynomials are evaluated, besides infinity; chosen for small rounding errors."""

TAPS, OUTPUTS = 3, 4
TILE = TAPS + OUTPUTS - 1
"""Input cells that four neighbouring outputs see along one axis."""


def toom_cook_matrices(dtype: Any) -> tuple[Array, Array, Array]:
    """Return the transforms of filters, inputs and products along one axis.

    Four outputs of a filter g over six inputs d are
    ``outputs @ ((filters @ g) * (inputs @ d))``.

    Parameters
    ----------
    dtype : numpy.dtype
        Data type of the result.

    Returns
    -------
    filters, inputs, outputs : numpy.ndarray
        Shapes (6, 3), (6, 6) and (4, 6).

    References
    ----------
    Lavin & Gray (2016), "Fast algorithms for convolutional neural networks",
    section 4; Winograd (1980), "Arithmetic complexity of computations".

    Examples
    --------
    >>> filters, inputs, outputs = toom_cook_matrices(float)
    >>> d, g = np.arange(6.0), np.array([1.0, 2.0, 1.0])
    >>> np.round(outputs @ ((filters @ g) * (inputs @ d)), 6)
    array([ 4.,  8., 12., 16.])
    """
    points = np.array(POINTS)
    filters, inputs = np.zeros((TILE, TAPS)), np.zeros((TILE, TILE))
    outputs = np.zeros((OUTPUTS, TILE))
    for k, point in enumerate(points):
        others = np.delete(points, k)
        filters[k] = point ** np.arange(TAPS) / np.prod(point - others)
        inputs[k, :-1] = np.poly(others)[::-1]
        outputs[:, k] = point ** np.arange(OUTPUTS)
    filters[-1, -1] = outputs[-1, -1] = 1
    inputs[-1] = np.poly(points)[::-1]
    return filters.astype(dtype), inputs.astype(dtype), outputs.astype(dtype)
