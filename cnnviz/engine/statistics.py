"""Mean and variance of every channel, in two passes at the speed of a dot product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnviz.engine.crew import share
from cnnviz.engine.errors import GeometryError

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array

SAFE_RATIO = 4.0
"""Squared mean over variance up to which E[x²] − E[x]² loses less than three bits."""

SHORT = 1024
"""Terms that are added in float32 before the sum moves to float64."""


def statistics(planes: Array) -> tuple[Array, Array]:
    """Return the mean and the biased variance of each channel.

    Parameters
    ----------
    planes : numpy.ndarray
        Shape (N, C, cells).

    Returns
    -------
    mean, var : numpy.ndarray
        float64, shape (C,).

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
    >>> statistics(np.array([[[1.0, 3.0]]]))
    (array([2.]), array([1.]))
    """
    n, _, cells = planes.shape
    if n * cells < 2:
        raise GeometryError(
            "training needs more than {count} value per channel: one value has no variance",
            count=n * cells,
        )
    count = n * cells
    sums = _sums(planes) / count
    mean, var = sums[0], sums[1] - sums[0] * sums[0]
    for c in np.flatnonzero(~(mean * mean <= SAFE_RATIO * var)):
        centred = planes[:, c] - mean[c]
        slip = centred.mean(dtype=np.float64)
        var[c] = np.square(centred).mean(dtype=np.float64) - slip * slip
    return mean, np.maximum(var, 0)


def _sums(planes: Array) -> Array:
    """Add up each channel and its squares, image by image: shape (2, C).

    Sums are short in the array's own dtype, and then float64.
    """
    n, channels, cells = planes.shape
    total = np.zeros((n, 2, channels))

    def do(image: int) -> None:
        for start in range(0, cells, SHORT):
            part = planes[image, :, start : start + SHORT]
            total[image, 0] += np.einsum("cp->c", part)
            total[image, 1] += np.einsum("cp,cp->c", part, part)

    share(n, lambda: do, planes.size / 2)
    result: Array = total.sum(axis=0)
    return result
