"""Colour scales of maps; maps that are compared share one."""

from __future__ import annotations

import numpy as np

from cnnviz.document.state import Batch
from cnnviz.scene.marks import Scale
from cnnviz.trace import FloatArray


def signed(values: FloatArray) -> Scale:
    """Make a scale centred on zero that covers every finite value.

    Parameters
    ----------
    values : ndarray
        All maps that are compared, any shape.

    Returns
    -------
    Scale
        From −m to m, where m is the largest magnitude, or 1 if that is 0.
    """
    if values.size == 0:
        return Scale("signed", -1.0, 1.0)
    with np.errstate(invalid="ignore"):
        largest = max(float(values.max()), -float(values.min()))
    if not np.isfinite(largest):
        finite = values[np.isfinite(values)]
        largest = float(np.abs(finite).max()) if finite.size else 1.0
    largest = largest or 1.0
    return Scale("signed", -largest, largest)


def of_batch(batch: Batch) -> Scale:
    """Make the scale of the images: ink, light, or signed if a value is negative."""
    if float(batch.pixels.min()) < 0:
        return signed(batch.pixels)
    return Scale("ink" if batch.ink else "light", 0.0, batch.peak)
