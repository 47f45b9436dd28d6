"""Base class of global pooling: a whole map becomes one number, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnnviz.layers.base import Formula, Layer
from cnnviz.layers.linear_cost import linear_parameters
from cnnviz.layers.shapes import Shape
from cnnviz.trace import Cell, CellTimeline, FloatArray, Index, Span, Step, line
from cnnviz.trace.asked import PARAMETERS, SIZE
from cnnviz.words import Text, text

CLASSES = 10
"""Outputs of the linear layer with which the number of parameters is compared."""


@dataclass(frozen=True, eq=False)
class GlobalPooling(Layer):
    """One number for each map, whatever its size."""

    mean: ClassVar[bool]
    keeps_values: ClassVar[bool] = True

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (C, 1, 1)."""
        return (shape[0], 1, 1)

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> GlobalTimeline:
        """Make the timeline: every map of one image, row by row."""
        return GlobalTimeline(self, x, y, image)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write output size, no parameters, and what a linear layer behind it saves."""
        channels, rows, columns = shape
        flat = linear_parameters(channels * rows * columns, CLASSES)
        pooled = linear_parameters(channels, CLASSES)
        return (
            Formula(
                text("Output size"),
                (
                    line(
                        Span("H", "read"),
                        " × ",
                        Span("W", "read"),
                        " → ",
                        Span("1", "write", tells=SIZE),
                        Span(" × 1", tells=SIZE),
                    ),
                ),
            ),
            Formula(
                text("Parameters"),
                (
                    line(
                        Span("0", "write", tells=PARAMETERS),
                        Span(text("  nothing to learn"), "muted", tells=PARAMETERS),
                    ),
                ),
            ),
            Formula(
                text("Linear layer to {count} behind it", count=CLASSES),
                (
                    line(Span(text("of the flattened maps"), "muted")),
                    line(
                        f"({rows}·{columns}·{channels} + 1)·{CLASSES} = ",
                        Span(f"{flat:,}", "write", tells=PARAMETERS),
                    ),
                    line(Span(text("of one number for each map"), "muted")),
                    line(
                        f"({channels} + 1)·{CLASSES} = ",
                        Span(f"{pooled:,}", "write", tells=PARAMETERS),
                    ),
                ),
            ),
        )

    def summary(self) -> Text | str:
        """Describe the output's size."""
        return "→ 1×1"

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe what a map becomes."""
        return (text("each map becomes one number"),)


@dataclass(frozen=True, eq=False, slots=True)
class WholeMap:
    """One map that becomes one number.

    Attributes
    ----------
    image : int
        Which image.
    output : tuple of int
        Channel, 0 and 0: what is written.
    x : ndarray, shape (H, W)
        The map.
    mean : bool
        True for the mean, False for the maximum.
    value : float
        What `forward` wrote.
    """

    image: int
    output: Cell
    x: FloatArray
    mean: bool
    value: float

    adds = False

    @property
    def where(self) -> Index:
        """Image, channel, 0 and 0."""
        return (self.image, *self.output)

    @property
    def magnitude(self) -> float:
        """The mean of the magnitudes that are added; a maximum adds nothing."""
        return float(np.abs(self.x.astype(np.float64)).mean()) if self.mean else 0.0

    @property
    def rows(self) -> FloatArray:
        """The sum or the maximum of each row, shape (H,), float64."""
        values = self.x.astype(np.float64)
        found: FloatArray = values.sum(axis=1) if self.mean else values.max(axis=1)
        return found

    @property
    def total(self) -> float:
        """The sum or the maximum of the rows."""
        return float(self.rows.sum() if self.mean else self.rows.max())

    def replay(self) -> float:
        """Add or compare cell by cell in each row, then row by row; divide a sum."""
        total, best = 0.0, -np.inf
        for cells in self.x:
            row, largest = 0.0, -np.inf
            for cell in cells:
                row += float(cell)
                largest = float(cell) if np.isnan(cell) or cell > largest else largest
            total += row
            best = largest if np.isnan(largest) or largest > best else best
        return total / self.x.size if self.mean else best

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the whole map."""
        return (((self.image, self.output[0]), self.x),)

    def steps(self) -> dict[str, int]:
        """Count the rows, what they come to, and the division of a mean."""
        return {"rows": len(self.x), "total": 1, **({"divide": 1} if self.mean else {})}


class GlobalTimeline(CellTimeline):
    """A global pooling's positions: one for each map.

    Parameters
    ----------
    layer : GlobalPooling
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W) and (N, C, 1, 1)
        Its input and output.
    image : int
        Which image.
    """

    def __init__(self, layer: GlobalPooling, x: FloatArray, y: FloatArray, image: int) -> None:
        added = (
            Step("rows", text("add each row"), x.shape[2]),
            Step("total", text("add the rows")),
            Step("divide", text("divide")),
        )
        compared = (
            Step("rows", text("maximum of each row"), x.shape[2]),
            Step("total", text("maximum of the rows")),
        )
        super().__init__(
            (y.shape[1], 1, 1),
            (
                Step("place", text("take a whole map")),
                *(added if layer.mean else compared),
                Step("write", text("write"), reveals=True),
            ),
        )
        self._mean, self._x, self._y, self._image = layer.mean, x, y, image

    def __getitem__(self, position: int) -> WholeMap:
        where = (self._image, position)
        return WholeMap(
            self._image, (position, 0, 0), self._x[where], self._mean, float(self._y[where][0, 0])
        )
