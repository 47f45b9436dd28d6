"""The histogram of a channel: its bars, with mean and standard deviation on their lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnnviz.scene.histogram import quantized_histogram
from cnnviz.scene.marks import Bars, Box, Fill, Label, Mark, Scale, Stroke
from cnnviz.scene.plot import Axis, finite_range
from cnnviz.trace import BoolArray, FloatArray, Span, equals, places_in_sum, written
from cnnviz.words import Text, text

BINS, FEW = 32, 128
"""Bins of a histogram; half as many where there are fewer values than `FEW`."""
TALLER = 2.0
"""A bar this many times as tall as the next one is cut off, so that the others can be seen."""
ABOVE = 1.25
"""Height of the plot, in the tallest bar that is not cut off."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """How often each value occurs.

    Attributes
    ----------
    counts : ndarray, shape (B,)
        Values in each bin.
    edges : ndarray, shape (B + 1,)
        Edges of the bins.
    top : float
        The count that reaches the top of the plot.
    """

    counts: FloatArray
    edges: FloatArray
    top: float

    @classmethod
    def of(cls, values: FloatArray) -> Distribution:
        """Count the finite values of a channel.

        Parameters
        ----------
        values : ndarray
            Any shape.

        Returns
        -------
        Distribution
            Equal bins from the lowest value to the highest.
        """
        low, high = finite_range(values)
        finite = values[np.isfinite(values)]
        bins = BINS if finite.size >= FEW else BINS // 2
        counts = quantized_histogram(finite, low, high, bins).astype(np.float64)
        return cls(counts, np.linspace(low, high, bins + 1), _top(counts))

    @property
    def heights(self) -> FloatArray:
        """Heights of the bars as a part of the plot, shape (B,)."""
        heights: FloatArray = np.minimum(self.counts / self.top, 1.0)
        return heights

    @property
    def cut(self) -> BoolArray:
        """Which bars are taller than the plot, shape (B,)."""
        cut: BoolArray = self.counts > self.top
        return cut


def _top(counts: FloatArray) -> float:
    """Choose the count at the top of the plot: one or two bars may be taller than it."""
    ranked = np.sort(counts)[::-1]
    for first in (1, 2):
        taller, rest = float(ranked[first - 1]), float(ranked[first])
        if rest > 0 and taller > TALLER * rest:
            return max(ABOVE * rest, 0.12 * float(ranked[0]))
    return max(float(ranked[0]), 1.0)


def bars(
    key: str,
    axis: Axis,
    channel: Distribution,
    edges: FloatArray,
    scale: Scale,
    of: Measures,
    size: float,
) -> list[Mark]:
    """Draw the bars between edges, with the counts of those that are cut off, or of the highest.

    Parameters
    ----------
    key : str
        Keys of the marks begin so.
    axis : Axis
        Where they stand.
    channel : Distribution
        The counts.
    edges : ndarray, shape (B + 1,)
        Where the edges of the bins are now; nothing is drawn if one is not finite.
    scale : Scale
        Colours of the values.
    of : Measures
        Where lines will stand, which counts stay away from.
    size : float
        Factor on the text size.

    Returns
    -------
    list of Mark
        The bars first.
    """
    if not np.isfinite(edges).all():
        return []
    places, heights, cut, counts = axis.places(edges), channel.heights, channel.cut, channel.counts
    if places[0] > places[-1]:  # γ < 0 turns the values round
        places, edges = places[::-1], edges[::-1]
        heights, cut, counts = heights[::-1], cut[::-1], counts[::-1]
    middles = (edges[:-1] + edges[1:]) / 2
    marks: list[Mark] = [Bars(f"{key} bars", axis.box, places, heights, middles, scale, cut)]
    told = np.flatnonzero(cut)
    if not told.size:  # there is no axis of counts: the highest bar says what heights mean
        told = np.array([np.argmax(counts)])
    for below, index in enumerate(told):
        ends = float(places[index]), float(places[index + 1])
        said = _count(f"{key} cut {index}", axis, ends, int(counts[index]), of, size)
        marks.append(replace(said, y=said.y + 15 * size * below))
    return marks


def _count(
    key: str, axis: Axis, ends: tuple[float, float], count: int, of: Measures, size: float
) -> Label:
    """Write how many values a high bar holds: beside it, and not on the line of μ."""
    font, y = 13 * size, axis.box.y + 7 * size
    number = f"{count:,}"
    mean, right, left = axis.x(of.mean), ends[1] + 5, ends[0] - 5
    rightwards = right + 0.55 * font * len(number) <= axis.box.right
    free = (mean if mean > right else axis.box.right) - right
    if not rightwards:
        free = left - (mean if mean < left else axis.box.x)
    words: str | Text = text("{count} values", count=number)
    if free < 0.55 * font * (len(number) + 7):
        words = number
    spans = (Span(words, "strong"),)
    if rightwards:
        return Label(key, right, y, spans, font, "left")
    return Label(key, left, y, spans, font, "right")


@dataclass(frozen=True)
class Measures:
    """Mean and standard deviation of values, as far as they are shown.

    Attributes
    ----------
    mean, deviation : float
        μ and σ, finite.
    line, band : float
        How much of the line of μ and of the band of σ is drawn, 0 to 1.
    name : str or Text
        What the mean is called.
    exact : bool
        Whether they were computed from whole numbers, so that nothing is lost.
    """

    mean: float
    deviation: float
    line: float = 1.0
    band: float = 1.0
    name: str | Text = "μ"
    exact: bool = False


def band(key: str, axis: Axis, of: Measures) -> list[Mark]:
    """Draw the band from μ − σ to μ + σ; it stands behind the bars."""
    if of.band <= 0:
        return []
    left, right = (axis.x(of.mean + sign * of.deviation * of.band) for sign in (-1, 1))
    box = Box(left, axis.box.y, max(right - left, 1.0), axis.box.h)
    return [Fill(f"{key} spread", box, "stat", 0.16)]


def lines(key: str, axis: Axis, of: Measures, size: float) -> list[Mark]:
    """Draw the line of μ and the edges of the band, and write the numbers on them."""
    if of.line <= 0:
        return []
    thick = max(1.0, 0.6 * size)
    marks: list[Mark] = [axis.line(f"{key} mean", of.mean, "stat", 3.0 * thick, of.line)]
    if of.band >= 1:
        y = axis.box.y + 20 * size
        here, there = axis.x(of.mean), axis.x(of.mean + of.deviation)
        tip = min(5 * size, 0.4 * (there - here))
        arrow = np.array(
            [
                [here, y],
                [there, y],
                [np.nan, np.nan],
                [there - tip, y - tip],
                [there, y],
                [there - tip, y + tip],
            ]
        )
        marks.append(Stroke(f"{key} deviation", arrow, "stat", 2.0 * thick))
        part = 1 - 20 * size / axis.box.h  # counts of bars that are cut stand above
        for sign, name in ((-1, "lower"), (1, "upper")):
            edge = axis.line(f"{key} {name}", of.mean + sign * of.deviation, "stat", thick, part)
            marks.append(edge)
    if of.line >= 1:
        marks.append(_note(key, axis, of, size))
    return marks


def _note(key: str, axis: Axis, of: Measures, size: float) -> Label:
    """Write μ, and σ once it is shown, above the line of μ."""
    places = places_in_sum(np.array([of.mean, of.deviation]))
    mean = written(of.mean, places, exact=of.exact)
    deviation = written(of.deviation, places, exact=of.exact)
    said = [Span(of.name, "stat"), Span(equals(None, None, mean)), Span(mean.said, "stat")]
    if of.band >= 1:
        said += (
            Span(",  "),
            Span("σ", "stat"),
            Span(equals(None, None, deviation)),
            Span(deviation.said, "stat"),
        )
    signs = sum(len(str(span.text)) for span in said)
    font = min(14 * size, axis.box.w / (0.6 * signs))
    x = min(axis.x(of.mean) - 3 * size, axis.box.right - 0.6 * font * signs)
    y = axis.box.y - 11 * size
    return Label(f"{key} note", max(x, axis.box.x), y, tuple(said), font, "left", mono=True)
