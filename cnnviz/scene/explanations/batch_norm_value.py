"""BatchNorm2d by one value: read, centred, divided, scaled and shifted."""

from __future__ import annotations

from cnnviz.scene import captions
from cnnviz.scene.batch_norm_marks import value_lines
from cnnviz.scene.batch_norm_stage import SCALE, BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.layout import CAPTION, fitted
from cnnviz.scene.legible import legible_places
from cnnviz.scene.marks import Box, Grid, Label, Mark, Outline, Viewport
from cnnviz.trace import Role, Span, line
from cnnviz.words import text

TABLE = 0.3
"""Part of the width that a table has at most."""
GAP = 26.0
"""Width between a table and the formulas, at text size 1."""
NARROW, ABOVE = 0.18, 0.38
"""Part of the width below which a table is too small beside the formulas; its height above them."""
SIGNS, WIDTH = 38, 8.2
"""Signs for which there is room in a line of formulas, and the width of one at text size 1."""


class ValueStage(BatchNormStage):
    """Batch normalization by one value."""

    def roomy(self, viewport: Viewport) -> bool:
        """Whether the tables are no smaller with the row of all channels below them."""
        foot = self.foot(viewport)
        body, size = self.room(viewport, foot), viewport.text
        beside = _side(body, size) >= NARROW * body.w
        return beside and body.h - CAPTION * size >= 0.9 * TABLE * body.w

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Show the channel before and after, and the steps of one value between them."""
        size, gap = view.size, GAP * view.size
        side, height = _side(body, size), body.h - CAPTION * size
        middle = Box(body.x + side + gap, body.y, body.w - 2 * (side + gap), body.h)
        if side < NARROW * body.w:  # no room beside the formulas: they go below the tables
            top = ABOVE * body.h
            side, height = 0.4 * body.w, top - CAPTION * size
            middle = Box(body.x, body.y + top, body.w, body.h - top)
        marks = self._table("input", Box(body.x, body.y, side, height), view)
        marks += self._table("output", Box(body.right - side, body.y, side, height), view)
        return [*marks, *self._formulas(middle, view)]

    def _table(self, key: str, room: Box, view: ChannelView) -> list[Mark]:
        """Show one image of the channel, before or after normalization."""
        rows, wide = view.record.x.shape[1:]
        before = key == "input"
        plane = self.plane(key, view.record.channel)
        box = fitted(room, rows, wide, room.w)
        places = legible_places(plane, box.w / wide, view.size) if view.look.numbers else None
        scale = self.channel_scale(view.record) if before else self.out_scale
        grid = Grid(key, box, plane, scale, places)
        if not before:
            grid = grid.holding_back(view.where.plane)
        marks: list[Mark] = [grid]
        cell = box.cell(rows, wide, *view.followed)
        if cell.w < 10:
            cell = cell.inset((cell.w - 10) / 2)
        if before or view.step >= SCALE:
            role: Role = "read" if before else "write"
            marks.append(Outline(f"followed {key}", (cell,), role, 3.0))
        said = line(
            Span(text("Before x") if before else text("After y"), "strong"),
            Span(text("  image {index}", index=self.image + 1), "muted"),
            Span(text(", channel {index}", index=view.record.channel + 1), "muted"),
            *captions.rounding(grid),
        )
        marks.append(captions.caption(f"{key} caption", box, view.size, *said))
        return marks

    def _formulas(self, room: Box, view: ChannelView) -> list[Mark]:
        """Show the formula for one value, one line for each step, as large as there is room."""
        row, column = view.followed
        names = (
            text("the value, row {row}, column {column}", row=row + 1, column=column + 1),
            text("minus the mean"),
            text("divided by the standard deviation"),
            text("scaled by γ, shifted by β"),
        )
        lines = value_lines(view.record, self.image, view.followed, short=True)
        shown = {0: 1, 1: 2, 2: 2, 3: 3}.get(view.step, 4)
        height = room.h / 4
        longest = max(SIGNS, *(sum(len(str(s.text)) for s in each) for each in lines))
        font = min(0.34 * height, room.w / (0.61 * longest), 34 * view.size)
        small = max(min(0.75 * font, 20 * view.size), min(13 * view.size, 0.24 * height))
        marks: list[Mark] = []
        for i, (name, spans) in enumerate(zip(names, lines, strict=True)):
            y = room.y + (i + 0.5) * height
            said = spans if i < shown else (Span("…", "faint"),)
            above, below = y - 0.7 * font, y + 0.7 * small
            marks += [
                Label(f"step {i}", room.cx, above, (Span(name, "muted"),), small),
                Label(f"value {i}", room.cx, below, said, font, mono=True),
            ]
        return marks


def _side(body: Box, size: float) -> float:
    """Give the width of a table beside the formulas."""
    return min(TABLE * body.w, (body.w - 2 * GAP * size - SIGNS * WIDTH * size) / 2)


EXPLANATION = Explanation("value", text("One value"), serves, ValueStage, order=20)
