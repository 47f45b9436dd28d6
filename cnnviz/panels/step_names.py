"""Names of steps under a slider: as many words as there is room for, and none on another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cnnviz.trace import Step
from cnnviz.words import Words

GAP = 10.0
"""Pixels between two names at least."""


@dataclass(frozen=True)
class Name:
    """One name in the row.

    Attributes
    ----------
    said : str
        What it says.
    left, width : float
        Where it stands, in pixels.
    """

    said: str
    left: float
    width: float


def step_names(
    steps: Sequence[Step],
    current: int,
    room: float,
    words: Words,
    measure: Callable[[str], float],
) -> tuple[Name, ...]:
    """Write the names of steps in a row: all in full, or the others in fewer words.

    Parameters
    ----------
    steps : sequence of Step
        The steps, in order.
    current : int
        The one that is always written in full.
    room : float
        Width of the row in pixels.
    words : Words
        The language.
    measure : callable
        Gives the width of words in pixels.

    Returns
    -------
    tuple of Name
        One for each step, about under its part of the slider.
    """
    full = [f"{number} · {words(step.title)}" for number, step in enumerate(steps, start=1)]
    short = [
        f"{number} · {words(step.title if step.short is None else step.short)}"
        for number, step in enumerate(steps, start=1)
    ]
    fewest = [each.replace(" · ", " ") for each in short]
    numbers = [str(number) for number in range(1, len(full) + 1)]
    best: tuple[Name, ...] | None = None
    for names in (full, short, fewest, numbers):
        said = [*names[:current], full[current], *names[current + 1 :]]
        widths = [measure(each) for each in said]
        row = tuple(Name(*each) for each in zip(said, _apart(widths, room), widths, strict=True))
        fits = sum(widths) + GAP * (len(said) - 1) <= room
        if fits and names is not numbers:
            best = row  # the fewer words, the nearer each name is to its part
        if (fits and _under(row, room)) or names is numbers:
            break
    return row if best is None else best


def _under(row: Sequence[Name], room: float) -> bool:
    """Whether each name stands below the middle of its own part of the slider."""
    part = room / max(len(row), 1)
    return all(
        each.left <= (i + 0.5) * part <= each.left + each.width for i, each in enumerate(row)
    )


def _apart(widths: Sequence[float], room: float) -> list[float]:
    """Put each width under its equal part of the room, moved aside where two would meet."""
    part = room / max(len(widths), 1)
    lefts = [(i + 0.5) * part - width / 2 for i, width in enumerate(widths)]
    least = 0.0
    for i, width in enumerate(widths):
        lefts[i] = max(lefts[i], least)
        least = lefts[i] + width + GAP
    most = room
    for i in reversed(range(len(widths))):
        lefts[i] = min(lefts[i], most - widths[i])
        most = lefts[i] - GAP
    return lefts
