"""How wide cards and arrows are in the room that there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Widths:
    """Widths of what stands in a row, in logical pixels.

    Attributes
    ----------
    card : int
        Each card.
    arrows : tuple of int
        The arrow behind each card.
    """

    card: int
    arrows: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them side by side."""
        return self.card * len(self.arrows) + sum(self.arrows)


def fit(room: int, widest: Widths, narrowest: Widths) -> Widths:
    """Shrink the arrows, then the cards, until they fit or are as narrow as they may be.

    Parameters
    ----------
    room : int
        Logical pixels for all of them.
    widest, narrowest : Widths
        Between these.
    """
    arrows = _shrunk(widest.arrows, narrowest.arrows, widest.total - room)
    count = max(len(arrows), 1)
    card = (room - sum(arrows)) // count
    return Widths(max(narrowest.card, min(card, widest.card)), arrows)


def _shrunk(wide: Sequence[int], narrow: Sequence[int], excess: int) -> tuple[int, ...]:
    """Take the excess from all alike, in proportion to what each can give."""
    given = sum(wide) - sum(narrow)
    part = min(1.0, max(0.0, excess / given)) if given > 0 else 1.0
    return tuple(int(w - part * (w - n)) for w, n in zip(wide, narrow, strict=True))
