"""Colours of bars: each is seen on the ground of its theme."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.state import AT_END
from cnnviz.scene.marks import Bars, Mark
from cnnviz.session import Session
from cnnviz.views.bars_item import bar_colours
from cnnviz.views.colours import luminance
from cnnviz.views.theme import Theme
from tests.lessons.test_regularization import EXAMPLES, VIEW


def bars(key: str) -> list[Bars]:
    """The histograms before the layer."""
    session = Session(EXAMPLES[key].build())
    session.go_to(AT_END)
    marks: tuple[Mark, ...] = session.scene(VIEW).marks
    return [each for each in marks if isinstance(each, Bars) and each.key.startswith("before")]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_bars_of_light_are_seen_on_both_themes(name: str) -> None:
    theme = Theme.load(name)
    ground = float(luminance(np.array([theme.rgb("window")]))[0])
    for mark in bars("two-batches"):
        packed = bar_colours(mark, theme)[np.asarray(mark.heights) > 0].astype(np.int64)
        colours = np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1)
        own = luminance(colours)
        contrast = (np.maximum(own, ground) + 0.05) / (np.minimum(own, ground) + 0.05)
        assert contrast.min() >= 1.5
