"""What batch normalization says: its formulas in numbers, and the values as they move."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Span,
    Written,
    equals,
    line,
    written,
    written_alike,
)
from cnnviz.words import text


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
    total = written(float(record.x.sum(dtype=np.float64)))
    mean, var = written(record.mean), written(record.var)
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
        squares = written(record.batch_var * count)
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
            Span(text("running μ"), "muted"),
            *_average(record, record.running_mean, record.batch_mean, record.next_running_mean),
            "    ",
            Span(text("running σ²"), "muted"),
            *_average(record, record.running_var, unbiased(record), record.next_running_var),
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
    hat, var = written(float(record.normalized[image][cell])), written(record.var)
    weight, bias = written_alike(np.array([record.weight, record.bias]))
    y = written(scaled)
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


def _average(record: ChannelStatistics, before: float, batch: float, after: float) -> Line:
    """A running average, moved towards a batch."""
    old, new = written_alike(np.array([1 - record.momentum, record.momentum]))
    kept, came, result = written(before), written(batch), written(after)
    worth = _sum(_times(old, kept), _times(new, came))
    return line(
        f" = {old.said}·",
        Span(kept.operand, "muted"),
        f" + {new.said}·",
        Span(came.operand, "stat"),
        equals(worth, result, old, kept, new, came),
        Span(result.said, "write"),
    )


def _times(one: Written, other: Written) -> Fraction | None:
    return None if one.worth is None or other.worth is None else one.worth * other.worth


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
