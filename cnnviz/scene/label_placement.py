"""Placement of labels between their neighbours, so that no texts overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from cnnviz.scene.legends import EDGE, GAP, place_legends, sides
from cnnviz.scene.marks import Box, Grid, Label, Legend, Mark, Mosaic, Viewport

TALL = 0.8
"""Height of the letters, as a part of the font's."""


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
    labels = sorted((m for m in marks if isinstance(m, Label)), key=_height)
    heights = [label.y for label in labels]
    tallest = max((label.size for label in labels), default=0.0)
    result: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Label):
            first = bisect_left(heights, mark.y - tallest)
            last = bisect_right(heights, mark.y + tallest)
            mark = replace(mark, room=_room(mark, labels[first:last], solid, view))
        result.append(mark)
    return tuple(result)


def _height(label: Label) -> float:
    return label.y


def _room(label: Label, near: list[Label], solid: list[Box], view: Viewport) -> tuple[float, float]:
    """Find the left and right edge that grids, maps and labels leave to a label."""
    left, right = EDGE, view.width - EDGE
    half = TALL * label.size / 2
    for box in solid:
        if label.y + half > box.y and label.y - half < box.bottom:
            if box.cx < label.x:
                left = max(left, min(box.right + GAP, label.x))
            else:
                right = min(right, max(box.x - GAP, label.x))
    for other in near:
        if other is label or abs(other.y - label.y) >= half + TALL * other.size / 2:
            continue
        if other.x < label.x:
            left = max(left, _between(other, label) + GAP / 2)
        elif other.x > label.x:
            right = min(right, _between(label, other) - GAP / 2)
    return left, right


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
    return (one.x + other.x) / 2
