"""A scene while a question stands: what answers it is covered, and nothing moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.scene.marks import Grid, Label, Mark, Outline, Scene
from cnnviz.trace import UNKNOWN, BoolArray, Covered, Span, covered_line

GONE: dict[str, tuple[str, ...]] = {
    "size": ("dropped", "written", "line onward"),
    "parameters": tuple(f"count bar {index}" for index in range(4)),
    "counts": ("legend",),
    "field": ("window", "weights", "line above", "line below"),
}
"""Keys of marks that tell it by standing there."""
LARGEST = 72.0
"""Height of the question mark in place of an output, in logical pixels at the most."""


def covered_scene(scene: Scene, covered: Covered) -> Scene:
    """Cover what answers a question.

    Parameters
    ----------
    scene : Scene
        Composed as if nothing were asked, so that nothing moves when it is told.
    covered : frozenset of str
        What is asked for.

    Returns
    -------
    Scene
        Texts say "?", cells that tell are empty, marks that tell are not there.
    """
    if not covered:
        return scene
    gone = {key for asked in covered for key in GONE.get(asked, ())}
    marks = [
        each
        for mark in scene.marks
        if mark.key not in gone and not _tells_field(mark, covered)
        for each in _covered(mark, covered)
    ]
    return replace(
        scene,
        marks=tuple(marks),
        equation=covered_line(scene.equation, covered),
        readout=covered_line(scene.readout, covered),
    )


def _tells_field(mark: Mark, covered: Covered) -> bool:
    """Whether a mark frames what a cell sees of the layers before it, or enlarges it."""
    seen = isinstance(mark, Outline) and mark.key.startswith("seen ") and mark.role == "read"
    return "field" in covered and (seen or mark.key.startswith("lens"))


def _covered(mark: Mark, covered: Covered) -> tuple[Mark, ...]:
    if isinstance(mark, Label):
        said = covered_line(mark.spans, covered)
        return (mark,) if said is mark.spans else (replace(mark, spans=said),)
    if not isinstance(mark, Grid):
        return (mark,)
    if mark.key == "output" and "size" in covered:
        return _size_asked(mark)
    if mark.key == "uses" and "counts" in covered:
        return (replace(mark, revealed=0),)
    if mark.key == "input":
        if "size" in covered:
            mark = replace(mark, hatched=None)
        if "padding" in covered:
            mark = replace(mark, hidden=_padding(mark))
    return (mark,)


def _size_asked(grid: Grid) -> tuple[Mark, ...]:
    """Put a frame with a question mark for a grid whose cells could be counted."""
    box = grid.box
    size = min(0.5 * box.h, 0.5 * box.w, LARGEST)
    return (
        Outline("size asked", (box,), "faint", 2.0, dashed=True),
        Label("size unknown", box.cx, box.cy, (Span(UNKNOWN, "write"),), size, bold=True),
    )


def _padding(grid: Grid) -> BoolArray:
    """Mask the cells of padding."""
    top, right, bottom, left = grid.pad
    mask = np.ones((grid.rows, grid.columns), np.bool_)
    mask[top : grid.rows - bottom, left : grid.columns - right] = False
    return mask
