"""Where two batches stand on one screen, and the bridge from one mean to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.scene.layout import MARGIN, row_of
from cnnviz.scene.marks import Box, Label, Mark, Stroke, Viewport
from cnnviz.scene.plot import TICK, Axis
from cnnviz.trace import FloatArray, Span, line, written_alike
from cnnviz.words import text

TITLE, NOTE, BRIDGE, NUMBERS_BELOW = 26.0, 30.0, 40.0, 26.0
"""Heights of the titles, of a note above a histogram, of the shift between two, and of the
numbers of an axis, at text size 1."""
PICTURES = 0.15
"""Part of the width for the images at either side."""
GAP = 22.0
"""Width between columns, in logical pixels."""


@dataclass(frozen=True)
class Places:
    """Where images and histograms of one batch stand.

    Attributes
    ----------
    before, after : Box
        Room of its images, left and right.
    left, right : Box
        Its histograms.
    """

    before: Box
    left: Box
    right: Box
    after: Box


def places_of(view: Viewport) -> tuple[Places, Places]:
    """Divide the stage: images, histograms before, histograms after, images; two rows."""
    size = view.text
    fixed = (TITLE + 2 * NOTE + BRIDGE + NUMBERS_BELOW) * size
    height = max((view.height - 16.0 - fixed) / 2, 24.0)
    width = view.width - 2 * MARGIN
    narrow = PICTURES * width
    wide = (width - 2 * narrow - 3 * GAP) / 2
    xs = (MARGIN, MARGIN + narrow + GAP, MARGIN + narrow + 2 * GAP + wide)
    found = []
    for row in (0, 1):
        y = 8.0 + (TITLE + NOTE) * size + row * (height + (NOTE + BRIDGE) * size)
        found.append(
            Places(
                Box(xs[0], y, narrow, height),
                Box(xs[1], y, wide, height),
                Box(xs[2], y, wide, height),
                Box(xs[2] + wide + GAP, y, narrow, height),
            )
        )
    return found[0], found[1]


def images_in(room: Box, x: FloatArray) -> tuple[Box, ...]:
    """Arrange the images of a batch.

    Parameters
    ----------
    room : Box
        The area.
    x : ndarray, shape (N, H, W)
        One channel of the batch.

    Returns
    -------
    tuple of Box
        One for each image.
    """
    return row_of(room, len(x), x.shape[2] / x.shape[1], 5.0)


def ground(key: str, axis: Axis) -> Stroke:
    """Draw an axis without numbers: they stand below the one under it."""
    y = axis.box.bottom
    return Stroke(f"{key} ground", np.array([[axis.box.x, y], [axis.box.right, y]]), "faint")


def bridge(key: str, axes: list[Axis], means: list[float], shown: bool, size: float) -> list[Mark]:
    """Lead from the mean of the first batch to that of the second, with the way between them.

    Parameters
    ----------
    key : str
        Keys of the marks begin so.
    axes : list of Axis
        Axes of both batches, one below the other.
    means : list of float
        Their means.
    shown : bool
        Whether the timeline has come to it.
    size : float
        Factor on the text size.

    Returns
    -------
    list of Mark
        The line, its tip and the shift in numbers; none if it is not shown.
    """
    if not shown or not np.isfinite(means).all():
        return []
    one, other = (axis.x(mean) for axis, mean in zip(axes, means, strict=True))
    top, foot = axes[0].box.bottom, axes[1].box.y
    y = top + 0.72 * BRIDGE * size
    tip = min(6.0 * size, 0.5 * abs(other - one)) * (1 if other >= one else -1)
    path = [[one, top], [one, y], [other, y], [other, foot - NOTE * size]]
    marks: list[Mark] = [Stroke(f"{key} bridge", np.array(path), "accent", max(2.5, 1.3 * size))]
    if abs(tip) > 2:
        head = np.array([[other - tip, y - abs(tip)], [other, y], [other - tip, y + abs(tip)]])
        marks.append(Stroke(f"{key} bridge tip", head, "accent", max(2.5, 1.3 * size)))
    number = written_alike(np.array([means[1] - means[0]]))[0]
    sign = " = " if number.true else " ≈ "
    said = line(Span(text("shift"), "muted"), Span(sign, "muted"), Span(number.said, "accent"))
    font, left, right = 1.1 * TICK * size, min(one, other), max(one, other)
    wide = 0.6 * font * (10 + len(number.said))
    if right - left >= wide:
        place = Label(f"{key} shift", (one + other) / 2, y - 0.75 * font, said, font)
    elif right + wide < axes[0].box.right:
        place = Label(f"{key} shift", right + 10 * size, y, said, font, "left")
    else:
        place = Label(f"{key} shift", left - 10 * size, y, said, font, "right")
    return [*marks, place]
