"""What a linear layer has to learn, beside other ways to look at the same maps."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.layers import Layer, Shape
from cnnviz.layers.kinds.linear import Linear
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.folding import folding_of
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import MARGIN, top_margin
from cnnviz.scene.marks import Box, Fill, Label, Mark, Scene
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.trace import Line, Role, Span, line
from cnnviz.trace.asked import PARAMETERS
from cnnviz.words import Text, text

KERNEL = 3
"""Side of the filters of the convolution that is compared with."""
FONT, LARGEST = 20.0, 34.0
"""Height of the formulas' font at text size 1, and at the most."""
SIGNS, DIGIT = 30, 0.61
"""Signs of a formula for which there is room; width of one in heights of the font."""


@dataclass(frozen=True)
class Entry:
    """One way: what it is, its formula in symbols and in numbers, what it comes to.

    Attributes
    ----------
    title : Text
        What it is.
    symbols, numbers : str
        The formula.
    count : int
        Parameters.
    here : bool
        Whether it is the layer on stage.
    """

    title: Text
    symbols: str
    numbers: str
    count: int
    here: bool = False


def ledger(layer: Linear, shape: Shape, *, maps: bool) -> tuple[Entry, ...]:
    """Count the parameters of a linear layer, and of what could stand in its place.

    Parameters
    ----------
    layer : Linear
        The layer on stage.
    shape : tuple of int
        Channels, rows and columns of the maps that it looks at.
    maps : bool
        Whether it looks at maps; else at the nodes of a layer before.

    Returns
    -------
    tuple of Entry
        The layer on stage first.
    """
    channels, rows, columns = shape
    nodes, cells = layer.out_features, channels * rows * columns
    one = int(layer.use_bias)
    plus = " + 1" if one else ""

    def product(inner: str) -> str:
        return f"({inner}{plus})·" if plus else f"{inner}·"

    after = Entry(
        text("linear layer after a linear layer"),
        product("previous") + "nodes",
        product(str(cells if not maps else nodes)) + str(nodes),
        ((cells if not maps else nodes) + one) * nodes,
        here=not maps,
    )
    if not maps:
        return (after,)
    return (
        Entry(
            text("this linear layer, after maps"),
            product("H·W·C") + "nodes",
            product(f"{rows}·{columns}·{channels}") + str(nodes),
            (cells + one) * nodes,
            here=True,
        ),
        Entry(
            text("a convolution to as many maps"),
            product("F·F·C") + "N",
            product(f"{KERNEL}·{KERNEL}·{channels}") + str(nodes),
            (KERNEL * KERNEL * channels + one) * nodes,
        ),
        Entry(
            text("a linear layer on the mean of each map"),
            product("C") + "nodes",
            product(str(channels)) + str(nodes),
            (channels + one) * nodes,
        ),
        after,
    )


class LinearCountStage:
    """The ledger, with bars of one scale."""

    def __init__(self, subject: Subject) -> None:
        layer: Linear = subject.layer
        folding = folding_of(subject)
        self.entries = ledger(layer, folding.shape, maps=folding.maps)
        self.timeline = layer.timeline(subject.x, subject.y, subject.image)

    def compose(self, look: StageInput) -> Scene:
        """Compose the scene; it is the same at every moment."""
        view, size = look.viewport, look.viewport.text
        top = top_margin(view)
        room = Box(2 * MARGIN, top, view.width - 4 * MARGIN, view.height - top - MARGIN)
        high = min(room.h / len(self.entries), 110.0 * size)
        top += (room.h - high * len(self.entries)) / 2
        longest = max(
            len(e.symbols) + len(e.numbers) + len(f"{e.count:,}") + 8 for e in self.entries
        )
        font = min(FONT * size, LARGEST, room.w / (DIGIT * longest), 0.3 * high)
        most = max(entry.count for entry in self.entries)
        marks: list[Mark] = []
        for index, entry in enumerate(self.entries):
            row = Box(room.x, top + index * high, room.w, high)
            marks += _entry(index, entry, row, font, entry.count / most)
        first = self.entries[0]
        equation = _formula(first)
        return Scene(place_labels(tuple(marks), view), equation)


def _entry(index: int, entry: Entry, row: Box, font: float, part: float) -> list[Mark]:
    """Draw one line of the ledger: what it is, its formula, and a bar below."""
    role: Role = "strong" if entry.here else "muted"
    small = 0.72 * font
    y = row.y + 0.2 * row.h
    bar = Box(row.x, row.y + 0.68 * row.h, max(part * row.w, 2.0), 0.14 * row.h)
    return [
        Label(f"way {index}", row.x, y, (Span(entry.title, role),), small, "left", bold=entry.here),
        Label(
            f"count {index}",
            row.x,
            y + 0.68 * small + 0.72 * font,
            _formula(entry),
            font,
            "left",
            mono=True,
        ),
        Fill(
            f"count bar {index}",
            bar,
            "write" if entry.here else "muted",
            0.8 if entry.here else 0.5,
        ),
    ]


def _formula(entry: Entry) -> Line:
    return line(
        Span(entry.symbols, "muted"),
        "  =  ",
        entry.numbers,
        " = ",
        Span(f"{entry.count:,}", "write", tells=PARAMETERS),
    )


def _serves(layer: Layer) -> bool:
    return isinstance(layer, Linear)


EXPLANATION = Explanation(
    "linear-count", text("Parameters"), _serves, LinearCountStage, order=20, still=True
)
