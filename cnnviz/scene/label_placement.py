"""Placement of labels between their neighbours, so that no texts overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise

from cnnviz.scene.layout import margins
from cnnviz.scene.legends import EDGE, GAP, place_legends, sides
from cnnviz.scene.marks import Box, Grid, Label, Legend, Mark, Mosaic, Stroke, Viewport

Ends = tuple[list[float], list[float]]
"""x and y of both ends of a straight line."""

TALL = 0.8
"""Height of the letters, as a part of the font's."""
SIGN = 0.52
"""Width of a sign of the words, as a part of the font's height; Korean has larger, but fewer."""
LINE = 1.0
"""Height of a line with what is above and below its letters, as a part of the font's."""
LEADING = ("line above", "line below", "line onward", "lens top", "lens foot", "gathered")
"""Keys of the lines that words give way to."""


def place_labels(marks: tuple[Mark, ...], view: Viewport) -> tuple[Mark, ...]:
    """Place the legends, and assign each label the horizontal space between its neighbours.

    Parameters
    ----------
    marks : tuple of Mark
        The marks of a scene.
    view : Viewport
        Size of the stage.

    Returns
    -------
    tuple of Mark
        The same marks, the labels with `room` set, the legends moved.
    """
    solid = [mark.box for mark in marks if isinstance(mark, Grid)]
    solid += [box for mark in marks if isinstance(mark, Mosaic) for box in mark.boxes]
    marks = place_legends(marks, solid, view)
    for legend in (mark for mark in marks if isinstance(mark, Legend)):
        before, after = sides(legend)
        box, high = legend.box, legend.size
        solid.append(Box(box.x - before, box.cy - high / 2, before + box.w + after, high))
    lines = [
        ends
        for mark in marks
        if isinstance(mark, Stroke) and mark.key in LEADING
        for ends in pairwise(mark.points.tolist())
    ]
    labels = sorted((m for m in marks if isinstance(m, Label)), key=_height)
    heights = [label.y for label in labels]
    tallest = max((label.size for label in labels), default=0.0)
    result: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Label):
            first = bisect_left(heights, mark.y - LINE * tallest)
            last = bisect_right(heights, mark.y + LINE * tallest)
            mark = replace(mark, room=_room(mark, labels[first:last], solid, lines, view))
        result.append(mark)
    return tuple(result)


def _height(label: Label) -> float:
    return label.y


def _room(
    label: Label, near: list[Label], solid: list[Box], lines: list[Ends], view: Viewport
) -> tuple[float, float]:
    """Find the left and right edge that grids, maps, lines and labels leave to a label."""
    edge = margins(view)[0] if view.presenting else EDGE
    left, right = edge, view.width - edge
    half, gap = TALL * label.size / 2, 1.0 if _is_sign(label) else GAP
    for box in solid:
        if label.y + half > box.y and label.y - half < box.bottom:
            if box.cx < label.x:
                left = max(left, min(box.right + gap, label.x))
            else:
                right = min(right, max(box.x - gap, label.x))
    for other in near:
        if other is label or abs(other.y - label.y) >= LINE * (label.size + other.size) / 2:
            continue
        if other.x < label.x:
            left = max(left, _between(other, label) + GAP / 2)
        elif other.x > label.x:
            right = min(right, _between(label, other) - GAP / 2)
    for ends in () if _is_sign(label) else lines:
        met = _met(ends, label.y - LINE * label.size / 2, label.y + LINE * label.size / 2)
        if met is None:
            continue
        if sum(met) / 2 < label.x:
            left = max(left, min(met[1] + GAP, label.x))
        else:
            right = min(right, max(met[0] - GAP, label.x))
    return left, right


def _met(ends: Ends, top: float, bottom: float) -> tuple[float, float] | None:
    """Find from where to where a line runs at some height; None if it does not."""
    (x, y), (x_end, y_end) = ends
    if min(y, y_end) >= bottom or max(y, y_end) <= top:
        return None
    if y == y_end:
        return min(x, x_end), max(x, x_end)
    parts = (min(max((at - y) / (y_end - y), 0.0), 1.0) for at in (top, bottom))
    one, other = (x + part * (x_end - x) for part in parts)
    return min(one, other), max(one, other)


def _is_sign(label: Label) -> bool:
    """Whether a label is a single character, such as an operator."""
    said = label.spans[0].text if len(label.spans) == 1 else ""
    return isinstance(said, str) and len(said) == 1 and not said.isdigit()


def _between(one: Label, other: Label) -> float:
    """Find the boundary between a label and the one to its right."""
    if other.align == "left":
        return other.x - GAP / 2
    if one.align == "right":
        return one.x + GAP / 2
    if _is_sign(other):
        return other.x - other.size / 2
    if _is_sign(one):
        return one.x + one.size / 2
    middle = (one.x + _long(one) / 2 + other.x - _long(other) / 2) / 2
    return min(max(middle, one.x + _kept(one)), other.x - _kept(other))


def _kept(label: Label) -> float:
    """Half the width of a fraction, which has nothing that it could leave out."""
    return _long(label) / 2 if label.key.startswith("factor") else 0.0


def _long(label: Label) -> float:
    """Estimate the width of a line, so that a short one leaves its room to a long one."""
    said = (span.text for span in label.spans)
    signs = sum(len(each if isinstance(each, str) else each.template) for each in said)
    return (0.6 if label.mono else SIGN) * signs * label.size
