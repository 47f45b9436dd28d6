"""Themes can be read by everyone: enough contrast, roles told apart without red and green."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from cnnviz.scene.marks import Box, Grid, Scale
from cnnviz.views.cell_colours import cell_colours
from cnnviz.views.colours import (
    DIMMED,
    EMPTY,
    FAINT,
    HATCHED,
    HIGHEST,
    LOWEST,
    MISSING,
    NORMAL,
    PADDING,
    ZERO,
    contrast,
    levels,
    paint_values,
    tables,
)
from cnnviz.views.theme import THEMES, Theme, palette, rgb
from tests.views.colour_vision import VISION, difference, lab

READ_BY_ALL = ("text", "strong", "muted", "read", "weight", "write", "stat", "accent", "warning")
TOLD_APART = 12.0
"""CIEDE2000; 2.3 is just noticeable, 10 is seen at a glance."""
THREE = ("ink", "light", "signed")


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    """Each theme in turn."""
    return Theme.load(request.param)


@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
@pytest.mark.parametrize("role", READ_BY_ALL)
def test_words_have_the_contrast_that_wcag_asks_for(theme: Theme, role: str, ground: str) -> None:
    assert contrast(theme.rgb(role), theme.rgb(ground)) >= 4.5


def test_quiet_signs_have_the_contrast_of_graphics(theme: Theme) -> None:
    assert contrast(theme.rgb("faint"), theme.rgb("window")) >= 3.0


@pytest.mark.parametrize("ground", ["window", "panel", "raised", "selection"])
def test_the_mark_of_the_focus_stands_out(theme: Theme, ground: str) -> None:
    assert contrast(theme.rgb("strong"), theme.rgb(ground)) >= 3.0


def test_words_on_the_accent_can_be_read(theme: Theme) -> None:
    assert contrast(theme.rgb("accent_text"), theme.rgb("accent")) >= 4.5


@pytest.mark.parametrize("vision", VISION)
def test_roles_are_told_apart_by_the_colour_blind(theme: Theme, vision: str) -> None:
    for one, other in combinations(("read", "weight", "write", "stat"), 2):
        apart = difference(lab(theme.rgb(one), vision), lab(theme.rgb(other), vision))
        assert apart >= TOLD_APART, f"{one} and {other} are {apart:.1f} apart"


@pytest.mark.parametrize("vision", VISION)
def test_signs_are_told_apart_by_the_colour_blind(theme: Theme, vision: str) -> None:
    for one, other in combinations(("positive", "neutral", "negative"), 2):
        apart = difference(lab(theme.rgb(one), vision), lab(theme.rgb(other), vision))
        assert apart >= 3 * TOLD_APART, f"{one} and {other} are {apart:.1f} apart"


def test_the_difference_formula_gives_published_figures() -> None:
    first = difference(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485]))
    second = difference(np.array([50, 2.5, 0]), np.array([73, 25, -18]))
    assert first == pytest.approx(2.0425, abs=1e-4)
    assert second == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("kind", THREE)
@pytest.mark.parametrize("state", [NORMAL, FAINT, DIMMED, HATCHED])
def test_a_number_can_be_read_on_every_colour_of_a_cell(
    theme: Theme, kind: str, state: int
) -> None:
    table = tables(kind, theme)
    for colour, ink in zip(table.colours[state].tolist(), table.text[state].tolist(), strict=True):
        cell = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
        assert contrast(cell, rgb(table.inks[ink])) >= 4.5


def is_quiet(theme: Theme, ink: str, cell: tuple[int, int, int]) -> bool:
    """Whether a number stands out no more than a muted word does on the ground of the window."""
    word = contrast(theme.rgb("muted"), theme.rgb("window"))
    return ink == theme.muted or contrast(rgb(ink), cell) <= word


@pytest.mark.parametrize("kind", THREE)
@pytest.mark.parametrize("state", [FAINT, DIMMED])
def test_a_number_put_aside_is_not_the_one_that_is_seen_first(
    theme: Theme, kind: str, state: int
) -> None:
    table = tables(kind, theme)
    for colour, ink in zip(table.colours[state].tolist(), table.text[state].tolist(), strict=True):
        cell = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
        assert is_quiet(theme, table.inks[ink], cell)


def test_dark_and_light_cells_of_three_colours_put_aside_have_quiet_numbers(theme: Theme) -> None:
    values = np.zeros((3, 1, 2), np.float32)
    values[:, 0, 1] = 1.0
    dimmed = np.ones((1, 2), bool)
    grid = Grid("input", Box(0, 0, 80, 40), values, Scale("light", 0, 1), 0, dimmed=dimmed)
    cells = cell_colours(grid, theme)
    for colour, ink in zip(cells.colours[0].tolist(), cells.text[0].tolist(), strict=True):
        cell = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
        assert contrast(cell, rgb(cells.inks[ink])) >= 4.5
        assert is_quiet(theme, cells.inks[ink], cell)


def test_numbers_can_be_read_across_stripes(theme: Theme) -> None:
    assert contrast(theme.rgb("muted"), theme.rgb("hatch")) >= 4.0
    table = tables("ink", theme)
    ink = rgb(table.inks[table.text[HATCHED, LOWEST]])
    assert contrast(ink, theme.rgb("faint")) >= 4.0


@pytest.mark.parametrize("kind", THREE)
def test_empty_cells_are_the_window(theme: Theme, kind: str) -> None:
    assert set(tables(kind, theme).colours[EMPTY].tolist()) == {_packed(theme, "window")}


def test_zero_is_exactly_neutral_and_only_zero(theme: Theme) -> None:
    scale = Scale("signed", -7.3, 7.3)
    colours = paint_values(np.array([[0.0, -0.0, 0.1, -0.1]], np.float32), scale, theme)
    neutral = _packed(theme, "neutral")
    assert (colours == neutral).tolist() == [[True, True, False, False]]


def test_the_ends_of_a_signed_scale_have_the_colours_of_the_signs(theme: Theme) -> None:
    scale = Scale("signed", -2, 2)
    colours = paint_values(np.array([[-2.0, 2.0, -9.0, 9.0]], np.float32), scale, theme)
    low, high = _packed(theme, "negative"), _packed(theme, "positive")
    assert colours.tolist() == [[low, high, low, high]]


def test_what_is_no_number_and_what_is_no_value_have_levels_of_their_own() -> None:
    values = np.array([np.nan, -np.inf, np.inf, 0, 1, -1], np.float32)
    signed = levels(values, Scale("signed", -1, 1)).tolist()
    assert signed == [MISSING, PADDING, HIGHEST, ZERO, HIGHEST, LOWEST]


@pytest.mark.parametrize("kind", THREE)
def test_a_scale_without_extent_draws_its_values_as_one(theme: Theme, kind: str) -> None:
    assert len(set(levels(np.zeros(4, np.float32), Scale(kind, 0, 0)).tolist())) == 1


def test_colour_images_keep_their_colours(theme: Theme) -> None:
    image = np.array([[[255.0]], [[128.0]], [[0.0]]], np.float32)
    assert paint_values(image, Scale("light", 0, 255), theme).tolist() == [[0xFFFF8000]]


def test_a_theme_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="light, dark, not 'sepia'"):
        Theme.load("sepia")


def test_the_palette_takes_the_themes_colours(theme: Theme) -> None:
    assert palette(theme).window().color().name() == theme.panel
    assert palette(theme).highlight().color().name() == theme.accent


def _packed(theme: Theme, role: str) -> int:
    r, g, b = theme.rgb(role)
    return 0xFF000000 | r << 16 | g << 8 | b
