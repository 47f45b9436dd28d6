"""The timeline: play, step, speed, predict."""

from __future__ import annotations

from cnnviz.app.actions.action import Action
from cnnviz.app.parts import Parts
from cnnviz.panels.transport import SPEEDS
from cnnviz.words import text


def play(parts: Parts) -> None:
    """Play or pause."""
    parts.player.toggle()


def step_on(parts: Parts) -> None:
    """One step on."""
    parts.player.step(1)


def step_back(parts: Parts) -> None:
    """One step back."""
    parts.player.step(-1)


def page_on(parts: Parts) -> None:
    """One step on; presenting, one page, or the next layer or example."""
    if not parts.presentation.turn_page(1):
        parts.player.step(1)


def page_back(parts: Parts) -> None:
    """One step back; presenting, one page, or the layer or example before."""
    if not parts.presentation.turn_page(-1):
        parts.player.step(-1)


def term_on(parts: Parts) -> None:
    """One micro-step on."""
    parts.player.step(1, "term")


def term_back(parts: Parts) -> None:
    """One micro-step back."""
    parts.player.step(-1, "term")


def row_on(parts: Parts) -> None:
    """One row on."""
    parts.player.step(1, "row")


def row_back(parts: Parts) -> None:
    """One row back."""
    parts.player.step(-1, "row")


def map_on(parts: Parts) -> None:
    """To the end of the map."""
    parts.player.step(1, "map")


def map_back(parts: Parts) -> None:
    """To the end of the map before."""
    parts.player.step(-1, "map")


def to_start(parts: Parts) -> None:
    """Where nothing is shown."""
    parts.player.first()


def to_end(parts: Parts) -> None:
    """Where everything is shown."""
    parts.player.last()


def faster(parts: Parts) -> None:
    """Twice the speed."""
    _change_speed(parts, 2.0)


def slower(parts: Parts) -> None:
    """Half the speed."""
    _change_speed(parts, 0.5)


def toggle_predict(parts: Parts) -> None:
    """Ask before values are shown, or no longer."""
    parts.stage.header.toggle_predict()


def _change_speed(parts: Parts, factor: float) -> None:
    speed = parts.bridge.state.speed * factor
    parts.bridge.session.view(speed=max(SPEEDS[0], min(SPEEDS[-1], speed)))


ACTIONS = (
    Action(play, text("Play or pause"), ("Space",)),
    Action(step_on, text("Next step"), ("Right",)),
    Action(step_back, text("Previous step"), ("Left",)),
    Action(page_on, text("Next step; presenting, next page, layer or example"), ("PgDown",)),
    Action(page_back, text("Previous step; presenting, page, layer or example before"), ("PgUp",)),
    Action(term_on, text("Next term"), ("Ctrl+Right",)),
    Action(term_back, text("Previous term"), ("Ctrl+Left",)),
    Action(row_on, text("Next row"), ("Shift+Right",)),
    Action(row_back, text("Previous row"), ("Shift+Left",)),
    Action(map_on, text("Next whole map"), ("Ctrl+Shift+Right",)),
    Action(map_back, text("Previous whole map"), ("Ctrl+Shift+Left",)),
    Action(to_start, text("To the start"), ("Home",)),
    Action(to_end, text("To the end"), ("End",)),
    Action(faster, text("Faster"), ("+", "=")),
    Action(slower, text("Slower"), ("-",)),
    Action(toggle_predict, text("Predict before it is shown"), ("P",)),
)
