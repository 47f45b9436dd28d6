"""What a softmax says: its steps in symbols and in the numbers of one class."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np

from cnnviz.layers.kinds.softmax import Probabilities
from cnnviz.scene.equations import MOST_TERMS, PLUS
from cnnviz.trace import Line, Moment, Span, Written, equals, joined, line, written, written_alike
from cnnviz.words import Text, text


def equation(record: Probabilities, moment: Moment) -> Line:
    """Write the current step."""
    if moment.name == "scores":
        if moment.asks:
            return line(text("class with the largest p"), " = ", Span("?", "write"))
        return _symbols()
    if moment.name == "shift":
        return _maximum(record)
    if moment.name == "sum":
        return _sum(record)
    if moment.name == "loss":
        return loss(record)
    index = record.done(moment, moment.name) - 1
    return power(record, index) if moment.name == "exp" else share(record, index)


def _symbols() -> Line:
    return line(
        Span("p[k]", "write"), " = e^(", Span("z[k]", "read"), " − max z) / Σ e^(",
        Span("z", "read"), " − max z)",
    )  # fmt: skip


def _maximum(record: Probabilities) -> Line:
    number = written(record.largest)
    ties = len(record.winners)
    tail = (
        (Span("   "), Span(text("tie: {count} classes are largest", count=ties), "muted"))
        if ties > 1
        else ()
    )
    first = record.winners[0] if record.winners else 0
    return (
        *line("max z = ", Span(f"z[{first}]", "read"), equals(None, None, number)),
        Span(number.said, "stat"),
        *tail,
    )


def power(record: Probabilities, index: int) -> Line:
    """Write the power of one class."""
    z, largest, shifted = written_alike(
        np.array([record.x[index], record.largest, record.shifted[index]])
    )
    result = written(float(record.powers[index]))
    exact = z.true and largest.true and record.shifted[index] == 0
    return line(
        "e^(",
        Span(f"z[{index}]", "read"),
        " − max) = e^(",
        Span(z.said, "read"),
        " − ",
        Span(largest.operand, "stat"),
        ")",
        equals(_difference(z, largest), shifted, z, largest),
        "e^(",
        Span(shifted.said),
        ")",
        " = " if exact else " ≈ ",
        Span(result.said, "strong"),
    )


def _difference(one: Written, other: Written) -> Fraction | None:
    return None if one.worth is None or other.worth is None else one.worth - other.worth


def _sum(record: Probabilities) -> Line:
    total = written(record.total)
    sign = " = " if bool((record.shifted == 0).all()) else " ≈ "
    if record.count > MOST_TERMS:
        head: Line = line(
            "Σ e^(z − max)", Span(text(", {count} classes", count=record.count), "muted")
        )
    else:
        parts = written_alike(record.powers)
        head = line("Σ = ", *joined([(Span(each.said, "strong"),) for each in parts], PLUS))
    return (*head, Span(sign), Span(total.said, "stat"))


def share(record: Probabilities, index: int) -> Line:
    """Write the probability of one class."""
    part, total = written(float(record.powers[index])), written(record.total)
    p = written(float(record.value[index]))
    worth = None if part.worth is None or not total.worth else part.worth / total.worth
    exact = bool(np.isin(record.shifted, (0.0, -np.inf)).all())
    return line(
        Span(f"p[{index}]", "write"),
        " = ",
        Span(part.said, "strong"),
        " / ",
        Span(total.said, "stat"),
        equals(worth, p, part, total) if exact else " ≈ ",
        Span(p.said, "write"),
    )


def loss(record: Probabilities) -> Line:
    """Write the cross entropy, or that there is no such class."""
    target, value = record.target, record.loss
    if value is None:
        return (Span(missing(record), "warning"),)
    number = written(value)
    p = _enough(float(record.value[target]), value)
    exact = value == 0
    return line(
        "−Σ ",
        Span("t", "weight"),
        "·log ",
        Span("p", "write"),
        " = −log ",
        Span(f"p[{target}]", "write"),
        " = −log " if exact else " ≈ −log ",
        Span(p, "write"),
        " = " if exact else " ≈ ",
        Span(number.said, "stat"),
    )


def _enough(p: float, loss: float) -> str:
    """Write a probability with so many digits that its loss follows from what is written."""
    short = written_alike(np.array([p]))[0]
    if not 0 < loss < np.inf:
        return short.said
    if short.true and _follows(short.said, loss):
        return short.said
    true = (-Decimal(loss)).exp()  # float32 has lost it near 0 and near 1
    for digits in range(3, 25):
        power = (rounded := Decimal(f"{true:.{digits - 1}e}")).adjusted()
        said = f"{rounded:f}" if power >= -4 else f"{rounded:e}"
        said = said.replace("-", "−")
        if _follows(said, loss):
            break
    return said


def _follows(p: str, loss: float) -> bool:
    """Whether −log of what is written comes to a loss as that is written."""
    worth = Decimal(p.replace("−", "-"))
    return worth > 0 and written(float(-worth.ln())).said == written(loss).said


def missing(record: Probabilities) -> Text:
    """Say that the target is no class of these."""
    return text(
        "There is no class {index}: these are 0 to {last}",
        index=record.target,
        last=record.count - 1,
    )


def reaches(index: int) -> Line:
    """Say what depends on one score."""
    return line(
        Span(f"z[{index}]", "read"),
        Span(text(" is part of Σ: it moves every p")),
    )
