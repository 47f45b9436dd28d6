"""Stages of layers at work, moments of them, and what can be read off a scene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import strategies as st

from cnnviz.document.evaluation import LayerResult
from cnnviz.document.state import AT_END, Batch, Playhead
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.linked import Linked
from cnnviz.scene.explanation import Stage
from cnnviz.scene.marks import Grid, Label, Mark, Scene, Spot, Viewport
from cnnviz.scene.registry import chosen_explanation, explanations_of
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.timeline.movement import micro_steps, resolve
from cnnviz.trace import FloatArray, Line, Timeline
from tests.layers.cases import Case, as_read, shape_of, tied

ROWS = ("Flatten", "Linear", "Softmax")
"""Kinds whose stage draws all maps of one cell as one row, in grids of their own size."""
MAPS = pytest.mark.parametrize(
    "cls", [cls for cls in catalogue().values() if cls.kind not in ROWS], ids=lambda c: c.kind
)
M = TypeVar("M", bound=Mark)
NORMAL = Viewport(1000, 620)
KEYS = ("input", "output", "filter", "products", "channels", "maps", "candidates", "batch")


def staged(case: Case, image: int = 0, view: str = "") -> Stage:
    """The stage of a layer that has worked, behind another layer, so that its input is a map."""
    batch = Batch(frozen(case.x[:, :1]), ("",) * len(case.x))
    result = LayerResult(case.layer, case.x, case.y)
    subject = Subject(batch, (result,), image)
    return chosen_explanation(case.layer, view).stage(subject)


def on_stage(layer: Layer, x: FloatArray | list[Any], image: int = 0, view: str = "") -> Stage:
    """The stage of a layer, fitted to an input, shape (N, C, H, W)."""
    given = frozen(as_read(layer, frozen(x)))
    fitted = layer.fitted_to(shape_of(given))
    if isinstance(fitted, Linked):
        fitted, given = tied(fitted, MaxPool2d(), given)
    return staged(Case(fitted, given, fitted.forward(given)), image, view)


@st.composite
def playheads(draw: st.DrawFn, timeline: Timeline) -> Playhead:
    """Any moment of a timeline, its end included."""
    if draw(st.integers(0, 9)) == 0:
        return AT_END
    return Playhead(
        draw(st.integers(0, len(timeline) - 1)),
        draw(st.integers(0, micro_steps(timeline) - 1)),
        draw(st.sampled_from((0.0, 0.3, 1.0))),
    )


@st.composite
def viewports(draw: st.DrawFn) -> Viewport:
    """From the smallest stage to a wall; text as large as the window lets it be."""
    width, height = draw(st.integers(500, 3000)), draw(st.integers(350, 1800))
    most = min(width / 500, height / 350)
    return Viewport(
        width, height, draw(st.sampled_from([each for each in (1.0, 1.5, 2.0) if each <= most]))
    )


def look(
    stage: Stage,
    playhead: Playhead,
    *,
    predict: bool = False,
    viewport: Viewport = NORMAL,
    **more: Any,
) -> StageInput:
    """What a stage is told at a playhead."""
    moment = resolve(stage.timeline, playhead, predict=predict)
    return StageInput(viewport, moment, stage.timeline.shown(moment), **more)


def every_view(case: Case, image: int = 0) -> tuple[Stage, ...]:
    """The stage of each explanation of a layer."""
    return tuple(staged(case, image, each.name) for each in explanations_of(case.layer))


@st.composite
def any_view(draw: st.DrawFn, case: Case, image: int = 0) -> Stage:
    """The stage of any explanation of a layer."""
    return draw(st.sampled_from(every_view(case, image)))


@st.composite
def looks(draw: st.DrawFn, stage: Stage, viewport: Viewport = NORMAL) -> StageInput:
    """Any look at a stage, with the pointer anywhere or away."""
    spot = st.builds(Spot, st.sampled_from(KEYS), st.integers(0, 9), st.integers(0, 9))
    return look(
        stage,
        draw(playheads(stage.timeline)),
        predict=draw(st.booleans()),
        viewport=viewport,
        map=draw(st.integers(0, 5)),
        numbers=draw(st.booleans()),
        spot=draw(st.none() | spot),
    )


def micro(timeline: Timeline, step: str, index: int = 0) -> int:
    """Where a step begins among the micro-steps, and so many further."""
    before = 0
    for each in timeline.steps:
        if each.name == step:
            return before + index
        before += each.count
    raise AssertionError(f"no step {step}")


def moment(
    timeline: Timeline, position: int, step: str, index: int = 0, t: float = 1.0
) -> Playhead:
    """The playhead at a micro-step of a step."""
    return Playhead(position, micro(timeline, step, index), t)


def look_at(stage: Stage, playhead: Playhead, **more: Any) -> Scene:
    """Compose a moment in a usual window."""
    return stage.compose(look(stage, playhead, **more))


def find(scene: Scene, kind: type[M], key: str) -> M:
    """The mark of a kind with a key."""
    found = [each for each in scene.marks if each.key == key and isinstance(each, kind)]
    assert len(found) == 1, f"{len(found)} marks {key}"
    return found[0]


def row_cells(scene: Scene) -> FloatArray:
    """The numbers of a row that are shown, NaN for those that are not."""
    found = []
    for mark in scene.marks:
        if isinstance(mark, Grid) and mark.key.split()[0] == "output":
            values = mark.values.astype(float).ravel()
            if mark.hidden is not None:
                values[mark.hidden.ravel()] = np.nan
            if mark.revealed is not None:
                values[mark.revealed :] = np.nan
            found.append(values)
    return np.concatenate(found)


def has(scene: Scene, key: str) -> bool:
    """Whether there is a mark with a key."""
    return any(each.key == key for each in scene.marks)


def plain(line: Line) -> str:
    """A line without its roles, in English."""
    return "".join(str(span.text) for span in line)


def texts(scene: Scene) -> Iterator[str]:
    """Everything that a scene says."""
    yield plain(scene.equation)
    yield plain(scene.readout)
    for mark in scene.marks:
        if isinstance(mark, Label):
            yield plain(mark.spans)
