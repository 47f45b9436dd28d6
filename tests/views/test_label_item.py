"""A line that is too long for its room loses what it can spare, and no more."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.scene.marks import Label
from cnnviz.trace import Span
from cnnviz.trace.asked import FIELD, SIZE
from cnnviz.words import text
from tests.scene.boxes import Measure

PLACE = {"top": 6, "bottom": 10, "left": 3, "right": 7}
SPANS = (
    Span("Feature map", "strong"),
    Span("  4 × 6 × 6", "muted", tells=SIZE),
    Span(", channel 1", "muted"),
    Span("  ≈"),
)


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (400.0, "Feature map  4 × 6 × 6, channel 1  ≈"),
        (170.0, "Feature map  4 × 6 × 6  ≈"),
        (120.0, "4 × 6 × 6  ≈"),
        (60.0, "4 × 6 × 6  ≈"),
    ],
)
def test_a_caption_keeps_its_size_and_the_sign_of_rounding(
    qapp: QApplication, room: float, said: str
) -> None:
    label = Label("output caption", 200.0, 20.0, SPANS, 13.0, room=(200 - room / 2, 200 + room / 2))
    assert Measure().said(label) == said
    (box,) = Measure().boxes(label)
    assert box.w <= room + 1


def test_a_caption_without_a_size_keeps_its_name(qapp: QApplication) -> None:
    spans = (Span("Lens", "strong"), Span("  rows 1…3", "muted"))
    label = Label("lens caption", 50.0, 20.0, spans, 13.0, room=(30.0, 70.0))
    assert Measure().said(label) == "Lens"


@pytest.mark.parametrize(
    ("room", "said"),
    [(220.0, "Lens  red  rows 6…10, columns 3…7"), (150.0, "rows 6…10, columns 3…7")],
)
def test_a_lens_keeps_its_place_before_its_name(qapp: QApplication, room: float, said: str) -> None:
    where = Span(
        text("  rows {top}…{bottom}, columns {left}…{right}", **PLACE), "muted", tells=FIELD
    )
    spans = (Span(text("Lens"), "strong"), Span("  "), Span(text("red"), "read"), where)
    label = Label("lens caption", 200.0, 20.0, spans, 13.0, room=(200 - room / 2, 200 + room / 2))
    assert Measure().said(label) == said
