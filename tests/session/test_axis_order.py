"""Shapes and indices are written with channels first or last, and nothing else changes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from cnnviz.document.files import load, save
from cnnviz.document.state import CellRef
from cnnviz.lessons import examples
from cnnviz.panels.image.caption import readout
from cnnviz.panels.strip.content import of_image, of_layer
from cnnviz.scene.marks import Label, Scene, Viewport
from cnnviz.session import Session
from cnnviz.trace import Line, Span, covered_line, in_order, index_span, line, shape_span
from cnnviz.trace.axes import AxisOrder, weight_shape
from cnnviz.words import Words
from tests.scene.staged import plain, texts

VIEW = Viewport(940, 430)
WORDS = Words("en")
SHAPE = re.compile(r"\b\d+ × \d+ × \d+\b")


def session(key: str, order: AxisOrder) -> Session:
    """An example in an order of axes, after its first step."""
    made = Session(next(each for each in examples() if each.key == key).build())
    made.view(axes=order)
    return made


def shapes(scene: Scene) -> set[str]:
    """All shapes of three axes that a scene writes."""
    return {found for each in texts(scene) for found in SHAPE.findall(each)}


def test_a_shape_is_written_both_ways() -> None:
    said = line(Span("Input"), shape_span((4, 8, 9), before="  "))
    assert plain(in_order(said, "NCHW")) == "Input  4 × 8 × 9"
    assert plain(in_order(said, "NHWC")) == "Input  8 × 9 × 4"


@pytest.mark.parametrize(
    ("name", "index", "first", "last"),
    [
        ("y", (0, 3, 4), "y[0, 3, 4]", "y[3, 4, 0]"),
        ("x", (2, -1, 0), "x[2, −1, 0]", "x[−1, 0, 2]"),
        ("w", (5, 2, 0, 1), "w[5, 2, 0, 1]", "w[0, 1, 2, 5]"),
    ],
)
def test_an_index_is_written_both_ways(
    name: str, index: tuple[int, ...], first: str, last: str
) -> None:
    said: Line = (index_span(name, index, "write"),)
    assert (plain(in_order(said, "NCHW")), plain(in_order(said, "NHWC"))) == (first, last)


def test_weights_are_out_in_h_w_or_h_w_in_out() -> None:
    names, lengths = weight_shape((7, 3, 5, 4))
    assert (plain(names), plain(lengths)) == ("(out, in, h, w)", "7 × 3 × 5 × 4")
    other = [plain(in_order(each, "NHWC")) for each in (names, lengths)]
    assert other == ["(h, w, in, out)", "5 × 4 × 3 × 7"]


def test_what_is_covered_stays_covered_in_either_order() -> None:
    said: Line = (shape_span((4, 6, 6), tells=("size",)),)
    hidden = covered_line(said, frozenset({"size"}))
    assert plain(in_order(hidden, "NHWC")) == plain(hidden) == "?"


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("start", {"1 × 8 × 8", "4 × 6 × 6"}, {"8 × 8 × 1", "6 × 6 × 4"}),
        ("max-ties", {"1 × 4 × 4", "1 × 2 × 2"}, {"4 × 4 × 1", "2 × 2 × 1"}),
        ("batch-of-one", {"4 × 8 × 8"}, {"8 × 8 × 4"}),
        ("global-mean", {"3 × 4 × 5", "3 × 1 × 1"}, {"4 × 5 × 3", "1 × 1 × 3"}),
        ("sticks", {"3 × 4 × 5", "4 × 4 × 5"}, {"4 × 5 × 3", "4 × 5 × 4"}),
    ],
)
def test_the_stage_writes_its_shapes_in_the_order(
    key: str, first: set[str], last: set[str]
) -> None:
    found = [shapes(session(key, order).scene(VIEW)) for order in ("NCHW", "NHWC")]
    if found[0]:
        assert found == [first, last]
    else:
        assert not found[1]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_no_stage_writes_a_shape_that_does_not_turn(example: object) -> None:
    key = example.key
    first, last = (session(key, order).scene(VIEW) for order in ("NCHW", "NHWC"))
    for before, after in zip(first.marks, last.marks, strict=True):
        if isinstance(before, Label) and isinstance(after, Label):
            for old, new in zip(
                SHAPE.findall(plain(before.spans)), SHAPE.findall(plain(after.spans)), strict=True
            ):
                c, h, w = old.split(" × ")
                assert new == f"{h} × {w} × {c}"


def test_readout_and_pointing_name_cells_in_the_order() -> None:
    made = session("start", "NHWC")
    scene = made.scene(VIEW, CellRef(0, "output", (1, 2)))
    assert plain(made.scene(VIEW).readout).startswith("y[0, 0, 0]")
    made.view(playhead=made.state.playhead.__class__(40, 0, 1.0))
    assert plain(made.scene(VIEW).readout).startswith("y[0, 4, 1]")
    pointed = made.scene(VIEW, CellRef(0, "filter", (2, 1)))
    assert plain(pointed.equation).startswith("w[2, 1, 0, 1]")
    assert scene.marks


def test_nothing_but_words_changes_and_no_array() -> None:
    made = session("start", "NCHW")
    before, arrays = made.scene(VIEW), [each.y for each in made.evaluation.results]
    made.view(axes="NHWC")
    after = made.scene(VIEW)
    assert [each.y for each in made.evaluation.results] == arrays
    assert made.state.document.batch.pixels.shape == (1, 1, 8, 8)
    assert [mark.key for mark in after.marks] == [mark.key for mark in before.marks]
    for one, other in zip(before.marks, after.marks, strict=True):
        assert one is other or isinstance(one, Label) or repr(one) == repr(other)


def test_the_strip_writes_its_shapes_in_the_order() -> None:
    for order, expected in (("NCHW", ["1×8×8", "4×6×6"]), ("NHWC", ["8×8×1", "6×6×4"])):
        made = session("start", order)
        presented = made.presented
        cards = [of_image(presented, WORDS), of_layer(presented, presented.layers[0], WORDS)]
        assert [card.shape for card in cards] == expected
        assert expected[1] in cards[1].spoken


def test_the_pad_names_its_cell_in_the_order() -> None:
    pixels = np.arange(12.0, dtype=np.float32).reshape(3, 2, 2)
    assert readout(pixels, 0, 1) == "x[:, 0, 1] = 1, 5, 9"
    assert readout(pixels, 0, 1, "NHWC") == "x[0, 1, :] = 1, 5, 9"
    assert readout(pixels[:1], 1, 0, "NHWC") == "x[1, 0, 0] = 2"


def test_the_order_is_saved_with_a_scene_and_is_no_step_of_undo(tmp_path: Path) -> None:
    made = session("start", "NHWC")
    assert made.store.undo_label is None
    path = tmp_path / "last.cnnviz"
    save(made.state, path)
    assert load(path).axes == "NHWC"
