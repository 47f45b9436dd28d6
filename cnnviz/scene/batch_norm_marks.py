"""The marks of batch normalization: formulas, one value, tables, running averages."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.scene.plot import finite_range, ticks
from cnnviz.trace import (
    FloatArray,
    Line,
    Moment,
    Role,
    Span,
    Written,
    equals,
    line,
    one_form,
    written,
    written_alike,
)
from cnnviz.words import Text, text


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
            *_average(record, record.running_var, _unbiased(record), record.next_running_var),
        )
    normal, scaled = value_lines(record, image, followed)[2:]
    if phase == "normalize":
        return normal
    return (*normal, Span("    "), *scaled)


def value_lines(
    record: ChannelStatistics, image: int, cell: tuple[int, int]
) -> tuple[Line, Line, Line, Line]:
    """One value through the formula: read, centred, normalized, scaled and shifted."""
    value, scaled = float(record.x[image][cell]), float(record.value[image][cell])
    x, mean, centred = written_alike(np.array([value, record.mean, value - record.mean]))
    hat, var = written(float(record.normalized[image][cell])), written(record.var)
    weight, bias = written_alike(np.array([record.weight, record.bias]))
    y = written(scaled)
    root = equals(None, hat, x, mean, var, hat)
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
            "x̂ = (",
            Span(x.said, "read"),
            " − ",
            Span(mean.operand, "stat"),
            ") / √(",
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


def readout(record: ChannelStatistics, moment: Moment | None, channels: int) -> Line:
    """Write the channel and the step."""
    name = line(
        Span(text("channel {index}", index=record.channel + 1), "write"),
        Span(" / ", "faint"),
        Span(str(channels), "muted"),
    )
    if moment is None:
        return name
    return (*name, Span(" · ", "faint"), Span(moment.step.title, "stat"))


def one_value(
    room: Box, record: ChannelStatistics, image: int, cell: tuple[int, int], done: int, size: float
) -> list[Mark]:
    """Show the formula for one value, one line for each step."""
    names = (
        text("the value, row {row}, column {column}", row=cell[0] + 1, column=cell[1] + 1),
        text("minus the mean"),
        text("divided by the standard deviation"),
        text("scaled by γ, shifted by β"),
    )
    lines = value_lines(record, image, cell)
    shown = {0: 1, 1: 2, 2: 2, 3: 3}.get(done, 4)
    height = min(room.h / 4, 92 * size)
    top = room.cy - 2 * height
    size *= min(1.0, height / (50 * size))  # a low stage has smaller steps
    marks: list[Mark] = []
    longest = max(sum(len(str(s.text)) for s in each) for each in lines)
    font = min(19 * size, room.w / (0.62 * longest))
    for i, (name, spans) in enumerate(zip(names, lines, strict=True)):
        y = top + i * height + height / 2
        marks.append(Label(f"step {i}", room.cx, y - 17 * size, (Span(name, "muted"),), 12 * size))
        if i < shown:
            marks.append(Label(f"value {i}", room.cx, y + 8 * size, spans, font, mono=True))
        else:
            marks.append(Label(f"value {i}", room.cx, y + 8 * size, (Span("…", "faint"),), font))
    return marks


def table(room: Box, records: list[ChannelStatistics], size: float) -> list[Mark]:
    """Show μ, σ², γ, β and running averages of as many channels as fit."""
    heads: tuple[str | Text, ...] = (
        text("channel"),
        "μ",
        "σ²",
        "γ",
        "β",
        text("running μ"),
        text("running σ²"),
    )
    height = 26 * size
    fits = max(1, int(room.h / height) - 2)
    step = room.w / len(heads)
    marks: list[Mark] = [
        Label(
            f"head {i}",
            room.x + (i + 0.5) * step,
            room.y + height / 2,
            (Span(h, "muted"),),
            12 * size,
        )
        for i, h in enumerate(heads)
    ]
    y = room.y + height
    rule = np.array([[room.x, y], [room.right, y]])
    marks.append(Stroke("rule", rule, "faint"))
    shown = records[:fits]
    columns = (
        one_form([r.mean for r in shown]),
        one_form([r.var for r in shown]),
        one_form([r.weight for r in shown]),
        one_form([r.bias for r in shown]),
        one_form([r.running_mean for r in shown]),
        one_form([r.running_var for r in shown]),
    )
    roles: tuple[Role, ...] = ("stat", "stat", "weight", "weight", "muted", "muted")
    for i, r in enumerate(shown):
        cells = (
            Span(str(r.channel + 1), "strong"),
            *(Span(column[i], role) for column, role in zip(columns, roles, strict=True)),
        )
        for j, span in enumerate(cells):
            x, middle = room.x + (j + 0.5) * step, y + (i + 0.6) * height
            marks.append(Label(f"cell {i} {j}", x, middle, (span,), 14 * size, mono=True))
    if len(records) > fits:
        rest = len(records) - fits
        more = (
            text("and 1 more channel")
            if rest == 1
            else text("and {count} more channels", count=rest)
        )
        marks.append(
            Label("more", room.cx, y + (fits + 0.6) * height, (Span(more, "muted"),), 12 * size)
        )
    return marks


def running(room: Box, history: FloatArray, record: ChannelStatistics, size: float) -> list[Mark]:
    """Plot running mean and variance of one channel after each training batch.

    Parameters
    ----------
    room : Box
        Area of the plots.
    history : ndarray, shape (K, 2)
        Mean and variance after each of K batches, oldest first.
    record : ChannelStatistics
        Statistics of the current batch, drawn as dashed lines.
    size : float
        Factor on the text size.

    Returns
    -------
    list of Mark
        Both plots; a hint if K is 0.
    """
    if len(history) == 0:
        said = text("not updated yet: press Next batch in training")
        return [Label("empty", room.cx, room.cy, (Span(said, "muted"),), 15 * size)]
    marks: list[Mark] = []
    gap = 56 * size
    height = (room.h - gap - 40 * size) / 2
    for i, (name, now) in enumerate(
        ((text("running μ"), record.batch_mean), (text("running σ²"), _unbiased(record)))
    ):
        box = Box(
            room.x + 70 * size, room.y + 22 * size + i * (height + gap), room.w - 90 * size, height
        )
        values = np.concatenate(([float(i)], history[:, i].astype(np.float64)))
        low, high = finite_range(np.append(values, now))
        margin = (high - low) * 0.08
        low, high = low - margin, high + margin
        xs = box.x + np.arange(len(values)) / max(len(values) - 1, 1) * box.w
        ys = box.bottom - (values - low) / (high - low) * box.h
        marks.append(
            Stroke(f"base {i}", np.array([[box.x, box.bottom], [box.right, box.bottom]]), "faint")
        )
        if np.isfinite(now):
            aim = box.bottom - (now - low) / (high - low) * box.h
            marks.append(
                Stroke(f"aim {i}", np.array([[box.x, aim], [box.right, aim]]), "stat", dashed=True)
            )
        marks.append(Stroke(f"history {i}", np.stack((xs, ys), axis=1), "write", 2.5))
        title = line(
            Span(name, "strong"),
            Span(
                text("  after 1 batch; dashed: this batch alone")
                if len(history) == 1
                else text("  after {count} batches; dashed: this batch alone", count=len(history)),
                "muted",
            ),
        )
        marks.append(Label(f"running {i}", box.x, box.y - 10 * size, title, 12 * size, "left"))
        values = np.array(ticks(low, high, 3))
        for j, (value, number) in enumerate(zip(values, one_form(values.tolist()), strict=True)):
            y = box.bottom - (value - low) / (high - low) * box.h
            label = (Span(number, "faint"),)
            marks.append(Label(f"y {i} {j}", box.x - 8, y, label, 11 * size, "right", mono=True))
    return marks


def _unbiased(record: ChannelStatistics) -> float:
    return record.batch_var * record.x.size / max(record.x.size - 1, 1)
