"""How often each panel refreshes for one change: once, or not at all if it shows nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from PySide6.QtWidgets import QWidget

from cnnviz.app.window import Window
from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import Playhead
from cnnviz.panels.image import ImagePanel
from cnnviz.panels.inspector.form import LayerForm
from cnnviz.panels.stage import StagePanel
from cnnviz.panels.stage_header import StageHeader
from cnnviz.panels.strip import PipelineStrip
from cnnviz.panels.strip.card import Card
from cnnviz.panels.transport import Transport
from tests.benchmarks.app.opened import closed, opened, pad_of, settle, small, until
from tests.benchmarks.app.table import Row

LAYERS = ("Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d")
CARDS = ("Image card", *(f"{kind} card" for kind in LAYERS))
PANELS = ("strip", *CARDS, "stage", "header", "form", "transport", "image panel")
METHODS: tuple[tuple[type[QWidget], str, str], ...] = (
    (PipelineStrip, "refresh", "strip"),
    (StagePanel, "compose", "stage"),
    (StageHeader, "refresh", "header"),
    (LayerForm, "show_map", "form"),
    (Transport, "refresh", "transport"),
    (ImagePanel, "refresh", "image panel"),
)
"""What each panel does once, and only then, when it shows something else."""


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the refreshes of panels that can be seen; of windows that are opened inside.

    Yields
    ------
    Counter
        How often each of `PANELS` has refreshed; a card does so if it shows something else.
    """
    counts: Counter[str] = Counter()
    kept = {(kind, name): getattr(kind, name) for kind, name, _ in METHODS}
    show_content = Card.show_content
    for kind, name, panel in METHODS:
        setattr(kind, name, _counting(getattr(kind, name), panel, counts))

    def show(card: Card, content: Any) -> None:
        before = card.content
        show_content(card, content)
        counts[f"{content.title} card"] += card.content is not before

    Card.show_content = show
    try:
        yield counts
    finally:
        Card.show_content = show_content
        for (kind, name), method in kept.items():
            setattr(kind, name, method)


def _counting(method: Callable[..., None], panel: str, counts: Counter[str]) -> Callable[..., None]:
    @wraps(method)
    def call(widget: QWidget, *arguments: Any) -> None:
        counts[panel] += widget.isVisible()
        method(widget, *arguments)

    return call


def turn_a_weight(window: Window) -> None:
    """Change one weight of the convolution that is on stage."""
    window.bridge.do(SetValue(0, "weight", (0, 0, 1, 1), 2.5))


def change_the_stride(window: Window) -> None:
    """Make the convolution that is on stage go by two cells."""
    window.bridge.do(SetParameter(0, "stride", (2, 2)))


def move_the_pen(window: Window) -> None:
    """Draw on by a few cells."""
    pad_of(window).go_on((9.5, 12.5))


def step_within_a_value(window: Window) -> None:
    """Go on by one term; no value is revealed."""
    window.player.step(1, "term")


def step_to_a_value(window: Window) -> None:
    """Go on to where the next value is revealed."""
    window.player.step(1, "cell")


def switch_predicting(window: Window) -> None:
    """Ask for values before they are shown."""
    window.stage.header.toggle_predict()


Change = Callable[[Window], None]
CHANGES: dict[str, tuple[Change, frozenset[str]]] = {
    "one weight": (turn_a_weight, frozenset(("strip", *CARDS[1:], "stage", "form"))),
    "one stride": (change_the_stride, frozenset(("strip", *CARDS[1:], "stage", "form"))),
    "one move of the pen": (move_the_pen, frozenset(("strip", *CARDS, "image panel"))),
    "one term": (step_within_a_value, frozenset(("stage", "transport"))),
    "one value": (step_to_a_value, frozenset(("strip", "Conv2d card", "stage", "transport"))),
    "predicting": (switch_predicting, frozenset(("stage", "header"))),
}
"""What changes, and the panels that show something of it."""


def refreshes() -> dict[str, dict[str, int]]:
    """Count, for each of `CHANGES`, how often each of `PANELS` refreshes."""
    found: dict[str, dict[str, int]] = {}
    with counted() as counts:
        window = opened(small())
        try:
            for name, (change, _) in CHANGES.items():
                _prepare(window, change)
                counts.clear()
                change(window)
                until(lambda: not window.evaluator.is_busy)
                settle(0.2)
                found[name] = {panel: counts[panel] for panel in PANELS}
            pad_of(window).lift()
        finally:
            closed(window)
    return found


def _prepare(window: Window, change: Change) -> None:
    """Put on stage what a change is made to, and let everything come to rest."""
    drawing = change is move_the_pen
    window.bridge.do(set_view(selected=0 if drawing else 1, map=0))
    if drawing:
        settle(0.2)
        pad_of(window).begin((8.5, 8.5))
    if change in (step_within_a_value, step_to_a_value):
        window.bridge.session.go_to(Playhead(30, 4, 1.0))
    settle(0.5)
    until(lambda: not window.evaluator.is_busy)


def rows() -> Iterator[Row]:
    """Say which panels refreshed, and which did not."""
    for name, found in refreshes().items():
        wanted = CHANGES[name][1]
        once = [panel for panel in PANELS if found[panel] == 1]
        wrong = [f"{panel} {found[panel]}" for panel in PANELS if found[panel] != (panel in wanted)]
        yield Row(
            name,
            f"{sum(found.values())} refreshes of {len(PANELS)} panels",
            f"{len(wanted)}, once each",
            f"not as it should be: {', '.join(wrong)}" if wrong else f"once: {', '.join(once)}",
        )
