"""A transposed convolution in two ways: stamps that add up, and a slide over stretched input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import Batch, CellRef, Document, Playhead, State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.layers.stamp_timeline import stamps_on
from cnnviz.layers.stamping import stamp_counts
from cnnviz.scene.explanations.stretched import stretched
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid, Outline, Spot, Viewport
from cnnviz.session import Session
from tests.layers.cases import Case, working
from tests.layers.replaying import check_replay
from tests.scene.staged import every_view, find, has, look_at, moment, on_stage, plain
from tests.scene.test_back_row import digits, presented

FOUR = [[[[1.0, 2], [3, 4]]]]
WIDE = Viewport(1000, 620)


def stamping(**parameters: object) -> ConvTranspose2d:
    """One filter of ones, 3 × 3, without a bias."""
    ones = frozen(np.ones((1, 1, 3, 3)))
    given = {"weight": ones, "bias": frozen([0]), "names": ("custom",), "seeds": (0,)}
    return ConvTranspose2d(out_channels=1, use_bias=False, **given, **parameters)


def test_stamps_add_up_to_what_was_worked_out_by_hand() -> None:
    y = stamping().forward(frozen(FOUR))[0, 0]
    assert y.tolist() == [
        [1, 1, 3, 2, 2],
        [1, 1, 3, 2, 2],
        [4, 4, 10, 6, 6],
        [3, 3, 7, 4, 4],
        [3, 3, 7, 4, 4],
    ]


def test_the_counts_are_a_checkerboard_of_1_2_and_4() -> None:
    counts = stamp_counts(stamping().stamps((1, 3, 3)))
    line = np.array([1, 1, 2, 1, 2, 1, 1])
    assert np.array_equal(counts, np.outer(line, line))
    stage = on_stage(stamping(), np.ones((1, 1, 3, 3)))
    shown = find(look_at(stage, Playhead(1 << 62)), Grid, "counts")
    assert np.array_equal(shown.values, counts)


@settings(max_examples=60)
@given(st.data())
def test_the_stretched_input_gives_the_same_output(data: st.DataObject) -> None:
    case = data.draw(working(ConvTranspose2d))
    made = stretched(case.layer, case.x)
    np.testing.assert_allclose(made.layer.forward(made.x), case.y, rtol=1e-4, atol=1e-4)


@settings(max_examples=40)
@given(st.data())
def test_every_way_to_show_it_replays_to_its_output(data: st.DataObject) -> None:
    case = data.draw(working(ConvTranspose2d))
    for stage in every_view(case)[:2]:
        check_replay(case, 0, stage.timeline)


@settings(max_examples=40)
@given(st.data())
def test_what_a_cell_sees_is_what_changes_it(data: st.DataObject) -> None:
    case = data.draw(working(ConvTranspose2d))
    timeline = case.layer.timeline(case.x, case.y, 0)
    rows, columns = case.y.shape[2:]
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    stamps = stamps_on(timeline, (0, row, column))
    other = np.array(case.x)
    for cell in stamps:
        other[:, :, cell[0], cell[1]] = 0
    bias = case.layer.bias if case.layer.use_bias else 0
    np.testing.assert_allclose(case.layer.forward(other)[0, :, row, column], bias, atol=1e-4)


def test_the_cell_asked_for_lies_under_the_most_stamps() -> None:
    stage = on_stage(stamping(), FOUR)
    here = moment(stage.timeline, 3, "terms")
    scene = look_at(stage, here, predict=True)
    assert find(scene, Grid, "output").asked == 2 * 5 + 2
    assert plain(scene.equation) == "y[0, 2, 2] = 1·1 + 2·1 + 3·1 + 4·1 = ?"
    told = look_at(stage, moment(stage.timeline, 3, "write"))
    assert plain(told.equation) == "y[0, 2, 2] = 1·1 + 2·1 + 3·1 + 4·1 = 10"


def test_sums_are_shown_as_far_as_the_stamps_have_come() -> None:
    stage = on_stage(stamping(), FOUR)
    grid = find(look_at(stage, moment(stage.timeline, 1, "write")), Grid, "output")
    assert grid.values[0].tolist() == [1, 1, 3, 2, 2]
    assert grid.hidden is not None
    assert grid.hidden[3:].all()
    assert not grid.hidden[:3].any()


def test_pointing_leads_both_ways() -> None:
    stage = on_stage(stamping(), FOUR)
    end = Playhead(1 << 62)
    back = look_at(stage, end, spot=Spot("output", 2, 2))
    assert len(find(back, Outline, "window").boxes) == 4
    assert plain(back.equation).endswith("= 10")
    on = look_at(stage, end, spot=Spot("input", 0, 1))
    assert len(find(on, Outline, "stamp").boxes) == 9
    assert plain(on.equation) == "x[0, 0, 1] is stamped on 9 output cells"


def test_a_gap_between_stamps_says_that_nothing_reaches_it() -> None:
    stage = on_stage(stamping(stride=(4, 4)), FOUR)
    scene = look_at(stage, Playhead(1 << 62), spot=Spot("output", 3, 0))
    assert not has(scene, "window")
    assert "no stamp reaches it" in plain(scene.equation)


def test_switching_to_the_stretched_input_keeps_the_place() -> None:
    batch = Batch(frozen(FOUR), ("four",))
    session = Session(State(Document(batch).with_layers((stamping(),)), selected=1))
    session.go_to(Playhead(3, 0, 0.0))
    session.choose_explanation("stretched")
    assert session.presented.timeline is not None
    assert session.state.playhead.position == 2 * 5 + 2
    session.choose_explanation("stamp")
    assert session.state.playhead.position == 3
    assert evaluate(session.state.document).receptive_field() == (2, 2)
    session.pin(CellRef(0, "output", (2, 2)))
    assert plain(session.scene(WIDE).equation).endswith("= 6")  # the last stamp is to come


@pytest.mark.parametrize("extra", [0, 1])
def test_output_padding_adds_a_row_below_and_a_column_at_the_right(extra: int) -> None:
    layer = stamping(padding=(1, 1), output_padding=(extra, extra))
    case = Case(layer, frozen(FOUR), layer.forward(frozen(FOUR)))
    assert case.y.shape[2:] == (3 + extra, 3 + extra)
    (size, *_) = layer.formulas((1, 2, 2))
    assert plain(size.lines[1]) == "(2 − 1)·2 − 2·1 + 3" + (" + 1 = 4" if extra else " = 3")


@pytest.mark.parametrize("screen", [(1280, 720), (1024, 768), (1920, 1080)])
@pytest.mark.parametrize("key", ["stamps", "checkerboard"])
def test_before_a_class_the_counts_stay(key: str, screen: tuple[int, int]) -> None:
    scene, view = presented(key, *screen)
    counts, output = find(scene, Grid, "counts"), find(scene, Grid, "output")
    assert (counts.places is None) == (output.places is None)
    # The kernel gives way where digits beside it would be too small for the back row, and then
    # the digits, which leave their shades.
    assert (counts.places is None) == (key == "checkerboard" and screen == (1024, 768))
    if counts.places is not None:
        assert min(digits(counts), digits(output)) >= BACK_ROW
    assert output.box.right < counts.box.x
    assert counts.box.right <= view.width
