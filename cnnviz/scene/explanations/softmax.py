"""Softmax step by step: scores, minus their maximum, exp, sum, divided; and the loss beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.kinds.softmax import Probabilities, Softmax, SoftmaxTimeline
from cnnviz.scene import captions, softmax_equation
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import frame_width
from cnnviz.scene.legible import signs_of
from cnnviz.scene.loss_curve import loss_curve
from cnnviz.scene.marks import Box, Fill, Grid, Label, Mark, Outline, Scale, Scene, Stroke
from cnnviz.scene.scales import signed
from cnnviz.scene.softmax_layout import SoftmaxLayout
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import ease
from cnnviz.trace import FloatArray, Line, Moment, Role, Span, last_moment, line, written
from cnnviz.words import Text, text

KEYS = ("input", "shifted", "powers", "output", "target")
"""Keys of the rows of numbers, from top to bottom."""
NAMES: tuple[str | Text, ...] = ("z", "z − max", "exp", "p", text("target"))
"""What they are called, at their left."""
ALIKE = ((0, 1), (0, 1), (2, 3), (2, 3), (4,))
"""Rows whose numbers have the same decimals and the same size."""
ROLES: tuple[Role, ...] = ("read", "stat", "text", "write", "weight")
NUMBERS = {"scores": 0, "shift": 1, "exp": 2, "sum": 3, "divide": 4, "loss": 5}
SCORES, SHIFT, EXP, SUM, DIVIDE, LOSS = range(6)
DONE = 6
MOST_BARS = 128
"""Bars that are drawn one by one; more are one outline."""


@dataclass(frozen=True, eq=False)
class SoftmaxView:
    """One moment.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    layout : SoftmaxLayout
        Where everything stands.
    step : int
        Which step is under way; `DONE` at the end.
    moment : Moment
        The moment; the last one at the end.
    revealed : tuple of int
        Classes that each row shows.
    spot : (str, int) or None
        The row and the class pointed at, where that is shown.
    """

    look: StageInput
    layout: SoftmaxLayout
    step: int
    moment: Moment
    revealed: tuple[int, ...]
    spot: tuple[str, int] | None


class SoftmaxStage:
    """One image's scores on their way to probabilities."""

    def __init__(self, subject: Subject) -> None:
        self.timeline: SoftmaxTimeline = subject.layer.timeline(subject.x, subject.y, subject.image)
        self.record: Probabilities = self.timeline[0]
        self.in_scale = subject.in_scale
        if self.in_scale.kind != "signed":
            self.in_scale = signed(self.record.x)
        self.out_scale = subject.out_scale
        with np.errstate(all="ignore"):
            self._rows: tuple[FloatArray, ...] = tuple(
                each[None]
                for each in (
                    self.record.x,
                    self.record.shifted,
                    self.record.powers,
                    self.record.value,
                    self.record.one_hot,
                )
            )
            self._scales = (
                self.in_scale,
                signed(self.record.shifted),
                Scale("signed", -1.0, 1.0),
                self.out_scale,
                Scale("signed", -1.0, 1.0),
            )

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        grids = self._grids(view)
        marks: list[Mark] = [*self._ground(view), *grids]
        marks += [*self._scores(view), *self._parts(view), *self._words(view)]
        marks += self._frames(view, dict(zip(KEYS, grids, strict=True)))
        return Scene(
            place_labels(tuple(marks), look.viewport), self._equation(view), self._readout()
        )

    def _view(self, look: StageInput) -> SoftmaxView:
        record = self.record
        moment = look.moment or last_moment(0, self.timeline.steps)
        step = DONE if look.moment is None else NUMBERS[moment.name]
        powers = record.count if step > EXP else record.done(moment, "exp")
        shown = record.count if look.shown.count is None else look.shown.count
        revealed = (record.count, record.count * (step >= SHIFT), powers, shown, record.count)
        layout = SoftmaxLayout.within(look.viewport, record.count)
        return SoftmaxView(look, layout, step, moment, revealed, self._spot(look, revealed))

    def _spot(self, look: StageInput, revealed: tuple[int, ...]) -> tuple[str, int] | None:
        """Give the row and the class pointed at, if it is a number that is shown."""
        spot = look.spot
        if spot is None or spot.key not in KEYS or spot.row:
            return None
        return (spot.key, spot.column) if spot.column < revealed[KEYS.index(spot.key)] else None

    def _ground(self, view: SoftmaxView) -> list[Mark]:
        """Tint the column that is pointed at, from its score to its share."""
        if view.spot is None:
            return []
        layout, index = view.layout, view.spot[1]
        column = layout.classes.cell(1, self.record.count, 0, index)
        whole = Box(column.x, column.y, column.w, layout.parts.bottom - column.y)
        return [Fill("column", whole, "accent", 0.1)]

    def _grids(self, view: SoftmaxView) -> list[Grid]:
        grids, view_size = [], view.look.viewport
        for number, (key, row) in enumerate(zip(KEYS, self._rows, strict=True)):
            places, signs = None, 0
            if view.look.numbers:
                alike = np.concatenate([self._rows[each] for each in ALIKE[number]])
                decimals = (2, 3) if key in ("powers", "output") else (1, 2)
                places, signs = view.layout.numbers(alike, decimals, view_size)
                alone = places is not None and signs_of(row[np.isfinite(row)], places, short=False)
                if view_size.presenting and alone > signs:  # small shares need more signs alone
                    places, signs = None, 0
            box, shown = view.layout.rows[number], view.revealed[number]
            if places is None:  # pixels have no gap around them
                box = Box(box.x, box.y + 1, box.w, box.h - 2)
            revealed = None if shown == self.record.count else shown
            scale = self._scales[number]
            grids.append(Grid(key, box, row, scale, places, revealed=revealed, signs=signs))
        return grids

    def _scores(self, view: SoftmaxView) -> list[Mark]:
        """The bars of the scores; they slide down until the largest is 0, and their axis along."""
        z, shifted = self.record.x.astype(np.float64), self.record.shifted
        part = 0.0 if view.step < SHIFT else ease(view.moment.t) if view.step == SHIFT else 1.0
        values = z + part * (shifted - z)
        before, after = _ends(z), _ends(shifted)
        low, high = (one + part * (other - one) for one, other in zip(before, after, strict=True))
        span = (high - low) or 1.0
        box = view.layout.scores
        base = -low / span
        marks = self._bars("score", view, box, values / span + base, base, "read")
        y = box.bottom - base * box.h
        marks.append(Stroke("score zero", np.array([[box.x, y], [box.right, y]]), "muted"))
        marks.append(
            Label("score zero said", box.x - 0.5 * view.layout.font, y, (Span("0", "muted"),),
                  view.layout.font, "right", mono=True)
        )  # fmt: skip
        return marks

    def _parts(self, view: SoftmaxView) -> list[Mark]:
        """The bars of the powers, each up to 1; divided, they become the probabilities."""
        record, box = self.record, view.layout.parts
        powers, shares = view.revealed[2], view.revealed[3]
        values = np.zeros(record.count)
        values[:powers] = record.powers[:powers]
        values[:shares] = record.value[:shares]
        if view.step in (EXP, DIVIDE):
            done = record.done(view.moment, view.moment.name)
            moves = slice(done - 1 if view.moment.step.count > 1 else 0, done)
            before = record.powers[moves] if view.step == DIVIDE else 0.0
            values[moves] = before + ease(view.moment.t) * (values[moves] - before)
        marks = self._bars("power", view, box, values, 0.0, "strong", shares, record.count)
        marks += self._bars("share", view, box, values, 0.0, "write", 0, shares)
        if record.target < record.count:
            full = view.layout.bar(box, record.count, record.target, 0.0, 1.0)
            marks.append(Outline("one hot", (full,), "weight", 2.0, dashed=True))
        ends = np.array([[box.x, box.bottom], [box.right, box.bottom]])
        marks.append(Stroke("share zero", ends, "muted"))
        for at, y in ((0, box.bottom), (1, box.y)):
            x, font = box.x - 0.5 * view.layout.font, view.layout.font
            said = (Span(str(at), "muted"),)
            marks.append(Label(f"parts {at}", x, y, said, font, "right", mono=True))
        if view.moment.asks and view.look.moment is not None:
            said = (Span("?", "write"),)
            marks.append(Label("asked", box.cx, box.cy, said, min(0.6 * box.h, 72.0), bold=True))
        return marks

    def _bars(
        self,
        key: str,
        view: SoftmaxView,
        box: Box,
        tops: FloatArray,
        base: float,
        role: Role,
        first: int = 0,
        last: int | None = None,
    ) -> list[Mark]:
        """Draw bars from a base to their tops, both as parts of the box's height."""
        count = self.record.count
        ends = np.clip(np.where(np.isfinite(tops), tops, base), 0.0, 1.0)
        indices = range(first, count if last is None else last)
        if not indices:
            return []
        if len(indices) > MOST_BARS:
            left = box.x + np.array([[i, i, i + 1, i + 1] for i in indices]).ravel() * box.w / count
            parts = np.array([[base, ends[i], ends[i], base] for i in indices]).ravel()
            points = np.stack((left, box.bottom - parts * box.h), axis=1)
            return [Stroke(f"{key} outline", points, role, 1.5)]
        return [
            Fill(
                f"{key} {i}",
                view.layout.bar(box, count, i, min(base, ends[i]), max(base, ends[i])),
                role,
                0.75,
            )
            for i in indices
        ]

    def _words(self, view: SoftmaxView) -> list[Mark]:
        """The classes, the names of the rows, and what all classes have in common."""
        record, layout = self.record, view.layout
        font = layout.font
        marks: list[Mark] = []
        for key, name, box, role in zip(KEYS, NAMES, layout.rows, ROLES, strict=True):
            said = (Span(name, role),)
            x = box.x - 0.5 * font
            marks.append(Label(f"name {key}", x, box.cy, said, font, "right"))
        width, signs = layout.classes.w / record.count, len(str(record.count - 1))
        each = -(-int(0.75 * font * signs) // max(int(width), 1)) if width < font * signs else 1
        for i in range(0, record.count, max(each, 1)):
            x = layout.classes.x + (i + 0.5) * width
            said = (Span(str(i), "muted"),)
            marks.append(Label(f"class {i}", x, layout.classes.cy, said, font, mono=True))
        beside = layout.side.x
        if view.step >= SHIFT:
            number = written(record.largest)
            marks.append(self._beside("max", view, 0, line("max ", Span(number.said, "stat"))))
        if view.step >= SUM:
            total = written(record.total)
            marks.append(self._beside("sum", view, 2, line("Σ ", Span(total.said, "stat"))))
        if view.step > DIVIDE:
            marks.append(self._beside("one", view, 3, line("Σ ", Span("1", "write"))))
        told = view.step >= LOSS
        p = float(record.value[record.target]) if record.target < record.count else None
        if record.loss is None:
            said_so = line(Span(text("no class {index}", index=record.target), "warning"))
            marks.append(Label("loss", beside, layout.rows[4].cy, said_so, font, "left"))
            return marks
        known = (p, record.loss) if told else (None, None)
        marks += loss_curve(layout.side, font, record.target, *known)
        return marks

    def _beside(self, key: str, view: SoftmaxView, row: int, said: Line) -> Label:
        box = view.layout.rows[row]
        return Label(key, view.layout.side.x, box.cy, said, view.layout.font, "left", mono=True)

    def _frames(self, view: SoftmaxView, grids: dict[str, Grid]) -> list[Mark]:
        """Frame what is read and what is written, or what the pointer is linked with."""
        record, moment = self.record, view.moment
        if view.spot is not None:
            return self._pointed(view, grids)
        index = record.done(moment, moment.name) - 1
        if view.step == SCORES:
            return [_whole("read all", grids["input"], "read")]
        if view.step == SHIFT:
            cells = [_cell(f"winner {i}", grids["input"], i, "stat") for i in record.winners[:9]]
            return [*cells, _whole("written", grids["shifted"], "write")]
        if view.step == SUM:
            return [_whole("read all", grids["powers"], "read")]
        if view.step == LOSS and record.target < record.count:
            target = record.target
            return [
                _cell("window", grids["target"], target, "weight"),
                _cell("written", grids["output"], target, "write"),
            ]
        if view.step in (EXP, DIVIDE):
            source, target_row = ("shifted", "powers") if view.step == EXP else ("powers", "output")
            if record.count == 1 or moment.step.count > 1:
                return [
                    _cell("window", grids[source], index, "read"),
                    _cell("written", grids[target_row], index, "write"),
                ]
            return [
                _whole("window", grids[source], "read"),
                _whole("written", grids[target_row], "write"),
            ]
        return []

    def _pointed(self, view: SoftmaxView, grids: dict[str, Grid]) -> list[Mark]:
        assert view.spot is not None
        key, index = view.spot
        if key == "input":
            marks: list[Mark] = [_cell("link cell", grids["input"], index, "read")]
            if view.revealed[3] == self.record.count:
                marks.append(_whole("link region", grids["output"], "write"))
            return marks
        if key == "output":
            return [
                _whole("link region", grids["input"], "read"),
                _cell("link cell", grids["output"], index, "write"),
            ]
        if key == "target":
            return [_cell("link cell", grids["target"], index, "weight")]
        source = {"shifted": "input", "powers": "shifted"}[key]
        return [
            _cell("link region", grids[source], index, "read"),
            _cell("link cell", grids[key], index, "write"),
        ]

    def _equation(self, view: SoftmaxView) -> Line:
        record = self.record
        if view.spot is not None and not view.moment.asks:
            key, index = view.spot
            if key == "output":
                return softmax_equation.share(record, index)
            if key == "input":
                return softmax_equation.reaches(index)
            if key == "target":
                return softmax_equation.loss(record) if view.step >= LOSS else ()
            if view.revealed[2] > index:
                return softmax_equation.power(record, index)
        if view.step == DONE:
            return captions.INVITATION
        return softmax_equation.equation(record, view.moment)

    def _readout(self) -> Line:
        return (Span(text("{count} classes", count=self.record.count), "muted"),)


def _ends(values: FloatArray) -> tuple[float, float]:
    """Give the ends of an axis for bars from 0."""
    finite = values[np.isfinite(values)]
    return float(finite.min(initial=0.0)), float(finite.max(initial=0.0))


def _cell(key: str, grid: Grid, index: int, role: Role) -> Outline:
    cell = grid.cell(0, index)
    return Outline(key, (cell,), role, frame_width(min(cell.w, cell.h), 3.0))


def _whole(key: str, grid: Grid, role: Role) -> Outline:
    return Outline(key, (grid.box.inset(-2),), role, 3.0)


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Softmax)


EXPLANATION = Explanation("softmax", text("Step by step"), _serves, SoftmaxStage, order=10)
