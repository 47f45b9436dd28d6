"""A grid put together from pictures of its cells looks exactly like one painted directly."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from cnnviz.scene.marks import Box, Grid, Scale, Scene
from cnnviz.views.cell_painter import CellPainter
from cnnviz.views.content import Content
from cnnviz.views.pixels import Pixels
from cnnviz.views.render import Renderer
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH

SIGNED = Scale("signed", -3, 3)


def grids(side: float, places: int, **more: object) -> list[Grid]:
    """Make grids of 15 × 20 cells whose values all change, some of them difficult."""
    rng = np.random.default_rng(8)
    found = []
    for _ in range(40):
        values = rng.normal(0, 1, (15, 20)).astype(np.float32)
        if places == 0:
            values = np.rint(values * 5)
        values[0, :3] = 0, 2, -0.0001
        box = Box(3, 5, 20 * side, 15 * side)
        found.append(Grid("g", box, values, SIGNED, places, **more))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("side", [18.0, 20.0, 26.0])
@pytest.mark.parametrize("places", [0, 2])
@pytest.mark.parametrize("more", [{}, {"revealed": 211}, {"dimmed": np.eye(15, 20) > 0}])
def test_pictures_look_like_what_is_painted_directly(
    qapp: object, ratio: float, side: float, places: int, more: dict[str, object]
) -> None:
    theme = Theme.load("dark")
    size = 560, 420
    quick = Renderer(theme, ENGLISH, *size, ratio)
    for grid in grids(side, places, **more):
        ours = quick.draw(Scene((grid,)))
    item = next(iter(quick._stock.shown.values()))
    assert item._painter._pictures is not None
    plain = QImage(ours.size(), QImage.Format.Format_RGB32)
    plain.fill(theme.colour("window"))
    painter = QPainter(plain)
    CellPainter(grid, Pixels(ratio), theme).paint(painter, Content(grid, theme))
    painter.end()
    plain.setDevicePixelRatio(ratio)
    assert ours == plain


def test_numbers_in_an_svg_are_text(qapp: object, tmp_path: object) -> None:
    grid = Grid("g", Box(0, 0, 60, 60), np.full((2, 2), 7, np.float32), SIGNED, 0, (1, 0, 0, 0))
    generator = QSvgGenerator()
    generator.setFileName(f"{tmp_path}/grid.svg")
    painter = QPainter(generator)
    Renderer(Theme.load("light"), ENGLISH, 60, 60).paint(painter, Scene((grid,)))
    painter.end()
    with open(f"{tmp_path}/grid.svg", encoding="utf-8") as file:
        said = file.read()
    assert said.count(">7</text>") == 4
    assert "<image" not in said
