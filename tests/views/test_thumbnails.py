"""Thumbnails show the same colours as the stage, side by side at equal size."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from cnnviz.scene.marks import Scale
from cnnviz.views.theme import Theme
from cnnviz.views.thumbnails import thumbnail

SIGNED = Scale("signed", -1, 1)


@pytest.fixture
def theme(qapp: object) -> Theme:
    """The light theme."""
    return Theme.load("light")


@pytest.mark.parametrize("side", [8, 500])
def test_maps_stand_side_by_side(theme: Theme, side: int) -> None:
    maps = np.stack([np.full((side, side), v, np.float32) for v in (1, -1, 0)])
    image = thumbnail(maps, SIGNED, theme, (150, 40), 2.0)
    assert (image.width(), image.height()) == (300, 80)
    found = [QColor(image.pixel(n * 88 + 30, 20)).name() for n in range(3)]
    assert found == [theme.positive, theme.negative, theme.neutral]


def test_more_maps_than_asked_for_are_left_out(theme: Theme) -> None:
    maps = np.ones((20, 8, 8), np.float32)
    image = thumbnail(maps, SIGNED, theme, (200, 20), most=2)
    assert QColor(image.pixel(195, 5)).name() == theme.raised


def test_a_colour_image_is_shown_in_colour(theme: Theme) -> None:
    values = np.zeros((3, 8, 8), np.float32)
    values[2] = 1
    image = thumbnail(values, Scale("light", 0, 1), theme, (40, 40), colour=True)
    assert QColor(image.pixel(20, 20)).name() == "#0000ff"


@pytest.mark.parametrize("shape", [(0, 4, 4), (2, 0, 4), (1, 1, 1), (3, 700, 2), (1, 2, 900)])
def test_any_shape_has_a_picture(theme: Theme, shape: tuple[int, ...]) -> None:
    assert not thumbnail(np.zeros(shape, np.float32), SIGNED, theme, (60, 30)).isNull()
