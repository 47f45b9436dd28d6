"""Colour scales of maps; maps that are compared share one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cnnviz.document.evaluation import LayerResult
from cnnviz.document.state import Batch
from cnnviz.layers.capabilities import KeepsValues
from cnnviz.scene.boxes import Kind
from cnnviz.scene.marks import Scale
from cnnviz.scene.memo import ArrayMemo
from cnnviz.trace import FloatArray, format_number, places_for

NUMERIC = 1024
"""Cells of the largest map that is compared number by number, on the scale of its maximum."""
PART = 0.99
"""Part of the magnitudes of a larger map that lie within its scale."""
SAMPLE = 1 << 16
"""Values from which that part is estimated."""
PRIMARIES: tuple[Kind, ...] = ("red", "green", "blue")


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


def of_maps(values: FloatArray) -> Scale:
    """Make the signed scale of maps: to their maximum, or that of a picture to 99 % of it.

    A few extreme values would take the colour from all others of a photograph. What lies
    beyond the ends is clipped, and counted where the scale is explained.

    Parameters
    ----------
    values : ndarray, shape (…, H, W)
        All maps that are compared.

    Returns
    -------
    Scale
        Up to 1024 cells in a map to the largest magnitude; else to the 99th percentile of
        the magnitudes, of every n-th value (n is the same each time), or to the largest
        if that percentile is 0.
    """
    rows, columns = values.shape[-2:]
    if rows * columns <= NUMERIC:
        return signed(values)
    step = max(1, values.size // SAMPLE)
    while math.gcd(step, columns) > 1:  # or a few columns alone would be looked at
        step += 1
    sample = np.abs(values.reshape(-1)[::step])
    sample = sample[np.isfinite(sample)]
    if not sample.size:
        return signed(values)
    rank = math.ceil(PART * sample.size) - 1
    high = float(np.partition(sample, rank)[rank])
    return Scale("signed", -high, high) if high else signed(values)


def clipped(values: FloatArray, scale: Scale) -> int:
    """Count the values beyond the ends of a scale; all of them are looked at.

    Parameters
    ----------
    values : ndarray
        Any shape; a value that is not a number is not counted.
    scale : Scale
        The scale.

    Returns
    -------
    int
        How many there are.
    """
    return int(np.count_nonzero(values > scale.high) + np.count_nonzero(values < scale.low))


def from_zero(scales: tuple[Scale, ...]) -> tuple[Scale, ...]:
    """Let signed scales begin at 0, with the same colours: nothing on them is negative."""
    return tuple(replace(each, low=0.0) if each.kind == "signed" else each for each in scales)


def of_batch(batch: Batch) -> Scale:
    """Make the scale of the images: ink, light, or signed if a value is negative."""
    if float(batch.pixels.min()) < 0:
        return of_maps(batch.pixels)
    return Scale("ink" if batch.ink else "light", 0.0, batch.peak)


def along(
    batch: Batch, results: Sequence[LayerResult | None], memo: ArrayMemo
) -> tuple[Scale, ...]:
    """Give the scales of the images and of each layer's output.

    A layer whose outputs are values of its input, such as pooling, keeps the scale: the
    same number has the same colour before and after it, on every stage and card.

    Parameters
    ----------
    batch : Batch
        The images.
    results : sequence of LayerResult or None
        Results of the layers from the first one on; None where there is none.
    memo : ArrayMemo
        Caches the scales.

    Returns
    -------
    tuple of Scale
        One more than there are layers; a layer without an output has the one before it.
    """
    key = ("images", batch.ink, batch.peak)
    scales = [memo.of(batch.pixels, key, lambda: of_batch(batch))]
    for result in results:
        scale = scales[-1]
        if result is not None and result.y is not None and not _keeps(result):
            scale = _cached(result.y, memo)
        scales.append(scale)
    return tuple(scales)


def _keeps(result: LayerResult) -> bool:
    return isinstance(result.layer, KeepsValues) and result.layer.keeps_values


def _cached(values: FloatArray, memo: ArrayMemo) -> Scale:
    return memo.of(values, "scale", lambda: of_maps(values))


def of_channels(scale: Scale, channels: int) -> tuple[Scale, ...]:
    """Give the scale of each channel: those of a colour picture are red, green and blue."""
    if scale.kind == "light" and channels == len(PRIMARIES):
        return tuple(Scale(kind, scale.low, scale.high) for kind in PRIMARIES)
    return (scale,) * channels


def of_each(
    maps: Sequence[FloatArray], scales: tuple[Scale, ...], memo: ArrayMemo
) -> tuple[Scale, ...]:
    """Give each map a scale of its own; pictures keep theirs, and a scale from 0 its begin.

    Parameters
    ----------
    maps : sequence of ndarray, each of shape (H, W)
        The maps.
    scales : tuple of Scale
        Their scales.
    memo : ArrayMemo
        Caches the scales.

    Returns
    -------
    tuple of Scale
        One for each map.
    """
    return tuple(
        _own(_cached(one, memo), scale) if scale.kind == "signed" else scale
        for one, scale in zip(maps, scales, strict=True)
    )


def _own(scale: Scale, shared: Scale) -> Scale:
    return from_zero((scale,))[0] if shared.low == 0 else scale


def ends(scale: Scale) -> tuple[str, str, str]:
    """Write the values at the low end, the middle and the high end of a scale."""
    low = -scale.high if scale.kind == "signed" and scale.low < 0 else scale.low
    numbers = np.array([low, (low + scale.high) / 2, scale.high])
    places = places_for(numbers)
    first, second, third = (format_number(float(number), places) for number in numbers)
    return first, second, third
