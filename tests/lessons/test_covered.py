"""While a question stands nothing says its answer, and the first step tells it."""

from __future__ import annotations

import re

import pytest

from cnnviz.document.state import CellRef, Playhead
from cnnviz.lessons import Example, examples
from cnnviz.scene.marks import Grid, Label, Outline, Viewport
from cnnviz.session import Session
from cnnviz.trace import covered_line
from cnnviz.words import LANGUAGES, Words
from tests.scene.staged import find, has, plain

EXAMPLES = {each.key: each for each in examples()}
VIEWS = (Viewport(960, 480), Viewport(1240, 560, 1.7, True), Viewport(400, 300))
ANSWERS: dict[str, tuple[str, ...]] = {
    "start": ("4 × 6 × 6", "of 144"),
    "padding-keeps-size": ("1 × 4 × 4, channel", "of 16", "= 4"),
    "stride-is-kernel": ("1 × 2 × 2", "of 4", "= 2"),
    "rows-and-columns": ("10 × 11", "of 110", "= 10", "= 11"),
    "dropped-rows": ("1 × 2 × 2", "of 4", "= 2", "⌊2.5⌋", "hatched"),
    "same-stride-two": ("3 × 3", "of 9", "= 3", "= ⌊"),
    "dilation": ("rows 6…10", "columns 3…7", "− 5"),
    "corner-once": ("corner", "centre"),
    "fill-mirror": (),
    "full": ("4 × 4", "of 16", "= 4"),
    "seven-filters": ("196", "= 3,024"),
    "bottleneck": ("1,024",),
    "direct": ("36,864",),
    "groups": ("27",),
    "linear-parameters": ("125,450", "125,440", "5,770", "650", "110"),
    "linear-after-linear": ("8", "6"),
    "colour-window": ("28",),
    "global-or-flat": ("650",),
    "sixty-four-maps": ("14 × 14", "of 12,544", "= 14", "nothing to learn"),
    "photograph-edges": ("510", "of 520,200"),
    "photograph-colour": ("588",),
    "batch-of-eight": ("4.53",),
    "brighter-batch": ("7.9", "8.0", "8.1"),
    "two-batches": ("= 7", "= 12", "shift = 0"),
    "two-batches-digits": ("shift = 0",),
    "two-batches-kept": ("shift = 10",),
    "scale-and-shift": ("4.53",),
    "batch-of-one": ("4.72", "running average"),
    "classic": ("4 × 16 × 16", "4 × 4 × 4", "of 1,024"),
    "three-small": ("9", "27"),
    "growing-field": ("46", "38"),
    "digit-to-class": ("40",),
    "dropout-coins": ("1/(1 − ", "= 2"),
    "dropout-draws": (),
    "dropout-eval": ("y = x",),
    "stretched": ("1 × 4 × 4, channel", "of 16", "= 4"),
}
"""What would answer each question, in the texts of the stage and the formulas of its layer."""


def texts(session: Session, view: Viewport) -> list[str]:
    """Everything that the stage says, without the question, and the layer's formulas."""
    scene, presented = session.scene(view), session.presented
    said = [plain(mark.spans) for mark in scene.marks if isinstance(mark, Label)]
    status = presented.status
    assert status is not None
    assert status.in_shape is not None
    for formula in status.layer.formulas(status.in_shape):
        said += [plain(covered_line(each, presented.covered)) for each in formula.lines]
    equation = plain(scene.equation)
    asked = "" if presented.introduction is None else str(presented.introduction)
    return [*said, plain(scene.readout), "" if equation == asked else equation]


def opened(key: str) -> Session:
    """An example with its question."""
    session = Session(EXAMPLES[key].build())
    session.introduce(EXAMPLES[key].summary, EXAMPLES[key].asks)
    return session


def found(session: Session, key: str) -> set[str]:
    """Those answers that are said somewhere."""
    said = [each for view in VIEWS for each in texts(session, view)]
    return {
        answer
        for answer in ANSWERS[key]
        if any(re.search(rf"(?<![\d,.]){re.escape(answer)}(?![\d])", each) for each in said)
    }


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_each_example_that_asks_for_a_size_or_a_count_names_it(example: Example) -> None:
    said = example.summary.template.lower()
    asks = {
        "size": r"(what|which) size|which shape|how many positions|how many rows, |is ⌊",
        "parameters": r"how many (weights|biases|parameters)|the most parameters",
        "counts": r"how often|how many windows",
        "padding": r"which cells stand",
        "statistics": r"which (μ|mean)|where does the mean",
        "field": r"how far|do they span",
        "factor": r"what becomes of an 8",
        "mean": r"does the mean of a cell",
    }
    for name, pattern in asks.items():
        if re.search(pattern, said):
            assert name in example.asks
    assert bool(example.asks) == (example.key in ANSWERS)


@pytest.mark.parametrize("key", ANSWERS)
def test_no_text_says_the_answer_while_its_question_stands(key: str) -> None:
    assert found(opened(key), key) == set()


TOLD = [key for key in ANSWERS if ANSWERS[key] and "statistics" not in EXAMPLES[key].asks]


@pytest.mark.parametrize("key", TOLD)
def test_the_first_step_tells_what_was_covered(key: str) -> None:
    session = opened(key)
    before = session.state.playhead
    session.go_to(Playhead(before.position, 1, 0.5))
    assert not session.presented.covered
    assert found(session, key)


def test_ending_the_question_tells_it_too() -> None:
    session = opened("dropped-rows")
    session.introduce(None)
    assert found(session, "dropped-rows")


def test_cells_that_could_be_counted_are_covered() -> None:
    scene = opened("dropped-rows").scene(VIEWS[0])
    grid = next(mark for mark in scene.marks if isinstance(mark, Grid) and mark.key == "input")
    assert grid.hatched is None
    assert not any(has(scene, key) for key in ("output", "written", "dropped"))


def test_counts_mirrored_cells_and_fields_are_not_drawn() -> None:
    uses, mirror, field = (
        opened(key).scene(VIEWS[0]) for key in ("corner-once", "fill-mirror", "growing-field")
    )
    counts = next(mark for mark in uses.marks if isinstance(mark, Grid))
    assert counts.revealed == 0
    padded = next(mark for mark in mirror.marks if mark.key == "input")
    assert isinstance(padded, Grid)
    assert padded.hidden is not None
    assert int(padded.hidden.sum()) == 7 * 7 - 5 * 5
    seen = [mark for mark in field.marks if isinstance(mark, Outline)]
    assert [mark.role for mark in seen] == ["write"]


@pytest.mark.parametrize("view", VIEWS)
def test_what_a_dropout_comes_to_is_asked_before_it_is_drawn(view: Viewport) -> None:
    coins, draws, evaluated = (opened(f"dropout-{each}") for each in ("coins", "draws", "eval"))
    assert plain(find(coins.scene(view), Label, "strip kept").spans) == "u ≥ p  kept, × ?"
    sign = find(evaluated.scene(view), Label, "before")
    assert plain(sign.spans) == "?"
    level = ("chart x", "chart level")
    assert not any(has(draws.scene(view), key) for key in level)
    for session in (coins, draws, evaluated):
        session.go_to(Playhead(session.state.playhead.position, 1, 0.5))
    assert "× 1/(1 − 0.5) = 2" in plain(find(coins.scene(view), Label, "strip kept").spans)
    assert plain(find(evaluated.scene(view), Label, "before").spans) == "="
    assert all(has(draws.scene(view), key) for key in level)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_formula_asked_for_is_not_torn(language: str) -> None:
    said = Words(language)(EXAMPLES["padding-keeps-size"].summary)
    formula = said[said.index("⌊") : said.rindex("1")]
    assert " " not in formula
    assert formula.replace("\u00a0", " ") == "⌊(4 + 2·1 − 3)/1⌋ + "


ASKING = [each.key for each in examples() if "size" in each.asks]


@pytest.mark.parametrize("key", ASKING)
@pytest.mark.parametrize("place", [(5, 5), (0, 0)])
def test_pointing_tells_no_size_that_is_asked_for(key: str, place: tuple[int, int]) -> None:
    session = opened(key)
    for view in VIEWS:
        quiet = session.scene(view)
        for grid in ("input", "output", "filter", "products"):
            scene = session.scene(view, CellRef(session.state.selected - 1, grid, place))
            assert plain(scene.equation) == plain(quiet.equation)
            assert [mark.key for mark in scene.marks] == [mark.key for mark in quiet.marks]


@pytest.mark.parametrize("view", VIEWS)
def test_the_frame_of_a_size_asked_for_is_the_same_for_every_size(view: Viewport) -> None:
    frames = [find(opened(key).scene(view), Outline, "size asked").boxes[0] for key in ASKING]
    assert {(round(each.w, 3), round(each.h, 3)) for each in frames} == {
        (round(frames[0].w, 3), round(frames[0].w, 3))
    }
    for key in ASKING:
        scene = opened(key).scene(view)
        frame, said = (
            find(scene, Outline, "size asked").boxes[0],
            find(scene, Label, "output caption"),
        )
        assert frame.y > 0
        assert frame.bottom < said.y < view.height
