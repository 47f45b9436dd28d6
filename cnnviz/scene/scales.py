"""Which colours stand for which values: one scale for all that is compared."""

from __future__ import annotations

import numpy as np

from cnnviz.document.state import Batch
from cnnviz.scene.marks import Scale
from cnnviz.trace import FloatArray


def signed(values: FloatArray) -> Scale:
    """A zero-centred scale that holds every finite value.

    Parameters
    ----------
    values : ndarray
        Any shape, and all maps that are compared.
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
    """The scale of the images: ink on paper, light, or signed where there is a minus."""
    if float(batch.pixels.min()) < 0:
        return signed(batch.pixels)
    return Scale("ink" if batch.ink else "light", 0.0, batch.peak)
