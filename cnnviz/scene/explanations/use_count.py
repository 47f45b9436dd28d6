"""How often each input cell is used: a corner once, the centre as often as the kernel has cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnviz.layers import Layer, Shape
from cnnviz.layers.capabilities import Windowed
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.scene import captions, window_marks
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import CAPTION, LEGEND, MARGIN, READABLE, fitted, largest_cell
from cnnviz.scene.marks import Box, Grid, Legend, Mark, Outline, Scale, Scene
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.trace import FloatArray, Line, Span, index_span, line
from cnnviz.trace.asked import COUNTS
from cnnviz.words import text

BAR = 128.0
"""Length of the legend's bar, in logical pixels."""


def use_counts(window: SlidingWindow) -> FloatArray:
    """Count, for each cell of the padded input, the windows that cover it.

    Parameters
    ----------
    window : SlidingWindow
        The layer's window on its input.

    Returns
    -------
    ndarray, shape (H + top + bottom, W + left + right), float32
        Number of windows for each cell; a whole number.
    """
    along = []
    for axis in (0, 1):
        counts = np.zeros(window.size[axis] + sum(window.padding[axis]), np.float32)
        for index in range(window.out[axis]):
            counts[window.positions(axis, index) + window.padding[axis][0]] += 1
        along.append(counts)
    return np.outer(along[0], along[1])


class UseCountStage:
    """The padded input with its counts, and the uses of the cell pointed at."""

    def __init__(self, subject: Subject) -> None:
        x = subject.x
        self.window: SlidingWindow = subject.layer.window((x.shape[1], x.shape[2], x.shape[3]))
        self.timeline = subject.layer.timeline(x, subject.y, subject.image)

    def compose(self, look: StageInput) -> Scene:
        """Compose the scene; it is the same at every moment."""
        return _picture(self.window, look)


def _picture(window: SlidingWindow, look: StageInput) -> Scene:
    counts = use_counts(window)
    size, view = look.viewport.text, look.viewport
    rows, columns = counts.shape
    lines = 1 if view.presenting else 2  # the caption, and the legend
    height = view.height - 2 * MARGIN - lines * CAPTION * size
    room = Box(MARGIN, MARGIN, view.width - 2 * MARGIN, height)
    box = fitted(room, rows, columns, largest_cell(view))
    readable = look.numbers and box.w / columns >= READABLE
    high = float(counts.max())
    scale = Scale("ink", 0.0, high)
    grid = Grid("uses", box, counts, scale, 0 if readable else None, window_marks.pad_of(window))
    (top, _), (left, _) = window.padding
    equation = line(
        *_corner_and_centre(window, counts),
        "    ",
        Span(text("cells of the kernel"), "muted"),
        " ",
        Span(f"{window.kernel_size[0]}·{window.kernel_size[1]}", "weight"),
    )
    said = text("  how many windows cover each cell")
    if any(map(any, window.padding)):
        said = text("  how many windows cover each cell; padding hatched")
    marks: list[Mark] = [
        grid,
        captions.caption(
            "uses caption",
            box,
            size,
            Span(text("Use count"), "strong"),
            Span(said, "muted"),
        ),
    ]
    if not view.presenting:
        middle = box.bottom + (CAPTION + LEGEND / 2) * size
        bar = Box(box.cx - BAR / 2, middle - 4.5, BAR, 9.0)
        marks.append(Legend("legend", bar, scale, size=12.0 * size))
    spot = look.pointed("uses", rows, columns)
    if spot is not None:
        marks.append(Outline("pointed", (grid.cell(spot.row, spot.column),), "read", 3.0))
        count = int(counts[spot.row, spot.column])
        covered = (
            text(" is covered by 1 window")
            if count == 1
            else text(" is covered by {count} windows", count=count)
        )
        name = index_span("x", (0, spot.row - top, spot.column - left), "read")
        equation = line(name, Span(covered, tells=COUNTS))
    return Scene(place_labels(tuple(marks), view), equation)


def _corner_and_centre(window: SlidingWindow, counts: FloatArray) -> Line:
    """Write how often a corner of the image is used, and how often its centre."""
    (top, _), (left, _) = window.padding
    inner = counts[top : top + window.size[0], left : left + window.size[1]]
    corner, centre = inner[0, 0], inner[inner.shape[0] // 2, inner.shape[1] // 2]
    return line(
        Span(text("corner"), "muted"),
        " ",
        Span(f"{corner:g}", "strong", tells=COUNTS),
        "    ",
        Span(text("centre"), "muted"),
        " ",
        Span(f"{centre:g}", "strong", tells=COUNTS),
    )


def _says(worked: Sequence[tuple[Layer, Shape]]) -> Line:
    layer, shape = worked[0]
    assert isinstance(layer, Windowed)
    window = layer.window(shape)
    return _corner_and_centre(window, use_counts(window))


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Windowed)


EXPLANATION = Explanation(
    "uses",
    text("Use count"),
    _serves,
    UseCountStage,
    order=90,
    aside=True,
    still=True,
    tells=("counts",),
    says=_says,
)
