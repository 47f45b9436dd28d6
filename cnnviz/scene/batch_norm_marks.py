"""What batch normalization says: its formulas in numbers, and the values as they move."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Role,
    Span,
    Written,
    equals,
    line,
    written,
    written_alike,
)
from cnnviz.words import text

MEAN: Role = "stat"
VARIANCE: Role = "write"
"""Colours of the running averages, on the stage as in the inspector."""

HALF = Fraction(1, 2000)
"""Half of the last decimal that y is written with."""


def moved(values: FloatArray, record: ChannelStatistics, done: int, t: float) -> FloatArray:
    """Interpolate values that are normalized (step 3), then scaled and shifted (step 4).

    Parameters
    ----------
    values : ndarray
        Values of the channel, any shape.
    record : ChannelStatistics
        Statistics of the channel.
    done : int
        Which step; above 4 gives the final values.
    t : float
        Progress of the step, 0 to 1.

    Returns
    -------
    ndarray, float64
        Same shape; linear in `t`.
    """
    before = values.astype(np.float64)
    with np.errstate(all="ignore"):  # no variance and ε of 0: no number comes out
        normalized: FloatArray = (before - record.mean) / np.sqrt(record.var + record.eps)
        after: FloatArray = record.weight * normalized + record.bias
        if done == 3:
            return before + (normalized - before) * t
        return after if done > 4 else normalized + (after - normalized) * t


def equation(
    record: ChannelStatistics, moment: Moment | None, followed: tuple[int, int], image: int
) -> Line:
    """Write the current step in symbols and in numbers."""
    images, rows, columns = record.x.shape
    count = record.x.size
    phase = "normalized" if moment is None else moment.name
    exact = record.training and record.whole
    total = written(float(record.x.sum(dtype=np.float64)), exact=exact)
    mean, var = written(record.mean, exact=exact), _variance(record)
    if phase == "gather":
        return line(
            text("1 image × {rows} rows × {columns} columns", rows=rows, columns=columns)
            if images == 1
            else text(
                "{images} images × {rows} rows × {columns} columns",
                images=images,
                rows=rows,
                columns=columns,
            ),
            " = ",
            Span(text("{count} values, one μ and one σ²", count=f"{count:,}"), "stat"),
        )
    if phase in ("mean", "variance") and not record.training:
        name, kept = ("μ", mean) if phase == "mean" else ("σ²", var)
        return line(
            Span(text("evaluation: the running average is used instead"), "muted"),
            f"   {name}",
            equals(None, None, kept),
            Span(kept.said, "stat"),
        )
    if phase == "mean":
        worth = None if total.worth is None else total.worth / count
        return line(
            "μ = Σ x / N",
            equals(None, None, total),
            Span(total.said, "read"),
            f" / {count:,}",
            equals(worth, mean, total),
            Span(mean.said, "stat"),
        )
    if phase == "variance":
        squares = written(record.batch_var * count, exact=exact)
        worth = None if squares.worth is None else squares.worth / count
        return line(
            "σ² = Σ (x − μ)² / N",
            equals(None, None, squares),
            Span(squares.said, "read"),
            f" / {count:,}",
            equals(worth, var, squares),
            Span(var.said, "stat"),
        )
    if phase == "update running":
        return line(
            Span(text("after “Next batch”:"), "strong"),
            "  ",
            Span(text("running\u00a0μ"), "muted"),
            *_average(record, record.running_mean, mean, record.next_running_mean, MEAN),
            "    ",
            Span(text("running\u00a0σ²"), "muted"),
            *_average(record, record.running_var, var, record.next_running_var, VARIANCE, count),
        )
    normal, scaled = value_lines(record, image, followed)[2:]
    if phase == "normalize":
        return normal
    return (*normal, Span("    "), *scaled)


def value_lines(
    record: ChannelStatistics, image: int, cell: tuple[int, int], *, short: bool = False
) -> tuple[Line, Line, Line, Line]:
    """One value through the formula: read, centred, normalized, scaled and shifted.

    Parameters
    ----------
    record : ChannelStatistics
        The channel.
    image : int
        Which image of the batch.
    cell : (int, int)
        Row and column of the value.
    short : bool
        Whether the third line begins with the centred value of the second.
    """
    value, scaled = float(record.x[image][cell]), float(record.value[image][cell])
    x, mean, centred = written_alike(np.array([value, record.mean, value - record.mean]))
    weight, bias = written_alike(np.array([record.weight, record.bias]))
    y = written(scaled)
    hat = _leading_to(y, float(record.normalized[image][cell]), weight, bias)
    var = _variance(record)
    read = (centred,) if short else (x, mean)
    root = equals(None, hat, *read, var, hat)
    above: Line = (Span(centred.said),)
    if not short:
        above = line("(", Span(x.said, "read"), " − ", Span(mean.operand, "stat"), ")")
    return (
        line("x", equals(None, None, x), Span(x.said, "read")),
        line(
            "x − μ = " if x.true and mean.true else "x − μ ≈ ",
            Span(x.said, "read"),
            " − ",
            Span(mean.operand, "stat"),
            equals(_sum(x, mean, -1), centred, x, mean),
            Span(centred.said),
        ),
        line(
            "x̂ = ",
            *above,
            " / √(",
            Span(var.said, "stat"),
            f" + {record.eps:.3g})".replace("e-0", "e−"),
            root,
            Span(hat.said),
        ),
        line(
            "y = ",
            Span(weight.operand, "weight"),
            "·",
            Span(hat.operand),
            " + ",
            Span(bias.operand, "weight"),
            equals(_sum(_times(weight, hat), bias), y, weight, hat, bias),
            Span(y.said, "write"),
        ),
    )


def _leading_to(y: Written, normal: float, weight: Written, bias: Written) -> Written:
    """Write x̂ with the decimals that y needs to come out of what is written; at least three."""
    for places in range(3, 7):
        hat = written(normal, places)
        found = _sum(_times(weight, hat), bias)
        if found is None or y.worth is None or abs(found - y.worth) <= HALF:
            return hat
    return written(normal)  # γ or β are rounded themselves


def _average(
    record: ChannelStatistics,
    before: float,
    came: Written,
    after: float,
    role: Role,
    count: int = 0,
) -> Line:
    """A running average, moved towards a batch; a variance of `count` values is unbiased first."""
    old, new = written_alike(np.array([1 - record.momentum, record.momentum]))
    kept, result = written(before), written(after)
    factor = Fraction(count, count - 1) if count > 1 else Fraction(1)
    batch = None if came.worth is None else came.worth * factor
    worth = _sum(_times(old, kept), None if batch is None else _times(new, batch))
    unbiased = (Span(f"{count:,}/{count - 1:,}·"),) if count > 1 else ()
    return line(
        f" = {old.said}·",
        Span(kept.operand, "muted"),
        f" + {new.said}·",
        *unbiased,
        Span(came.operand, role),
        equals(worth, result, old, kept, new, came),
        Span(result.said, role),
    )


def _variance(record: ChannelStatistics) -> Written:
    return written(record.var, exact=record.training and record.whole)


def _times(one: Written, other: Written | Fraction) -> Fraction | None:
    second = other.worth if isinstance(other, Written) else other
    return None if one.worth is None or second is None else one.worth * second


def _sum(
    one: Written | Fraction | None, other: Written | Fraction | None, sign: int = 1
) -> Fraction | None:
    """Add, or with a sign of −1 subtract, what is written."""
    first, second = (each.worth if isinstance(each, Written) else each for each in (one, other))
    return None if first is None or second is None else first + sign * second


def readout(record: ChannelStatistics, channels: int) -> Line:
    """Write the channel; the names of the steps stand under the slider."""
    return line(
        Span(text("channel {index}", index=record.channel + 1), "write"),
        Span(" / ", "faint"),
        Span(str(channels), "muted"),
    )


def unbiased(record: ChannelStatistics) -> float:
    """Give the unbiased variance of the batch, which the running average takes."""
    return record.batch_var * record.x.size / max(record.x.size - 1, 1)
