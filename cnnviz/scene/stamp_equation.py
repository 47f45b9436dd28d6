"""The equation of one output cell of a transposed convolution: what every stamp adds to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnnviz.layers.stamp_timeline import Stamp
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, total_of
from cnnviz.trace import (
    Cell,
    Line,
    Span,
    equals,
    joined,
    line,
    written,
    written_alike,
)
from cnnviz.words import text


def stamp_sum(
    cell: Cell, stamps: Sequence[Stamp], bias: float | None, *, ends: str | None, framed: bool
) -> Line:
    """Write the sum that an output cell holds after some stamps.

    Parameters
    ----------
    cell : tuple of int
        Map, row and column of the output.
    stamps : sequence of Stamp
        Those that reach the cell, in their order.
    bias : float or None
        What the map begins with; None without a bias.
    ends : str or None
        What stands for the value: ``?`` while it is asked for, ``…`` while it is to come;
        None writes it.
    framed : bool
        Whether the last stamp is in work.
    """
    name = Span(f"y[{cell[0]}, {cell[1]}, {cell[2]}]", "write")
    factors = [_factors(each, cell) for each in stamps]
    x = np.array([pair[0] for each in factors for pair in each])
    w = np.array([pair[1] for each in factors for pair in each])
    start = (Span("b ", "muted"),) if bias is not None else ()
    if not len(x) and bias is None:
        said = Span(text("no stamp reaches it"), "muted")
        return line(name, " = ", Span("0", "write") if ends is None else Span(ends), "   ", said)
    begun = written_alike(np.array([0.0 if bias is None else bias]))
    if len(x) > MOST_TERMS:
        sums = written_alike(np.array([sum(a * b for a, b in each) for each in factors]), 2)
        terms: list[Line] = [(Span(each.operand, "read"),) for each in sums[:MOST_TERMS]]
        if len(sums) > MOST_TERMS:
            terms.append((Span(f"… ({len(sums) - MOST_TERMS})", "muted"),))
        parts, worths = list(sums), [each.worth for each in sums]
    else:
        left, right = written_alike(x), written_alike(w)
        last = len(x) - (len(factors[-1]) if factors and framed else 0)
        terms = [
            (
                Span(a.operand, "read", framed and i >= last),
                Span("·", framed=framed and i >= last),
                Span(b.operand, "weight", framed and i >= last),
            )
            for i, (a, b) in enumerate(zip(left, right, strict=True))
        ]
        parts = [*left, *right]
        worths = [
            None if a.worth is None or b.worth is None else a.worth * b.worth
            for a, b in zip(left, right, strict=True)
        ]
    if bias is not None:
        terms.append((*start, Span(f"({begun[0].said})", "weight")))
        parts, worths = [*parts, *begun], [*worths, begun[0].worth]
    total = joined(terms, PLUS)
    if ends is not None:
        return line(name, " = ", *total, " = ", Span(ends, "write" if ends == "?" else "faint"))
    worth = total_of(worths)
    value = float(sum(a * b for each in factors for a, b in each)) + (bias or 0.0)
    if worth is not None and all(part.true for part in parts):
        value = float(worth)  # without the float32 that decimals are stored in
    shown = written(value, places_of(worth, parts))
    return line(name, " = ", *total, equals(worth, shown, *parts), Span(shown.said, "write"))


def _factors(stamp: Stamp, cell: Cell) -> list[tuple[float, float]]:
    """The input cell in each channel, with the weight that lies on the output cell."""
    row = int(np.flatnonzero(stamp.rows == cell[1])[0])
    column = int(np.flatnonzero(stamp.columns == cell[2])[0])
    return [
        (float(x), float(kernel[row, column]))
        for x, kernel in zip(stamp.x, stamp.weight, strict=True)
    ]
