"""Beside the drawing pad numbers are as large as they can be read, and rounded ones say so."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import Batch, Document, State
from cnnviz.layers.base import frozen
from cnnviz.scene.marks import Grid, Label, Viewport
from cnnviz.session import Session
from cnnviz.session.beside import beside, large_map
from cnnviz.session.present import Memo
from cnnviz.views.number_size import size_in_cell
from tests.scene.staged import find, plain
from tests.session.sessions import relu

ROOM = Viewport(540, 460)
SIXTEENTHS = np.arange(64).reshape(1, 1, 8, 8) / 16


def shown(pixels: np.ndarray, side: float) -> tuple[Grid, str]:
    """The map of a layer that changes nothing, and its caption."""
    state = State(Document(Batch(frozen(pixels), ("",))).with_layers((relu(),)), selected=0)
    scene = large_map(beside(Session(state).presented, 0, Memo()), ROOM, side)
    return find(scene, Grid, "output"), plain(find(scene, Label, "output caption").spans)


@pytest.mark.parametrize("side", [30.0, 45.0, 60.0])
def test_broken_numbers_are_rounded_to_a_legible_size_and_the_caption_says_so(side: float) -> None:
    grid, said = shown(SIXTEENTHS, side)
    assert grid.places is not None
    assert size_in_cell(grid.values, grid.places, side) >= 10
    assert said.endswith("≈")


def test_whole_numbers_are_as_they_are() -> None:
    grid, said = shown(np.rint(SIXTEENTHS), 45.0)
    assert grid.places == 0
    assert "≈" not in said
