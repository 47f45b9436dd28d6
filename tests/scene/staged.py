"""Stages of layers at work, moments of them, and what can be read off a scene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from hypothesis import strategies as st

from cnnviz.document.evaluation import LayerResult
from cnnviz.document.state import AT_END, Batch, Document, Playhead, State
from cnnviz.layers import Layer
from cnnviz.layers.base import frozen
from cnnviz.scene.glance import Glance
from cnnviz.scene.marks import Label, Mark, Scene, Spot, Viewport
from cnnviz.scene.stage import Stage, stage_of, views
from cnnviz.scene.timeline import micro_steps
from cnnviz.trace import FloatArray, Line, Trace
from tests.layers.cases import Case

M = TypeVar("M", bound=Mark)
NORMAL = Viewport(1000, 620)
KEYS = ("input", "output", "filter", "products", "channels", "maps", "candidates", "batch")


def staged(case: Case, image: int = 0) -> Stage:
    """The stage of a layer that has worked."""
    outcome = LayerResult(case.layer, case.x, case.y)
    batch = Batch(frozen(case.x[:, :1]), ("",) * len(case.x))
    state = State(Document(batch, (case.layer,)), selected=2, image=image)
    found = stage_of(state, _Evaluated(batch, (outcome, outcome)))  # type: ignore[arg-type]
    assert found is not None
    return found


class _Evaluated:
    """Outcomes behind another layer, so that their input has the scale of a map."""

    def __init__(self, batch: Batch, results: tuple[LayerResult, ...]) -> None:
        self.batch, self.results = batch, results


def on_stage(layer: Layer, x: FloatArray | list[Any], image: int = 0) -> Stage:
    """The stage of a layer, fitted to an input, shape (N, C, H, W)."""
    given = frozen(x)
    fitted = layer.fitted(given.shape[1])
    return staged(Case(fitted, given, fitted.forward(given)), image)


@st.composite
def playheads(draw: st.DrawFn, trace: Trace) -> Playhead:
    """Any moment of a timeline, its end included."""
    if draw(st.integers(0, 9)) == 0:
        return AT_END
    return Playhead(
        draw(st.integers(0, len(trace) - 1)),
        draw(st.integers(0, micro_steps(trace) - 1)),
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


@st.composite
def glances(draw: st.DrawFn, stage: Stage, layer: Layer, viewport: Viewport = NORMAL) -> Glance:
    """Any look at a stage, with the pointer anywhere or away."""
    spot = st.builds(Spot, st.sampled_from(KEYS), st.integers(0, 9), st.integers(0, 9))
    return Glance(
        viewport,
        draw(playheads(stage.trace)),
        map=draw(st.integers(0, 5)),
        predict=draw(st.booleans()),
        numbers=draw(st.booleans()),
        view=draw(st.sampled_from(("", *views(layer)))),
        spot=draw(st.none() | spot),
    )


def micro(trace: Trace, phase: str, index: int = 0) -> int:
    """Where a phase begins among the micro-steps, and so many further."""
    before = 0
    for each in trace.phases:
        if each.name == phase:
            return before + index
        before += each.count
    raise AssertionError(f"no phase {phase}")


def moment(trace: Trace, position: int, phase: str, index: int = 0, t: float = 1.0) -> Playhead:
    """The playhead at a micro-step of a phase."""
    return Playhead(position, micro(trace, phase, index), t)


def look_at(stage: Stage, playhead: Playhead, **more: Any) -> Scene:
    """Compose a moment in a usual window."""
    return stage.compose(Glance(more.pop("viewport", NORMAL), playhead, **more))


def find(scene: Scene, kind: type[M], key: str) -> M:
    """The mark of a kind with a key."""
    found = [each for each in scene.marks if each.key == key and isinstance(each, kind)]
    assert len(found) == 1, f"{len(found)} marks {key}"
    return found[0]


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
