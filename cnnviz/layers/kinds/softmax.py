"""Softmax: scores become probabilities, with the loss that a target class would have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from cnnviz.engine import GeometryError, softmax, softmax_backward
from cnnviz.layers.base import Formula, Layer, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import IntParameter
from cnnviz.layers.shapes import Shape
from cnnviz.trace import ALL, Cell, CellOfMaps, FloatArray, Index, Moment, Shown, Span, Step, line
from cnnviz.words import Text, text

ONE_BY_ONE = 16
"""Classes at the most that are exponentiated and divided one after the other."""


@dataclass(frozen=True, eq=False)
class Softmax(Layer):
    """Probabilities of C classes: e^(z − max z), divided by their sum.

    Attributes
    ----------
    target : int
        The true class, for the cross entropy beside; the output does not depend on it.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep Learning", sections 4.1 and 6.2.2.3.
    """

    kind: ClassVar[str] = "Softmax"
    order: ClassVar[int] = 70
    about: ClassVar[Text] = text("Turns the scores of classes into probabilities.")
    common_name: ClassVar[Text] = text("softmax")

    target: int = setting(
        0,
        IntParameter(
            label=text("Target class"),
            low=0,
            high=1023,
            hint=text("The true class, counted from 0: the loss is −log of its probability."),
        ),
    )

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape.

        Raises
        ------
        GeometryError
            If the input is no row of scores.
        """
        channels, rows, columns = shape
        if (rows, columns) != (1, 1):
            raise GeometryError(
                "Softmax reads one row of scores, not {channels} × {rows} × {columns}: "
                "a Flatten and a Linear before it make one",
                channels=channels,
                rows=rows,
                columns=columns,
            )
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the probabilities, shape (N, C, 1, 1); each image's add up to 1."""
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        return softmax(x, dim=1)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the scores."""
        return Gradients(softmax_backward(grad_y, x, dim=1), {})

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> SoftmaxTimeline:
        """Explain the scores of one image, all classes together."""
        return SoftmaxTimeline(self, x, y, image)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write probability and loss in symbols, and that there is nothing to learn."""
        return (
            Formula(
                text("Function"),
                (
                    line(
                        Span("p[k]", "write"),
                        " = e^(",
                        Span("z[k]", "read"),
                        " − max z) / Σ",
                    ),
                    line("Σ = ", Span(text("the sum over all classes"), "muted")),
                ),
            ),
            Formula(
                text("Cross entropy"),
                (
                    line(
                        "−Σ ",
                        Span("t", "weight"),
                        "[k]·log ",
                        Span("p[k]", "write"),
                        " = −log ",
                        Span(f"p[{self.target}]", "write"),
                    ),
                ),
            ),
            Formula(
                text("Parameters"),
                (line(Span("0", "write"), Span(text("  nothing to learn"), "muted")),),
            ),
        )

    def summary(self) -> Text:
        """Name the target class."""
        return text("target {index}", index=self.target)


@dataclass(frozen=True, eq=False)
class Probabilities:
    """All scores of one image on their way to probabilities.

    Attributes
    ----------
    image : int
        Which image.
    x : ndarray, shape (C,)
        The scores.
    value : ndarray, shape (C,)
        What `forward` wrote.
    target : int
        The true class; may be none that there is.
    """

    image: int
    x: FloatArray
    value: FloatArray
    target: int

    adds = False
    magnitude = 1.0

    @property
    def where(self) -> Index:
        """Image, all classes, and the only row and column."""
        return (self.image, slice(None), 0, 0)

    @property
    def count(self) -> int:
        """Classes."""
        return len(self.x)

    @cached_property
    def largest(self) -> float:
        """The largest score."""
        return float(self.x.max())

    @cached_property
    def winners(self) -> tuple[int, ...]:
        """The classes with the largest score: one, unless there is a tie."""
        return tuple(np.flatnonzero(self.x == self.x.max()).tolist())

    @property
    def answer(self) -> float:
        """What is asked for: the class that gets the largest probability."""
        return float(np.argmax(self.x))

    @cached_property
    def shifted(self) -> FloatArray:
        """The scores minus the largest, shape (C,), float64."""
        with np.errstate(invalid="ignore"):  # ∞ − ∞
            moved: FloatArray = self.x.astype(np.float64) - self.largest
        return moved

    @cached_property
    def powers(self) -> FloatArray:
        """e to these, shape (C,), float64."""
        powers: FloatArray = np.exp(self.shifted)
        return powers

    @cached_property
    def total(self) -> float:
        """Sum of the powers."""
        return float(self.powers.sum())

    @property
    def one_hot(self) -> FloatArray:
        """1 at the target, 0 elsewhere, shape (C,)."""
        marked: FloatArray = (np.arange(self.count) == self.target).astype(np.float32)
        return marked

    @property
    def loss(self) -> float | None:
        """−log of the target's probability; None if there is no such class."""
        if self.target >= self.count:
            return None
        return math.log(self.total) - float(self.shifted[self.target])

    def done(self, moment: Moment, step: str) -> int:
        """Count the classes to which a step has happened, in that step; 0 in another one."""
        if moment.name != step:
            return 0
        return moment.index + 1 if self.count <= ONE_BY_ONE else self.count

    def replay(self) -> FloatArray:
        """Subtract the maximum, exponentiate, add up, divide: class by class."""
        total = 0.0
        for power in self.powers:
            total += float(power)
        shares: FloatArray = self.powers / total
        return shares

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name all scores of the image."""
        return ((self.where, self.x),)

    def steps(self) -> dict[str, int]:
        """Exponentiate and divide class by class; the rest is one micro-step each."""
        each = pieces(self.count)
        return {"shift": 1, "exp": each, "sum": 1, "divide": each, "loss": 1}


def pieces(count: int) -> int:
    """Count the micro-steps in which something happens to so many classes."""
    return count if count <= ONE_BY_ONE else 1


class SoftmaxTimeline:
    """One position: all classes of an image.

    The question is which class wins; it stands before the maximum is looked for.

    Parameters
    ----------
    layer : Softmax
        Whose timeline it is.
    x, y : ndarray, shape (N, C, 1, 1)
        Its input and output.
    image : int
        Which image.
    """

    whole = True
    asks = True
    slow = 0
    axes: Cell = (1, 1, 1)

    def __init__(self, layer: Softmax, x: FloatArray, y: FloatArray, image: int) -> None:
        self._record = Probabilities(image, x[image, :, 0, 0], y[image, :, 0, 0], layer.target)
        count = pieces(self._record.count)
        self.steps = (
            Step("scores", text("scores z")),
            Step("shift", text("subtract the maximum"), reveals=True, short="− max"),
            Step("exp", text("exponential function"), count, short="eᶻ"),
            Step("sum", text("add up"), short="Σ"),
            Step("divide", text("divide by the sum"), count, short="÷ Σ"),
            Step("loss", text("cross entropy"), short="−log p"),
        )

    def __len__(self) -> int:
        return 1

    def __getitem__(self, position: int) -> Probabilities:
        range(1)[position]  # raises if there is no such position
        return self._record

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: the classes that have been divided."""
        if moment is None or moment.name == "loss":
            return ALL
        return Shown(self._record.done(moment, "divide"), 0 if moment.asks else None)

    def cell_of(self, position: int) -> CellOfMaps:
        """Give the only cell, of all classes."""
        return (None, 0, 0)

    def position_of(self, cell: Cell) -> int:
        """Give the only position."""
        return 0
