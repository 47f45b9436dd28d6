"""The equation of a whole map that becomes one number: row by row, then the whole."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.global_pooling import WholeMap
from cnnviz.scene.equations import MOST_TERMS, PLUS, places_of, result_of, total_of
from cnnviz.trace import (
    Line,
    Moment,
    Span,
    equals,
    joined,
    line,
    written,
    written_alike,
)
from cnnviz.words import text


def equation_of(record: WholeMap, moment: Moment) -> Line:
    """Write the step of a global pooling in numbers.

    Parameters
    ----------
    record : WholeMap
        The map.
    moment : Moment
        Where the timeline stands.
    """
    if moment.name == "place":
        what = text("mean") if record.mean else text("maximum")
        return line(Span(what, "muted"), " = ", Span("…", "faint"))
    if moment.name == "rows":
        return _row(record, moment.index)
    return _mean(record, moment) if record.mean else _maximum(record, moment)


def _row(record: WholeMap, index: int) -> Line:
    values = record.x[index]
    numbers = written_alike(values)
    head = line(Span(text("row {index}", index=index + 1), "muted"), "   ")
    amount = float(record.rows[index])
    worth = total_of([each.worth for each in numbers]) if record.mean else None
    if len(numbers) > MOST_TERMS:
        left: Line = line(Span("Σ " if record.mean else "max ", "muted"), Span("x", "read"))
        right = written(amount)
        return (*head, *left, Span(equals(None, right)), Span(right.said, "stat"))
    if record.mean:
        right = written(amount, places_of(worth, numbers))
        terms = joined([(Span(each.operand, "read"),) for each in numbers], PLUS)
        return (*head, *terms, Span(equals(worth, right, *numbers)), Span(right.said, "stat"))
    terms = joined([(Span(each.said, "read"),) for each in numbers], Span(", "))
    right = written(amount, 3)
    return (*head, *line("max(", *terms, ") = "), Span(right.said, "stat"))


def _mean(record: WholeMap, moment: Moment) -> Line:
    """The sum of the rows, then divided by the number of cells."""
    numbers = written_alike(record.rows)
    cells, worth = record.x.size, total_of([each.worth for each in numbers])
    adding = joined([(Span(each.operand, "stat"),) for each in numbers], PLUS)
    if len(numbers) > MOST_TERMS:
        numbers = written_alike(np.array([record.total]))
        worth = numbers[0].worth
        adding = line(Span("Σ ", "muted"), Span(numbers[0].said, "stat"))
    if moment.name == "total":
        if moment.covered:
            return (*adding, Span(" = "), Span("…", "faint"))
        right = written(record.total, places_of(worth, numbers))
        return (*adding, Span(equals(worth, right, *numbers)), Span(right.said, "stat"))
    mean = None if worth is None else worth / cells
    shown, result = result_of(record.value, moment, places_of(mean, numbers))
    head = line("(", *adding, f") / {cells:,}")
    return (*head, Span(equals(mean, result, *numbers)), shown)


def _maximum(record: WholeMap, moment: Moment) -> Line:
    numbers = written_alike(record.rows)
    cells: list[Line] = [(Span(each.said, "stat"),) for each in numbers]
    if len(cells) > MOST_TERMS:
        cells = [*cells[:6], (Span(f"… ({len(cells) - 8})", "muted"),), *cells[-2:]]
    shown, _ = result_of(record.value, moment)
    return (*line("max(", *joined(cells, Span(", ")), ") = "), shown)
