"""A strip from 0 to 1 with the coins of a dropout on it: those below p drop their cell."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.kinds.dropout import Toss, probability
from cnnviz.scene.marks import Box, Fill, Label, Mark, Outline, Stroke, Tags
from cnnviz.trace import FloatArray, Line, Role, Span, format_number, line, written
from cnnviz.trace.asked import FACTOR
from cnnviz.words import text

HEIGHT = 84.0
"""Height of the strip with its words, at text size 1."""
WORDS, BAR, TICK = 24.0, 22.0, 15.0
"""Heights of the words above the bar, of the bar, and of the font below it."""
LEAST = 280.0
"""Width of the narrowest strip."""
MOST = 600
"""Coins that are drawn at the most."""


def coin_strip(
    room: Box, p: float, coins: FloatArray, toss: Toss | None, size: float, *, decided: bool
) -> list[Mark]:
    """Draw the coins that have been tossed, and the one in work.

    Parameters
    ----------
    room : Box
        Where the strip stands.
    p : float
        Probability of being dropped.
    coins : ndarray, shape (K,)
        The coins tossed before, from 0 to 1.
    toss : Toss or None
        The coin in work.
    size : float
        Factor on the text size.
    decided : bool
        Whether the coin in work has been compared with p.

    Returns
    -------
    list of Mark
        The strip, a short line for every coin, and the one in work with its number.
    """
    font, words = TICK * size, WORDS * size
    bar = Box(room.x, room.y + words + 4 * size, room.w, BAR * size)
    at = bar.x + p * bar.w
    marks: list[Mark] = [
        Fill("coins dropped", Box(bar.x, bar.y, at - bar.x, bar.h), "muted", 0.30),
        Fill("coins kept", Box(at, bar.y, bar.right - at, bar.h), "write", 0.22),
        Stroke(
            "coins p",
            np.array([[at, bar.y - 6 * size], [at, bar.bottom + 6 * size]]),
            "weight",
            3.0,
        ),
        Label("strip dropped", bar.x, bar.y - 0.55 * words, _dropped(p), font, "left"),
        Label("strip kept", bar.right, bar.y - 0.55 * words, _kept(p), font, "right"),
    ]
    if coins.size:
        marks.append(Stroke("coins tossed", _ticks(coins, bar), "muted", max(1.5, size)))
    y = bar.bottom + 0.95 * font
    said = f"p = {probability(p).said}"
    wide = 0.62 * font * len(said)
    place = min(max(at, bar.x + wide / 2), bar.right - wide / 2)
    taken = [(place - wide / 2, place + wide / 2)]
    if toss is not None and toss.coin is not None:
        marks += _coin(bar, toss, size, decided=decided)
    marks.append(Label("strip p", place, y, (Span(said, "weight"),), font, mono=True))
    for value, x in ((0, bar.x + 0.4 * font), (1, bar.right - 0.4 * font)):
        if all(not low - font < x < high + font for low, high in taken):
            number = (Span(str(value), "muted"),)
            marks.append(Label(f"strip {value}", x, y, number, font, mono=True))
    return marks


def _ticks(coins: FloatArray, bar: Box) -> FloatArray:
    """Make a short line for every coin; where there are very many, for every n-th."""
    some = coins[:: max(1, len(coins) // MOST)]
    points = np.full((len(some), 3, 2), np.nan)
    points[:, :2, 0] = (bar.x + some * bar.w)[:, None]
    points[:, 0, 1], points[:, 1, 1] = bar.y + 4, bar.bottom - 4
    return points.reshape(-1, 2)[:-1]


def _coin(bar: Box, toss: Toss, size: float, *, decided: bool) -> list[Mark]:
    """Draw the coin in work with its number on it."""
    assert toss.coin is not None
    said = format_number(toss.coin, coin_places(toss.coin, toss.p))
    font = 1.05 * TICK * size
    w, h = 0.62 * font * (len(said) + 1.2), bar.h - 2
    x = min(max(bar.x + toss.coin * bar.w - w / 2, bar.x), bar.right - w)
    box = Box(x, bar.y + 1, w, h)
    role: Role = "stat" if not decided else "write" if toss.kept else "warning"
    place = bar.x + toss.coin * bar.w
    needle = np.array([[place, bar.y - 4 * size], [place, bar.bottom + 4 * size]])
    return [
        Stroke("coin needle", needle, role, 3.0),
        Tags("coin", (box,), (said,), role, min(font, 0.8 * h), framed=True),
        Outline("coin frame", (box,), role, 2.5),
    ]


def coin_places(coin: float, p: float) -> int:
    """Choose the decimals of a coin: three, or more where they would make it p."""
    for places in range(3, 9):
        if round(coin, places) != round(p, 9) and (round(coin, places) < p) == (coin < p):
            return places
    return 9


def _dropped(p: float) -> Line:
    return line(Span("u < p", "muted"), Span(text("  dropped, × 0"), "muted"))


def _kept(p: float) -> Line:
    if p >= 1:
        return line(Span(text("nothing is kept"), "muted"))
    return line(Span("u ≥ p", "write"), Span(text("  kept, "), "write"), *factor(p))


def factor(p: float) -> Line:
    """Write 1/(1 − p) in numbers, and what it comes to."""
    number, worth = probability(p), written(1 / (1 - p))
    sign = " = " if number.true and worth.true else " ≈ "
    return line(
        "× ",
        Span("1/(1 − ", tells=FACTOR),
        Span(number.said, "weight", tells=FACTOR),
        Span(f"){sign}{worth.said}", tells=FACTOR),
    )
