"""Who gets the room: larger text makes the lesson larger, and the tools give way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QLabel, QScrollArea, QWidget

from cnnviz.app.key_sheet import KeySheet
from cnnviz.app.question import Question
from cnnviz.app.settings import Settings
from cnnviz.document.commands import AddLayer, set_view
from cnnviz.panels.appearance import LARGEST
from cnnviz.panels.inspector.filter.section import FilterSection
from cnnviz.panels.inspector.inspector import WIDTH
from cnnviz.panels.kit import PairField
from cnnviz.panels.strip.sizes import Sizes
from cnnviz.scene.marks import Grid, Legend, Mosaic
from cnnviz.views.number_size import number_size
from cnnviz.words import Text
from tests.app.opened import Opened

LAPTOP = (1280, 776)
"""Logical pixels inside the window's frame on most projectors."""


def digits(opened: Opened) -> float:
    """Give the height of the digits of the input, in logical pixels."""
    grid = next(each for each in opened.window.stage.scene.marks if isinstance(each, Grid))
    longest = max(len(f"{value:g}") for value in grid.values.flat)
    side = grid.box.w / grid.columns
    return number_size(side, side - 2, longest)


def resized(opened: Opened, size: tuple[int, int], text: float = 1.0) -> None:
    """Give the window a size and the text another."""
    opened.window.setMinimumSize(*size)
    opened.window.resize(*size)
    opened.settle()
    opened.window.text_size.set(text)
    opened.settle()
    opened.bot.wait(30)
    opened.settle()


@pytest.mark.parametrize("size", [LAPTOP, (1440, 876), (1920, 1056), (1024, 744)])
def test_larger_text_makes_the_digits_of_the_lesson_larger(
    opened: Opened, size: tuple[int, int]
) -> None:
    measured = []
    for wanted in (1.0, 1.2, 1.4, 1.6, 1.8, 2.0):
        resized(opened, size, wanted)
        assert opened.appearance.text == wanted
        measured.append(digits(opened))
    assert min(measured) == measured[0]
    assert measured[-1] > 1.1 * measured[0]


def test_strip_and_captions_grow_with_the_window(opened: Opened) -> None:
    seen = []
    for size in ((1440, 876), (1920, 1056)):
        resized(opened, size)
        card = opened.window.strip.cards[1]
        marks = opened.window.stage.scene.marks
        caption = next(each.size for each in marks if each.key == "input caption")
        legends = [each for each in marks if isinstance(each, Legend)]
        assert legends
        assert any(isinstance(each, Mosaic) for each in marks)
        seen.append(
            (card.height(), caption, Sizes.of(opened.appearance).maps_height, digits(opened))
        )
    small, large = seen
    assert all(after >= 1.15 * before for before, after in zip(small, large, strict=True))
    resized(opened, (1920, 1056), 1.5)
    marks = opened.window.stage.scene.marks
    assert next(each.size for each in marks if each.key == "input caption") >= large[1]


def test_larger_text_folds_the_inspector_where_the_window_is_narrow(opened: Opened) -> None:
    seen = []
    wide, small = (1920, 1056), (800, 600)
    for size, wanted in ((LAPTOP, 1.0), (LAPTOP, 1.4), (wide, 1.4), (LAPTOP, 1.0), (small, 1.0)):
        resized(opened, size, wanted)
        seen.append(opened.window.inspector.isVisible())
    assert seen == [True, False, True, True, False]


@pytest.mark.parametrize("width", [1024, 1280])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_start_scene_fits_the_strip(opened: Opened, width: int, language: str) -> None:
    for wanted in (1.0, 2.0):
        opened.appearance.set(language=language)
        resized(opened, (width, 744), wanted)
        strip = opened.window.strip
        assert strip.scroll_area.horizontalScrollBar().maximum() == 0
        shown = strip.scroll_area.geometry()
        assert strip.add.geometry().left() > shown.right() - 2
        assert strip.add.geometry().right() < strip.width()
        if strip.totals.isVisible():
            assert strip.add.geometry().right() < strip.totals.geometry().left()


def test_what_adds_a_layer_stays_when_the_cards_scroll(opened: Opened) -> None:
    for _ in range(12):
        opened.window.bridge.do(AddLayer("ReLU", 1))
    resized(opened, (1024, 700))
    strip = opened.window.strip
    assert strip.scroll_area.horizontalScrollBar().maximum() > 0
    assert strip.add.visibleRegion().boundingRect().size() == strip.add.size()


def in_view(opened: Opened, widget: QWidget) -> bool:
    """Whether all of a widget can be seen, without scrolling."""
    opened.settle()
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def titles_of(opened: Opened) -> list[str]:
    """The titles of the formulas of the layer on stage, in English."""
    form = opened.window.inspector.form
    assert form is not None
    words, blocks = opened.appearance.words, form.formulas
    titles = ("Output size", "Parameters", "Cost", "A linear layer instead", "Weights")
    known = {words(Text(each)): each for each in titles}
    return [known[each.heading.text()] for each in blocks if not each.isHidden()]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_inspector_shows_all_of_a_convolution(opened: Opened, language: str) -> None:
    opened.appearance.set(language=language)
    opened.window.bridge.do(set_view(selected=1))
    form = opened.window.inspector.form
    assert form is not None
    section = next(each for each in form.sections if isinstance(each, FilterSection))
    resized(opened, (1440, 876))
    told = titles_of(opened)
    assert told[:3] == ["Output size", "Parameters", "Cost"]
    assert told[3:] == ["A linear layer instead", "Weights"]  # to compare with, below the others
    facts = [each for each in form.formulas if not each.isHidden()][:3]
    rows = [row for row in form.rows.values() if not row.isHidden()]
    for part in (*rows, section.grid, section.bias_row, section.names, *facts):
        assert in_view(opened, part)
    resized(opened, LAPTOP)
    assert in_view(opened, section.grid)


def test_stride_2_is_one_click_which_leaves_the_keys_to_the_stage(opened: Opened) -> None:
    opened.window.bridge.do(set_view(selected=1))
    form = opened.window.inspector.form
    assert form is not None
    stride = form.rows["stride"].field.control
    assert isinstance(stride, PairField)
    more = stride.signs[1]
    where = more.mapTo(opened.window, more.rect().center())
    QTest.mouseClick(opened.window.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
    opened.settle()
    assert opened.state.document.layers[0].stride == (2, 2)
    assert opened.window.stage.hasFocus()
    opened.window.bridge.store.undo()
    assert opened.state.document.layers[0].stride == (1, 1)


def test_the_inspector_is_dragged_and_folded_and_both_are_remembered(opened: Opened) -> None:
    side, inspector = opened.window.stage.parentWidget().side, opened.window.inspector
    before, grip = inspector.width(), side.grip
    start = QPoint(4, 200)
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(grip, start - QPoint(60, 0))
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=start)
    assert inspector.width() == before + 60
    QTest.mouseClick(grip.button, Qt.MouseButton.LeftButton)
    assert not inspector.isVisible()
    assert grip.button.isVisible()
    settings = Settings()
    assert settings.number("inspector_folded", 0) == 1
    assert settings.number("inspector_width", 0) == WIDTH + 60


def test_size_and_numbers_of_the_image_are_in_sight(opened: Opened) -> None:
    opened.window.bridge.do(set_view(selected=0))
    resized(opened, LAPTOP)
    images = opened.window.images
    assert in_view(opened, images.size_section.cells)
    assert in_view(opened, images.numbers_fold.button)
    opened.bot.mouseClick(images.numbers_fold.button, Qt.MouseButton.LeftButton)
    assert in_view(opened, images.matrix.numbers)


def test_numbers_are_typed_right_after_the_click_that_opens_their_field(opened: Opened) -> None:
    opened.window.bridge.do(set_view(selected=0))
    resized(opened, (1280, 720))
    button, window = opened.window.images.numbers_fold.button, opened.window
    where = button.mapTo(window, button.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
    opened.settle()
    matrix = window.images.matrix
    assert matrix.numbers.hasFocus()
    QTest.keyClicks(matrix.numbers, "1 2")
    assert matrix.numbers.toPlainText() == "1 2"
    assert in_view(opened, matrix.numbers)
    assert in_view(opened, matrix.use)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("wanted", [0.8, 1.0, 1.5, LARGEST])
def test_the_key_sheet_fits_1024_by_768(
    opened: Opened, language: str, wanted: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.appearance.set(language=language, text=wanted)
    monkeypatch.setattr("cnnviz.app.key_sheet.room_of", lambda _sheet: QSize(1024, 768))
    sheet = KeySheet(opened.appearance, opened.window)
    sheet.grab()
    assert sheet.width() <= 1024
    assert sheet.height() <= 768
    scroll = sheet.findChild(QScrollArea)
    assert scroll.horizontalScrollBar().maximum() == 0
    button = sheet.findChild(QDialogButtonBox).buttons()[0]
    assert sheet.rect().contains(button.mapTo(sheet, button.rect().center()))
    sheet.deleteLater()


def test_the_key_sheet_scrolls_with_home_and_end_and_is_evenly_spaced(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.app.key_sheet.room_of", lambda _sheet: QSize(1024, 600))
    sheet = KeySheet(opened.appearance, opened.window)
    sheet.show()
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Home)
    assert bar.value() == 0
    names = {each.text() for each in sheet.findChildren(QLabel)}
    assert "—" not in names
    assert "" not in names
    sections = sheet.findChildren(QGridLayout)
    left = min(each.geometry().x() for each in sections)
    for column in (True, False):
        here = sorted(
            (each.geometry() for each in sections if (each.geometry().x() == left) == column),
            key=lambda box: box.y(),
        )
        gaps = [b.y() - a.bottom() for a, b in pairwise(here)]
        if not gaps and not column:
            continue  # on a narrow screen there is one column
        assert max(gaps) - min(gaps) <= 2
        assert max(gaps) <= 30
    sheet.close()
    sheet.deleteLater()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("ask", ["unsaved", "recover"])
def test_questions_fit_1024_by_768_at_the_largest_text(
    opened: Opened, language: str, ask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.appearance.set(language=language, text=LARGEST)
    sizes: list[QSize] = []

    def seen(box: Question) -> None:
        box.show()
        sizes.append(box.size())
        box.close()

    monkeypatch.setattr(Question, "exec", seen)
    when = ["2026-11-21 21:00"] if ask == "recover" else []
    getattr(opened.window.dialogs, ask)("a name of a scene " * 8, *when)
    assert sizes[0].width() <= 1024
    assert sizes[0].height() <= 768


def test_a_key_held_down_lays_the_window_out_once_for_all_repeats(opened: Opened) -> None:
    laid_out: list[float] = []
    opened.appearance.changed.connect(lambda: laid_out.append(opened.appearance.text))
    for _ in range(3):
        opened.action("larger_text").trigger()
    assert laid_out == []
    opened.settle()
    assert laid_out == [1.3]
    for _ in range(2):
        opened.action("smaller_text").trigger()
    opened.settle()
    assert laid_out == [1.3, 1.1]
