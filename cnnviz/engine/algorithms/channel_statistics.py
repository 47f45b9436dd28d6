"""Mean and variance of every channel, computed by dot products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.errors import GeometryError

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

SAFE_RATIO = 4.0
"""Squared mean over variance up to which E[x²] − E[x]² loses less than three bits."""

BLOCK = 1024
"""Terms that are added in the arrays' dtype before the sum continues in float64."""


def channel_statistics(planes: Array) -> tuple[Array, Array]:
    """Return the mean and the biased variance of each channel.

    Parameters
    ----------
    planes : numpy.ndarray
        Shape (N, C, cells).

    Returns
    -------
    mean, var : numpy.ndarray
        Shape (C,), float64.

    Raises
    ------
    GeometryError
        If there is a single value per channel.

    References
    ----------
    Chan, Golub & LeVeque (1983), "Algorithms for computing the sample variance",
    sections 1 and 2.

    Examples
    --------
    >>> channel_statistics(np.array([[[1.0, 3.0]]]))
    (array([2.]), array([1.]))
    """
    n, _, cells = planes.shape
    if n * cells < 2:
        raise GeometryError(
            "training needs more than {count} value per channel: one value has no variance",
            count=n * cells,
        )
    count = n * cells
    mean = channel_dot(planes, np.ones(cells, planes.dtype)) / count
    var = channel_dot(planes, planes) / count - mean * mean
    for c in np.flatnonzero(~(mean * mean <= SAFE_RATIO * var)):
        centred = planes[:, c] - mean[c]
        correction = centred.mean(dtype=np.float64)
        var[c] = np.square(centred).mean(dtype=np.float64) - correction * correction
    return mean, np.maximum(var, 0)


def channel_dot(planes: Array, others: Array) -> Array:
    """Sum the products of each channel's cells with others.

    Blocks of terms are added in the arrays' own dtype, and the blocks in float64.
    Blocks are so short that OpenBLAS adds them in one thread.

    Parameters
    ----------
    planes : numpy.ndarray
        Shape (N, C, cells).
    others : numpy.ndarray
        Shape (N, C, cells), or (cells,) for all.

    Returns
    -------
    numpy.ndarray
        Shape (C,), float64.

    Examples
    --------
    >>> x = np.array([[[1.0, 3.0]]])
    >>> channel_dot(x, x)
    array([10.])
    """
    even = planes.shape[2] - planes.shape[2] % BLOCK
    tails = planes[..., even:], others[..., even:]
    total: Array = np.vecdot(*tails).sum(axis=0, dtype=np.float64)
    if even:
        blocks = (even // BLOCK, BLOCK)
        heads = (a[..., :even].reshape(*a.shape[:-1], *blocks) for a in (planes, others))
        total += np.vecdot(*heads).sum(axis=(0, 2), dtype=np.float64)
    return total
