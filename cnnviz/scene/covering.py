"""A scene while a question stands: what answers it is covered, and nothing moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Scene, Viewport
from cnnviz.trace import UNKNOWN, BoolArray, Covered, Span, covered_line

GONE: dict[str, tuple[str, ...]] = {
    "size": ("dropped", "written", "line onward"),
    "parameters": tuple(f"count bar {index}" for index in range(4)),
    "counts": ("legend",),
    "field": ("window", "weights", "line above", "line below"),
    "mean": ("chart x", "chart level"),
}
"""Keys of marks that tell it by standing there."""
WIDE, TALL = 0.13, 0.3
"""Side of the frame in place of an output, as a part of the stage's width and height at the
most: it is the same for outputs of every size."""


def covered_scene(scene: Scene, covered: Covered, view: Viewport) -> Scene:
    """Cover what answers a question.

    Parameters
    ----------
    scene : Scene
        Composed as if nothing were asked, so that nothing moves when it is told.
    covered : frozenset of str
        What is asked for.
    view : Viewport
        Size of the stage.

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
    if "size" in covered:
        marks = _without_size(marks, view)
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
    if mark.key == "uses" and "counts" in covered:
        return (replace(mark, revealed=0),)
    if mark.key == "input":
        if "size" in covered:
            mark = replace(mark, hatched=None)
        if "padding" in covered:
            mark = replace(mark, hidden=_padding(mark))
    return (mark,)


def _without_size(marks: list[Mark], view: Viewport) -> list[Mark]:
    """Put a frame with a question mark for a grid whose cells could be counted or measured."""
    grid = next((each for each in marks if isinstance(each, Grid) and each.key == "output"), None)
    if grid is None:
        return marks
    side = min(WIDE * view.width, TALL * view.height)
    box = Box(grid.box.cx - side / 2, grid.box.cy - side / 2, side, side)
    frame = Outline("size asked", (box,), "faint", 2.0, dashed=True)
    sign = Label("size unknown", box.cx, box.cy, (Span(UNKNOWN, "write"),), side / 2, bold=True)
    down = box.bottom - grid.box.bottom
    result: list[Mark] = []
    for mark in marks:
        if mark is grid:
            result += [frame, sign]
        elif mark.key.startswith("output "):  # what is written below the grid
            result.append(mark.placed(0.0, down, ""))
        else:
            result.append(mark)
    return result


def _padding(grid: Grid) -> BoolArray:
    """Mask the cells of padding."""
    top, right, bottom, left = grid.pad
    mask = np.ones((grid.rows, grid.columns), np.bool_)
    mask[top : grid.rows - bottom, left : grid.columns - right] = False
    return mask
