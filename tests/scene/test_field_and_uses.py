"""The receptive field and the use count are what brute force finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.document.evaluation import evaluate, walk_back
from cnnviz.document.state import Batch, CellRef, Document, Playhead, State
from cnnviz.layers import Layer, Region, catalogue
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.lessons import examples
from cnnviz.scene.explanations.use_count import use_counts
from cnnviz.scene.marks import Grid, Label, Legend, Outline, Viewport
from cnnviz.scene.registry import explanations_of
from cnnviz.session import Session
from cnnviz.timeline.movement import micro_steps
from cnnviz.views.legend_item import ends
from tests.scene.staged import find, has, plain

KINDS = catalogue()


def _document(*layers: Layer, side: int = 12) -> Document:
    pixels = np.random.default_rng(0).normal(size=(1, 1, side, side)).astype(np.float32)
    return Document(Batch(pixels, ("noise",))).with_layers(layers)


def _session(name: str, *layers: Layer, **view: Any) -> Session:
    """The last of some layers on stage, explained in a way."""
    state = State(_document(*layers), selected=len(layers), **view)
    session = Session(state)
    session.choose_explanation(name)
    return session


def test_without_padding_a_corner_is_used_once_and_the_centre_nine_times() -> None:
    """The curriculum's numbers: corner 1, centre F·F."""
    counts = use_counts(SlidingWindow.over((5, 5), (3, 3), (1, 1), "valid"))
    assert counts[0, 0] == 1
    assert counts[2, 2] == 9


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_use_counts_are_what_counting_windows_gives(data: st.DataObject) -> None:
    """Each cell's count is the number of (output, kernel cell) pairs that read it."""
    whole = st.integers(1, 3)
    window = SlidingWindow.over(
        (data.draw(st.integers(7, 10)), data.draw(st.integers(7, 10))),
        (data.draw(whole), data.draw(whole)),
        (data.draw(whole), data.draw(whole)),
        data.draw(st.sampled_from(["valid", "same", "full"])),
        (data.draw(whole), data.draw(whole)),
    )
    expected = np.zeros([window.size[a] + sum(window.padding[a]) for a in (0, 1)])
    for row in range(window.out[0]):
        for column in range(window.out[1]):
            for r in window.positions(0, row):
                for c in window.positions(1, column):
                    expected[r + window.padding[0][0], c + window.padding[1][0]] += 1
    assert np.array_equal(use_counts(window), expected)


@pytest.mark.parametrize("cell", [(0, 0), (2, 1), (3, 3)])
def test_only_what_a_cell_sees_can_change_it(cell: tuple[int, int]) -> None:
    """Changing a pixel changes the output cell only inside the region walked back to."""
    layers = (
        KINDS["Conv2d"](out_channels=2),
        KINDS["AvgPool2d"](),
        KINDS["Conv2d"](out_channels=1, stride=(1, 2), names=("random",)),
    )
    document = _document(*layers)
    results = evaluate(document).results
    place = cell[0], cell[1] // 2
    region = walk_back(results, Region.cell(*place))[0]
    assert results[-1].y is not None
    old = results[-1].y[0, 0][place]
    touched = np.zeros((12, 12), bool)
    for row in range(12):
        for column in range(12):
            pixels = np.array(document.batch.pixels)
            pixels[0, 0, row, column] += 1000
            changed = Document(Batch(pixels, ("noise",)), document.layers)
            y = evaluate(changed).results[-1].y
            assert y is not None
            touched[row, column] = y[0, 0][place] != old
    rows, columns = np.nonzero(touched)
    inside = np.zeros((12, 12), bool)
    inside[
        max(region.rows[0], 0) : region.rows[1] + 1,
        max(region.columns[0], 0) : region.columns[1] + 1,
    ] = True
    assert not (touched & ~inside).any()
    assert rows.min() == max(region.rows[0], 0)
    assert columns.max() == min(region.columns[1], 11)


def test_the_field_view_frames_a_cell_and_all_it_sees() -> None:
    """Pointing at a pooled cell frames one region on the image and on each layer."""
    session = _session("field", KINDS["Conv2d"](), KINDS["ReLU"](), KINDS["MaxPool2d"]())
    scene = session.scene(Viewport(900, 560), CellRef(2, "output", (2, 3)))
    frames = [mark for mark in scene.marks if isinstance(mark, Outline)]
    grids = [mark for mark in scene.marks if isinstance(mark, Grid)]
    assert len(frames) == len(grids) == 4
    image, box = grids[0], frames[0].boxes[0]
    assert (box.w, box.h) == pytest.approx((4 * image.cell(0, 0).w, 4 * image.cell(0, 0).h))
    assert "rows 4…7" in "".join(str(span.text) for span in scene.equation)


@pytest.mark.parametrize(
    ("viewport", "numbers", "written"),
    [
        (Viewport(1600, 900), True, True),
        (Viewport(1600, 900), False, False),
        (Viewport(500, 350), True, False),  # the cells are too small
    ],
)
def test_the_field_view_writes_its_numbers_where_there_is_room(
    viewport: Viewport, numbers: bool, written: bool
) -> None:
    scene = _session("field", KINDS["Conv2d"](), numbers=numbers).scene(viewport)
    grids = [mark for mark in scene.marks if isinstance(mark, Grid)]
    assert [grid.places is not None for grid in grids] == [written, written]


def test_only_sliding_layers_have_the_further_views() -> None:
    """ReLU has its curve, Conv2d has slide, field and uses."""
    assert [each.name for each in explanations_of(KINDS["Conv2d"]())] == ["slide", "field", "uses"]
    assert [each.name for each in explanations_of(KINDS["ReLU"]())] == ["curve"]


@pytest.mark.parametrize("view", ["slide", "field", "uses"])
def test_an_image_that_is_gone_gives_way_to_the_last(view: str) -> None:
    """The activations may be those of a larger batch, or of a smaller one."""
    there, beyond = (
        _session(view, KINDS["Conv2d"](), image=image).scene(Viewport(900, 560)) for image in (0, 7)
    )
    grids = [[m.values for m in s.marks if isinstance(m, Grid)] for s in (there, beyond)]
    assert all(np.array_equal(one, other) for one, other in zip(*grids, strict=True))


def test_the_legend_of_the_use_count_begins_at_0() -> None:
    """There are no negative counts, and its numbers grow with the text."""
    scene = _session("uses", KINDS["Conv2d"]()).scene(Viewport(1400, 900, 1.5))
    legend = next(mark for mark in scene.marks if isinstance(mark, Legend))
    assert ends(legend.scale) == ("0", "4.5", "9")
    assert legend.size == 18.0


@pytest.mark.parametrize("count", [3, 4, 5, 9])
def test_the_field_view_says_how_many_layers_it_leaves_out(count: int) -> None:
    """The image, at most four layers, and between them the number of the others."""
    layers = (KINDS["Conv2d"](padding="same") for _ in range(count))
    scene = _session("field", *layers).scene(Viewport(900, 560))
    grids = [mark for mark in scene.marks if isinstance(mark, Grid)]
    assert len(grids) == min(count + 1, 5)
    assert has(scene, "left out") == (count > 4)
    if count > 4:
        said = find(scene, Label, "left out caption")
        assert plain(said.spans) == f"{count - 4} not shown"
        assert grids[0].box.right < said.x < grids[1].box.x


def test_the_field_view_hides_what_is_asked_for() -> None:
    """The output is shown as far as it is known, with a question mark behind that."""
    session = _session("field", KINDS["Conv2d"](), KINDS["MaxPool2d"](), predict=True)
    timeline = session.presented.timeline
    assert timeline is not None
    session.go_to(Playhead(4, micro_steps(timeline) - 2, 1.0))
    scene = session.scene(Viewport(900, 560))
    output = find(scene, Grid, "output")
    assert (output.revealed, output.asked) == (4, 4)


def test_use_counts_speak_of_padding_only_where_there_is_some() -> None:
    for padding in ("valid", "same"):
        scene = _session("uses", KINDS["Conv2d"](padding=padding)).scene(Viewport(900, 600))
        said = plain(find(scene, Label, "uses caption").spans)
        assert ("padding" in said) == (padding == "same")


def test_the_legend_of_the_use_count_stands_below_its_map() -> None:
    scene = _session("uses", KINDS["Conv2d"]()).scene(Viewport(900, 600))
    legend, grid = find(scene, Legend, "legend"), find(scene, Grid, "uses")
    assert legend.box.cx == pytest.approx(grid.box.cx, abs=1)
    assert 0 < legend.box.y - grid.box.bottom < 60


def test_use_counts_of_corner_and_centre_have_one_role() -> None:
    line = _session("uses", KINDS["Conv2d"]()).scene(Viewport(900, 600)).equation
    assert {span.role for span in line if str(span.text).isdigit()} == {"strong"}


def test_a_large_image_has_the_height_of_a_narrow_stage_beside_the_other_maps() -> None:
    """At 1024 × 700 one row would be as high as a third of the stage."""
    example = next(each for each in examples() if each.key == "growing-field")
    scene = Session(example.build()).scene(Viewport(690, 350))
    image, *others = (mark.box for mark in scene.marks if isinstance(mark, Grid))
    assert image.h >= 0.65 * 350
    rows = [box.y < 175 for box in others]
    assert rows == [True, True, False, False]
    assert all(box.x > image.right + 40 and box.w >= 60 for box in others)
    assert all(box.right <= 690 and box.y >= 0 and box.bottom <= 350 for box in (image, *others))
