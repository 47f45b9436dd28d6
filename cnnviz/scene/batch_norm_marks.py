"""The marks of batch normalization: formulas, one value, tables, running averages."""

from __future__ import annotations

import numpy as np

from cnnviz.layers.kinds.batch_norm2d import ChannelStatistics
from cnnviz.scene.marks import Box, Label, Mark, Stroke
from cnnviz.scene.plot import finite_range, ticks
from cnnviz.trace import FloatArray, Line, Moment, Span, format_number, line, operand
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
    total = float(record.x.sum(dtype=np.float64))
    mean, var = format_number(record.mean, 3), format_number(record.var, 3)
    if phase == "gather":
        return line(
            text(
                "{images} images × {rows} rows × {columns} columns",
                images=images,
                rows=rows,
                columns=columns,
            ),
            " = ",
            Span(text("{count} values, one μ and one σ²", count=f"{count:,}"), "stat"),
        )
    if phase in ("mean", "variance") and not record.training:
        return line(
            Span(text("evaluation: the running averages stand in"), "muted"),
            "   μ = ",
            Span(mean, "stat"),
            "   σ² = ",
            Span(var, "stat"),
        )
    if phase == "mean":
        return line(
            "μ = Σ x / N = ",
            Span(format_number(total, 2), "read"),
            f" / {count:,} = ",
            Span(mean, "stat"),
        )
    if phase == "variance":
        squares = record.batch_var * count
        return line(
            "σ² = Σ (x − μ)² / N = ",
            Span(format_number(squares, 1), "read"),
            f" / {count:,} = ",
            Span(var, "stat"),
        )
    if phase == "update running":
        old = 1 - record.momentum
        return line(
            Span(text("running μ"), "muted"),
            f" = {old:.3g}·",
            Span(operand(record.running_mean, 3), "muted"),
            f" + {record.momentum:.3g}·",
            Span(operand(record.batch_mean, 3), "stat"),
            " = ",
            Span(format_number(record.next_running_mean, 3), "write"),
            "    ",
            Span(text("running σ²"), "muted"),
            f" = {old:.3g}·",
            Span(operand(record.running_var, 3), "muted"),
            f" + {record.momentum:.3g}·",
            Span(operand(_unbiased(record), 3), "stat"),
            " = ",
            Span(format_number(record.next_running_var, 3), "write"),
        )
    normal, scaled = value_lines(record, image, followed)[2:]
    if phase == "normalize":
        return normal
    return (*normal, Span("    "), *scaled)


def value_lines(
    record: ChannelStatistics, image: int, cell: tuple[int, int]
) -> tuple[Line, Line, Line, Line]:
    """Write the formula for one value: read, centred, normalized, scaled and shifted."""
    x = float(record.x[image][cell])
    hat = float(record.normalized[image][cell])
    y = float(record.value[image][cell])
    return (
        line("x = ", Span(format_number(x, 3), "read")),
        line(
            "x − μ = ",
            Span(format_number(x, 3), "read"),
            " − ",
            Span(operand(record.mean, 3), "stat"),
            " = ",
            Span(format_number(x - record.mean, 3)),
        ),
        line(
            "x̂ = (",
            Span(format_number(x, 3), "read"),
            " − ",
            Span(operand(record.mean, 3), "stat"),
            ") / √(",
            Span(format_number(record.var, 3), "stat"),
            f" + {record.eps:.3g}) = ".replace("e-0", "e−"),
            Span(format_number(hat, 3)),
        ),
        line(
            "y = ",
            Span(operand(record.weight, 3), "weight"),
            "·",
            Span(operand(hat, 3)),
            " + ",
            Span(operand(record.bias, 3), "weight"),
            " = ",
            Span(format_number(y, 3), "write"),
        ),
    )


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
        text("the value, row {row}, column {column}", row=cell[0], column=cell[1]),
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
    for i, r in enumerate(records[:fits]):
        cells = (
            Span(str(r.channel + 1), "strong"),
            Span(format_number(r.mean, 3), "stat"),
            Span(format_number(r.var, 3), "stat"),
            Span(format_number(r.weight, 3), "weight"),
            Span(format_number(r.bias, 3), "weight"),
            Span(format_number(r.running_mean, 3), "muted"),
            Span(format_number(r.running_var, 3), "muted"),
        )
        for j, span in enumerate(cells):
            x, middle = room.x + (j + 0.5) * step, y + (i + 0.6) * height
            marks.append(Label(f"cell {i} {j}", x, middle, (span,), 14 * size, mono=True))
    if len(records) > fits:
        more = text("and {count} more channels", count=len(records) - fits)
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
        said = text("no batch has counted yet: press Next batch in training")
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
                text("  after {count} batches; dashed: this batch alone", count=len(history)),
                "muted",
            ),
        )
        marks.append(Label(f"running {i}", box.x, box.y - 10 * size, title, 12 * size, "left"))
        for j, value in enumerate(ticks(low, high, 3)):
            y = box.bottom - (value - low) / (high - low) * box.h
            label = (Span(format_number(value), "faint"),)
            marks.append(Label(f"y {i} {j}", box.x - 8, y, label, 11 * size, "right", mono=True))
    return marks


def _unbiased(record: ChannelStatistics) -> float:
    return record.batch_var * record.x.size / max(record.x.size - 1, 1)
