"""Linear: the weights of a node folded back into the shape of the maps that it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.kinds.linear import Linear
from cnnviz.layers.node_sums import NodeSum, NodeTimeline
from cnnviz.scene import captions, footer
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.folding import folding_of
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import MARGIN, READABLE, frame_width
from cnnviz.scene.legible import places_in
from cnnviz.scene.linear_equation import node_equation
from cnnviz.scene.linear_layout import Places, placed
from cnnviz.scene.map_panel import MapPanel
from cnnviz.scene.marks import Box, Mark, Outline, Scale, Scene, Tags
from cnnviz.scene.scales import of_channels, signed
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_marks import at_least
from cnnviz.trace import (
    BoolArray,
    Cell,
    FloatArray,
    Line,
    Moment,
    PlaneShown,
    Role,
    Span,
    equals,
    format_number,
    last_moment,
    line,
    shape_span,
    written_alike,
)
from cnnviz.trace.asked import SIZE
from cnnviz.words import text

PANELS = ("input", "weight", "products")
ROLES: tuple[Role, Role, Role] = ("read", "weight", "stat")


@dataclass(frozen=True, eq=False)
class NodeView:
    """What one composition is about.

    Attributes
    ----------
    look : StageInput
        Its input.
    moment : Moment or None
        The moment that is shown; None at the end of the timeline.
    node : int
        The node in work, or on stage.
    record : NodeSum
        Its sum.
    done : int
        Products that are shown.
    """

    look: StageInput
    moment: Moment | None
    node: int
    record: NodeSum
    done: int

    @property
    def size(self) -> float:
        """Factor on the text size."""
        return self.look.viewport.text

    @property
    def covers(self) -> bool:
        """Whether the sums are covered, as they are or will be asked for."""
        return self.moment is not None and self.moment.covered and not self.moment.revealed


class LinearStage:
    """One image's row, as the maps that it was, against the weights of one node."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.layer = subject, subject.layer
        layer: Linear = subject.layer
        self.folding = folding_of(subject)
        self.shape = self.folding.shape
        self.row = subject.x[subject.image, :, 0, 0]
        self.y = subject.y[subject.image, :, 0, 0]
        self.timeline = NodeTimeline(
            layer, subject.x, subject.y, subject.image, self.shape, self.folding.index
        )
        self.maps = self.folding.fold(self.row)
        scale = subject.in_scale
        self.in_scales = of_channels(scale, self.shape[0]) if self.folding.maps else (scale,)
        memo, folding = subject.memo, self.folding
        self.weights: FloatArray = memo.of(
            layer.weight,
            ("folded", self.shape, folding.index.tobytes()),
            lambda: layer.weight[:, folding.index].reshape(-1, *folding.shape),
        )
        self.weight_scale = memo.of(layer.weight, "weight scale", lambda: signed(layer.weight))
        self.out_scale = subject.out_scale

    @cached_property
    def product_scale(self) -> Scale:
        """Colours of the products of all nodes, so that nodes can be compared."""
        largest = np.abs(self.layer.weight).max(axis=0) * np.abs(self.row)
        return signed(largest)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """The least and the largest output, and sum without bias, of all nodes."""
        sums = self.y - self.layer.bias if self.layer.use_bias else self.y
        every = np.concatenate((self.y, sums, [0.0]))
        every = every[np.isfinite(every)]
        return float(every.min()), float(every.max())

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        places = self._places(view)
        told = self._told(look)
        marks = self._panels(view, places)
        marks += self._nodes(view, places, told)
        marks += self._signs(places, view)
        marks += self._frames(view, places)
        marks += self._foot(view, places)
        cell = self._cell_pointed(look, places)
        equation = captions.INVITATION
        if view.moment is not None:
            equation = node_equation(view.record, view.moment)
        if cell is not None:
            marks += self._cell_marks(view, places, cell)
            equation = self._cell_equation(view, cell)
        return Scene(place_labels(tuple(marks), look.viewport), equation, self._readout(view))

    def _view(self, look: StageInput) -> NodeView:
        moment, node = look.moment, min(look.map, len(self.y) - 1)
        if moment is not None:
            node = moment.position
        spot = look.spot
        if spot is not None and spot.key == "output":
            first = self._layout(look, node).bars.first
            pointed = first + spot.row
            if spot.column == 0 and pointed < self._told(look):
                node, moment = pointed, last_moment(pointed, self.timeline.steps)
        record = self.timeline[node]
        done = len(self.row)
        if moment is not None and moment.name == "place":
            done = 0
        elif moment is not None and moment.name == "terms":
            done = int(record.ends[moment.index])
        return NodeView(look, moment, node, record, done)

    def _told(self, look: StageInput) -> int:
        """Count the nodes whose output is shown."""
        moment = look.moment
        return len(self.y) if moment is None else moment.position + int(moment.revealed)

    def _places(self, view: NodeView) -> Places:
        return self._layout(view.look, view.node)

    def _layout(self, look: StageInput, node: int) -> Places:
        foot = footer.footer_height(look.viewport, wanted=self._has_foot())
        return placed(look.viewport, self.shape, len(self.y), node, self.reach, foot)

    def _has_foot(self) -> bool:
        return self.shape[0] == 1 and self.folding.maps and len(self.y) > 1

    def _panels(self, view: NodeView, places: Places) -> list[Mark]:
        """Draw the maps, the weights of the node, and their products as far as they are made."""
        weights = self.weights[view.node]
        products = view.record.products.reshape(self.shape)
        hidden: BoolArray | None = None
        if view.done < products.size:
            hidden = (np.arange(products.size) >= view.done).reshape(self.shape)
        scales = (
            self.in_scales,
            (self.weight_scale,) * self.shape[0],
            (self.product_scale,) * self.shape[0],
        )
        marks: list[Mark] = []
        for name, panel, values, colours in zip(
            PANELS, places.panels, (self.maps, weights, products), scales, strict=True
        ):
            numbers = view.look.numbers and panel.side >= READABLE
            written = places_in(values, panel.side, view.look.viewport) if numbers else None
            mask = hidden if name == "products" else None
            marks += panel.marks(name, values, colours, written, hidden=mask)
        return [*marks, *self._captions(view, places)]

    def _captions(self, view: NodeView, places: Places) -> list[Mark]:
        row = Span(f"  {len(self.row)}", "muted")
        shape = shape_span(self.shape, before="  ") if self.folding.maps else row
        said = (
            line(Span(text("Input"), "strong"), shape),
            line(
                Span(text("Weights"), "strong"),
                Span(f"  w[{view.node}]", "weight"),
                shape,
            ),
            line(Span(text("Products"), "strong")),
        )
        marks: list[Mark] = [
            captions.caption(f"{name} caption", panel.around, view.size, *each)
            for name, panel, each in zip(PANELS, places.panels, said, strict=True)
        ]
        bars = places.bars
        room = Box(bars.cells.x, bars.cells.y, bars.bars.right - bars.cells.x, bars.cells.h)
        title = line(
            Span(text("Output"), "strong"), shape_span((len(self.y), 1, 1), before="  ", tells=SIZE)
        )
        return [*marks, captions.caption("output caption", room, view.size, *title)]

    def _signs(self, places: Places, view: NodeView) -> list[Mark]:
        """Write the operators between the panels, and Σ before the nodes."""
        one, two, three = (panel.around for panel in places.panels)
        if two.y > one.bottom:  # one below the other
            x = min(box.x for box in (one, two, three)) - 16.0 * view.size
            found = [("⊙", x, two.cy), ("=", x, three.cy)]
        else:
            found = [
                ("⊙", (one.right + two.x) / 2, two.cy),
                ("=", (two.right + three.x) / 2, three.cy),
            ]
        found.append(("Σ", (max(two.right, three.right) + places.bars.left) / 2, three.cy))
        return [captions.symbol(f"sign {sign}", x, y, sign, view.size) for sign, x, y in found]

    def _nodes(self, view: NodeView, places: Places, told: int) -> list[Mark]:
        """Draw the outputs, and how the sum of the node in work grows."""
        moment = view.moment
        asks = moment is not None and moment.asks
        viewport = view.look.viewport
        marks = places.bars.marks(
            self.y,
            self.out_scale,
            told,
            view.node,
            view.node if asks else None,
            viewport,
            numbers=view.look.numbers,
        )
        if view.covers or (view.done == 0 and view.node >= told):
            return marks
        with np.errstate(all="ignore"):
            total = float(view.record.products[: view.done].sum())
        bars, node = places.bars, view.node
        final = moment is None or moment.name == "write"
        if final:
            marks.append(bars.bar("bar now", node, 0.0, view.record.value, "write", 0.9))
        else:
            marks.append(bars.bar("bar now", node, 0.0, total, "stat", 0.8))
        bias = view.record.bias
        if moment is not None and moment.name == "bias" and bias:
            marks.append(bars.bar("bar bias", node, total, total + bias, "weight", 0.8))
        return marks

    def _frames(self, view: NodeView, places: Places) -> list[Mark]:
        """Mark the products in work alike in all three panels, and the node."""
        moment = view.moment
        if moment is None:
            return []
        told = moment.revealed or moment.asks
        cell = places.bars.cell(view.node)
        marks: list[Mark] = [
            Outline("written", (cell,), "write", frame_width(cell.h, 3.0), dashed=not told)
        ]
        if moment.name == "place":
            around = tuple(box.inset(-2) for box in places.panels[1].boxes)
            marks.append(Outline("weights", around, "weight", 2.0))
        if moment.name == "terms" and not moment.asks:
            start = int(view.record.ends[moment.index - 1]) if moment.index else 0
            for name, panel, role in zip(PANELS, places.panels, ROLES, strict=True):
                boxes = _run(panel, start, view.done)
                width = frame_width(max(panel.side, 24.0), 3.0)
                marks.append(Outline(f"term {name}", boxes, role, width))
        return marks

    def _foot(self, view: NodeView, places: Places) -> list[Mark]:
        """Show the weights of all nodes below, as small maps."""
        if not places.foot:
            return []
        look = view.look
        where = VisibleMoment(view.moment, view.node, PlaneShown(), None)
        return footer.all_maps(
            look,
            self.weights[:, 0],
            (self.weight_scale,) * len(self.weights),
            where,
            (text("weights of all nodes"), text(", one scale")),
            MARGIN,
            self.subject.memo,
            footer.Row.of(look.viewport, places.foot, beside=True),
        )

    def _cell_pointed(self, look: StageInput, places: Places) -> Cell | None:
        for name, panel in zip(PANELS, places.panels, strict=True):
            cell = panel.pointed(name, look.spot)
            if cell is not None:
                return cell
        return None

    def _cell_marks(self, view: NodeView, places: Places, cell: Cell) -> list[Mark]:
        """Mark a cell in all panels, and write what each node makes of it."""
        marks: list[Mark] = []
        for name, panel, role in zip(PANELS, places.panels, ROLES, strict=True):
            box = at_least(panel.cell(cell), 12.0)
            width = frame_width(max(box.w, 24.0), 3.0)
            marks.append(Outline(f"pointed {name}", (box,), role, width))
        bars = places.bars
        size = min(12.0 * view.size, 0.6 * bars.line(bars.first).h)
        nodes = range(bars.first, bars.first + bars.count)
        said = tuple(f"×{format_number(float(self.weights[(node, *cell)]), 2)}" for node in nodes)
        width = 0.62 * size * max(map(len, said)) + 6
        boxes = tuple(
            Box(bars.bars.right - width, bars.line(n).cy - 0.6 * size, width, 1.2 * size)
            for n in nodes
        )
        return [*marks, Tags("reached", boxes, said, "weight", size)]

    def _cell_equation(self, view: NodeView, cell: Cell) -> Line:
        index = int(self.folding.index[np.ravel_multi_index(cell, self.shape)])
        name = f"x[{', '.join(map(str, cell))}]" if self.folding.maps else f"x[{index}]"
        (x,) = written_alike(self.row[index])
        (w,) = written_alike(self.weights[(view.node, *cell)])
        count = len(self.y)
        reaches = (
            text("goes to the only node, with a weight of its own")
            if count == 1
            else text("goes to all {count} nodes, to each with a weight of its own", count=count)
        )
        place = line(Span(f" = x[{index}]", "muted")) if self.folding.maps else ()
        return line(
            Span(name, "read"),
            *place,
            equals(None, None, x),
            Span(x.said, "read"),
            "   ",
            Span(f"w[{view.node}, {index}]", "weight"),
            equals(None, None, w),
            Span(w.said, "weight"),
            "   ",
            Span(reaches, "muted"),
        )

    def _readout(self, view: NodeView) -> Line:
        if view.moment is None:
            return ()
        progress = text("{index} of {count}", index=view.node + 1, count=len(self.y))
        return line(
            Span(f"y[{view.node}]", "write"),
            Span(" · ", "faint"),
            Span(progress, "muted", tells=SIZE),
        )


def _run(panel: MapPanel, start: int, end: int) -> tuple[Box, ...]:
    """Give the boxes of a run of cells: one cell, one row, or whole maps."""
    _, rows, columns = panel.shape
    size = rows * columns
    channel, inside = divmod(start, size)
    count = end - start
    if count >= size:
        return tuple(box.inset(-1) for box in panel.boxes[channel : channel + count // size])
    row, column = divmod(inside, columns)
    first, last = panel.cell((channel, row, column)), panel.cell((channel, row, column + count - 1))
    return (at_least(Box(first.x, first.y, last.right - first.x, first.h), 8.0).inset(-1),)


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Linear)


EXPLANATION = Explanation("linear", text("Weights as maps"), _serves, LinearStage, order=10)
