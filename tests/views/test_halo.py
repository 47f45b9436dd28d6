"""A frame contrasts with what it lies on, whatever colour that has."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pytest

from cnnviz.scene.marks import Box, Grid, Outline, Scale, Scene
from cnnviz.trace import Role
from cnnviz.views.colours import contrast
from cnnviz.views.render import render
from cnnviz.views.theme import THEMES, Theme, rgb
from cnnviz.words import ENGLISH

ENOUGH = 3.0
"""WCAG 2.1, success criterion 1.4.11."""
SIDE, LEVELS = 30, 33
ROLES: tuple[Role, ...] = get_args(Role)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", ["ink", "light", "signed"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("width", [1.0, 2.5, 4.0])
def test_a_frame_has_three_to_one_against_its_neighbours_on_every_colour(
    qapp: object, name: str, kind: Literal["ink", "light", "signed"], role: Role, width: float
) -> None:
    """Painted over the whole scale: what is beside a frame on either side is far from it."""
    theme = Theme.load(name)
    low = -1.0 if kind == "signed" else 0.0
    # Every other cell is framed; those between keep the frames apart.
    values = np.repeat(np.linspace(low, 1, LEVELS, dtype=np.float32), 2)[None]
    grid = Grid("g", Box(0, 0, SIDE * 2 * LEVELS, SIDE), values, Scale(kind, low, 1.0))
    boxes = tuple(grid.cell(0, column) for column in range(1, 2 * LEVELS, 2))
    image = render(
        Scene((grid, Outline("o", boxes, role, width))),
        theme,
        ENGLISH,
        SIDE * 2 * LEVELS,
        SIDE,
        1.0,
    )
    own = getattr(theme, role)
    row = [image.pixelColor(x, SIDE // 2).name() for x in range(image.width())]
    thick = round(width)
    for box in boxes[:-1]:
        left, right = round(box.x), round(box.right)
        assert row[left : left + thick] == [own] * thick == row[right - thick : right]
        for beside in (left - 1, left + thick, right - thick - 1, right):
            assert contrast(rgb(own), rgb(row[beside])) >= ENOUGH
