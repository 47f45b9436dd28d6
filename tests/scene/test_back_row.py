"""Before a class digits and words are 20 points at the least, and the cells have the room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import AT_END, Playhead
from cnnviz.lessons import examples
from cnnviz.panels.back_row import words_for
from cnnviz.scene.layout import BACK_ROW
from cnnviz.scene.marks import Grid, Label, Legend, Mosaic, Scene, Viewport
from cnnviz.session.picture import picture
from cnnviz.session.present import Memo, present
from cnnviz.timeline.movement import micro_steps
from cnnviz.views.grid_content import GridContent
from cnnviz.views.label_item import LabelItem
from cnnviz.views.number_size import number_size
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.words import Words
from tests.scene.boxes import Measure

SCREENS = ((1280, 720), (1280, 800), (1024, 768), (1920, 1080), (3840, 2160))
SIDE_BY_SIDE = ("input", "output", "filter", "products", "candidates")
LENSED = (
    *("rows-and-columns", "dilation", "groups", "sixty-four-maps"),
    *("photograph-edges", "photograph-colour", "photograph-ridges", "classic"),
)
"""Examples whose maps are too large for numbers in their cells."""
BLANK = {
    ("rows-and-columns", "arithmetic"),
    ("photograph-colour", "arithmetic"),
    ("sixty-four-maps", "lens"),
}
"""Where a kernel of five rows, or numbers of five signs, leave colours alone on some screens."""
NUMERIC = (
    *("start", "by-hand", "one-edge", "falling-edge", "bias", "stride-two", "dropped-rows"),
    *("stride-is-kernel", "padding-keeps-size", "full", "max-ties", "line-max"),
)
"""Examples whose numbers are whole and have three signs at the most."""
CAPTIONS = ("input caption", "output caption", "filter caption", "products caption")


def presented(
    key: str, width: int, height: int, explanation: str = "", index: int = 0
) -> tuple[Scene, Viewport]:
    """Compose the middle of an example for a screen; title and equation take what they take."""
    state = next(each for each in examples() if each.key == key).build()
    if explanation:
        names = [*state.explanations]
        names[state.selected - 1] = explanation
        state = replace(state, explanations=tuple(names))
    evaluation, memo = evaluate(state.document), Memo()
    state = replace(state, predict=False, numbers=True, map=index)
    timeline = present(state, evaluation, memo).timeline
    middle = AT_END  # a picture that is always the same has no timeline
    if timeline is not None:
        each = len(timeline) // present(state, evaluation, memo).maps
        middle = Playhead(index * each + each // 2, micro_steps(timeline) - 1, 1.0)
    words = words_for(width, height)
    view = Viewport(width, round(height - 5.9 * words), words / 13, True)
    return picture(present(replace(state, playhead=middle), evaluation, memo), view), view


def steps(key: str, width: int, height: int) -> Iterator[tuple[Scene, Viewport]]:
    """Compose an example in each of its maps: at the first, middle and last cell, step by step.

    Of many maps the first two, the middle and the last two; of many terms the first two, the
    middle one and the last.
    """
    state = next(each for each in examples() if each.key == key).build()
    evaluation, memo = evaluate(state.document), Memo()
    state = replace(state, predict=False, numbers=True)
    shown = present(state, evaluation, memo)
    if shown.timeline is None:
        return
    words = words_for(width, height)
    view = Viewport(width, round(height - 5.9 * words), words / 13, True)
    each, count = len(shown.timeline) // shown.maps, micro_steps(shown.timeline)
    maps = range(shown.maps)
    for index in sorted({*maps[:2], *maps[-2:], shown.maps // 2}):
        for cell in sorted({0, each // 3, each // 2, each - 1}):
            for step in sorted({0, 1, count // 2, count - 1}):
                playhead = Playhead(index * each + cell, step, 1.0)
                now = replace(state, map=index, playhead=playhead)
                yield picture(present(now, evaluation, memo), view), view


def digits(grid: Grid) -> float:
    """Give the height of a grid's numbers as they are painted."""
    content = GridContent(grid, Theme.load("light"))
    side = grid.box.w / grid.columns
    return number_size(side, side - 2, content.longest)


def numbered(scene: Scene) -> list[Grid]:
    """The grids of a scene that show numbers."""
    grids = [each for each in scene.marks if isinstance(each, Grid)]
    return [each for each in grids if each.key in SIDE_BY_SIDE and each.places is not None]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("key", NUMERIC)
def test_digits_are_twenty_points_and_nearly_half_of_their_cell(
    key: str, screen: tuple[int, int]
) -> None:
    scene, _ = presented(key, *screen)
    grids = numbered(scene)
    assert {"input", "output"} <= {each.key for each in grids}
    least = BACK_ROW * (2 if screen[0] == 3840 else 1)
    sizes = {each.key: digits(each) for each in grids}
    parts = {each.key: digits(each) / (each.box.w / each.columns) for each in grids}
    assert min(sizes.values()) >= least - 0.1, sizes
    assert all(0.44 <= part <= 0.51 for part in parts.values()), parts


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
def test_no_example_shows_smaller_digits_at_any_step(screen: tuple[int, int]) -> None:
    """In lens, filter and products, too: those of a large screen are larger in proportion."""
    words, small = words_for(*screen), set()
    for example in examples():
        for scene, view in steps(example.key, *screen):
            lens = any(each.key == "lens" for each in scene.marks)
            least = 0.89 * words if lens else BACK_ROW * (2 if screen[0] == 3840 else 1)
            for grid in scene.marks:
                if isinstance(grid, Grid) and grid.places is not None:
                    size = digits(grid)
                    if size < max(least, BACK_ROW) - 0.1:
                        small.add((example.key, grid.key, view.width, round(size, 1)))
    assert small == set()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("key", LENSED)
def test_what_stands_between_large_maps_has_numbers_and_stays_where_it_is(
    key: str, screen: tuple[int, int]
) -> None:
    for index in range(2):
        boxes, blank = set(), set()
        for scene, _ in steps(key, *screen):
            grids = {each.key: each for each in scene.marks if isinstance(each, Grid)}
            assert "lens" in grids
            for name, grid in grids.items():
                if name in ("input", "output"):
                    continue
                boxes.add((name, grid.box))
                if grid.places is None:
                    blank.add("lens" if name == "lens" else "arithmetic")
        assert len(boxes) == len({name for name, _ in boxes}), (index, boxes)
        assert {(key, each) for each in blank} <= BLANK
        assert len(blank) < 2, "one of them at the least says what is multiplied"


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("key", LENSED)
def test_the_room_between_large_maps_is_used(key: str, screen: tuple[int, int]) -> None:
    """Lens and arithmetic fill the height or the width that the pictures leave."""
    scene, view = presented(key, *screen)
    grids = {each.key: each.box for each in scene.marks if isinstance(each, Grid)}
    left, right = grids.pop("input"), grids.pop("output")
    tall = max(box.bottom for box in grids.values()) - min(box.y for box in grids.values())
    wide = max(box.right for box in grids.values()) - min(box.x for box in grids.values())
    rows = 1 if min(box.x for box in grids.values()) < grids["lens"].x else 2
    captions = rows * 1.6 * words_for(*screen)
    free = right.x - left.right
    assert max((tall + captions) / view.height, wide / free) > 0.75, (tall, wide, free)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("key", ["by-hand", "bias", "padding-keeps-size", *LENSED])
def test_signs_between_the_columns_are_read_from_the_back(
    key: str, screen: tuple[int, int]
) -> None:
    scene, _ = presented(key, *screen)
    sizes = [each.size for each in scene.marks if each.key in ("before", "after")]
    assert min(sizes) >= 0.97 * words_for(*screen), sizes


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("index", range(4))
def test_digits_of_every_map_are_as_high_and_say_where_they_are_rounded(
    qapp: QApplication, screen: tuple[int, int], index: int
) -> None:
    scene, view = presented("start", *screen, index=index)
    for grid in numbered(scene):
        assert digits(grid) >= min(13 * view.text, 0.49 * grid.box.w / grid.columns) - 0.1, grid.key
    output = next(each for each in numbered(scene) if each.key == "output")
    caption = next(each for each in scene.marks if each.key == "output caption")
    assert isinstance(caption, Label)
    assert output.places == 0
    assert ("≈" in Measure().said(caption)) == (index == 3)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
def test_the_use_count_is_as_readable(screen: tuple[int, int]) -> None:
    scene, _ = presented("start", *screen, explanation="uses")
    (grid,) = (each for each in scene.marks if isinstance(each, Grid))
    assert digits(grid) >= BACK_ROW - 0.1


def test_cells_have_no_largest_size_before_a_class() -> None:
    scene, view = presented("by-hand", 1920, 1080)
    boxes = [grid.box for grid in numbered(scene)]
    wide = max(box.right for box in boxes) - min(box.x for box in boxes)
    tall = max(box.bottom for box in boxes) - min(box.y for box in boxes)
    assert max(wide / view.width, tall / view.height) > 0.9


@pytest.mark.parametrize("screen", [*SCREENS, (800, 600)], ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_example_is_cut_off_or_covered_by_words(
    qapp: QApplication, screen: tuple[int, int], language: str
) -> None:
    measure, found = Measure(language), []
    for example in examples():
        scene, view = presented(example.key, *screen)
        found += [
            (example.key, each) for each in measure.outside(scene, view.width, view.height, 4)
        ]
        found += [(example.key, each) for each in measure.overlapping(scene)]
    assert found == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_captions_are_twenty_points_in_the_room_that_they_have(
    qapp: QApplication, screen: tuple[int, int], language: str
) -> None:
    narrow = screen[0] < 1280  # three columns leave a long name 17 points there
    style, small = RenderStyle(Theme.load("light"), Words(language)), []
    for key in NUMERIC:
        scene, _ = presented(key, *screen)
        for mark in scene.marks:
            if isinstance(mark, Label) and mark.key in CAPTIONS:
                size = LabelItem(style).bounds(mark).height() / 2
                if size < (22.6 if narrow else BACK_ROW - 0.1):
                    small.append((key, mark.key, size))
    assert small == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
@pytest.mark.parametrize("index", [0, 3])
def test_signs_stand_clear_of_the_grids_beside_them(
    qapp: QApplication, screen: tuple[int, int], index: int
) -> None:
    """By a quarter of their own width at the least, also where a fraction takes the room."""
    scene, _ = presented("start", *screen, index=index)
    measure = Measure()
    solid = [each.box for each in scene.marks if isinstance(each, Grid)]
    for sign in (each for each in scene.marks if each.key in ("before", "after")):
        (box,) = measure.boxes(sign)
        beside = [each for each in solid if each.y < box.cy < each.bottom]
        gaps = [max(each.x - box.right, box.x - each.right) for each in beside]
        assert min(gaps) >= box.w / 4, (sign.key, gaps, box.w)


def test_footer_and_legend_are_left_out_before_a_class() -> None:
    scene, _ = presented("start", 1280, 720)
    assert not [each for each in scene.marks if isinstance(each, Legend | Mosaic)]


def test_small_screens_get_smaller_words_and_large_ones_larger() -> None:
    usual = words_for(1280, 720)
    assert words_for(1024, 768) == usual >= BACK_ROW
    assert words_for(800, 600) == pytest.approx(usual * 800 / 1024)
    assert words_for(3840, 2160) == pytest.approx(3 * usual)


@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_note_on_dropped_rows_is_read_from_the_back(
    qapp: QApplication, size: tuple[int, int], language: str
) -> None:
    scene, _ = presented("dropped-rows", *size)
    note = next(each for each in scene.marks if each.key == "dropped")
    assert isinstance(note, Label)
    assert Measure(language).font(note) >= min(BACK_ROW, words_for(*size)) - 1
