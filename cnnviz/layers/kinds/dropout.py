"""Dropout: in training every cell is dropped by the toss of a coin, the others are scaled up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from cnnviz.engine import dropout, dropout_backward
from cnnviz.layers.base import Formula, Layer, setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import BoolParameter, FloatParameter, SeedParameter
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import (
    Cell,
    CellTimeline,
    FloatArray,
    Index,
    Span,
    Step,
    Written,
    line,
    written,
    written_alike,
)
from cnnviz.trace.asked import FACTOR, PARAMETERS
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Dropout(Layer):
    """Drops cells with probability p in training, and scales the others by 1 / (1 − p).

    References
    ----------
    Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from
    overfitting", sections 4 and 10.
    """

    kind: ClassVar[str] = "Dropout"
    order: ClassVar[int] = 60
    about: ClassVar[Text] = text("Drops cells at random in training, and scales up the others.")
    common_name: ClassVar[Text] = text("dropout")

    training: bool = setting(
        True, BoolParameter(label=text("Mode"), on=text("train"), off=text("eval"))
    )
    p: float = setting(
        0.5,
        FloatParameter(
            label=text("p (dropped)"),
            low=0.0,
            high=1.0,
            slider=True,
            hint=text("Probability that a cell is dropped."),
        ),
    )
    seed: int = setting(
        1,
        SeedParameter(
            label=text("Seed"), low=1, high=999_999, hint=text("The same seed tosses the same.")
        ),
    )

    @property
    def factor(self) -> float:
        """By what survivors are multiplied; 1 in evaluation, 0 if there can be none."""
        if not self.training:
            return 1.0
        return 1 / (1 - self.p) if self.p < 1 else 0.0

    @property
    def keeps_values(self) -> bool:
        """Whether what comes out are values that went in: colours stay then."""
        return self.factor == 1

    def without_effect(self) -> tuple[str, ...]:
        """In evaluation no coin is tossed."""
        return () if self.training else ("p", "seed")

    def coins(
        self, shape: tuple[int, ...], image: int, channel: int | None = None, draw: int = 0
    ) -> FloatArray:
        """Give the numbers that decide which cells of an image are dropped: those below p.

        Parameters
        ----------
        shape : tuple of int
            Of the whole batch, (N, C, H, W): the coins are tossed in its order.
        image : int
            Which image.
        channel : int or None
            Which channel; None for all.
        draw : int
            How many draws later: each has the seed after the one before.

        Returns
        -------
        ndarray, shape (C, H, W), or (H, W) of one channel, float64
            From 0 to 1; the same numbers that `forward` tosses.
        """
        _, channels, rows, columns = shape
        first, wanted = image * channels, shape[1:]
        if channel is not None:
            first, wanted = first + channel, wanted[1:]
        bits = np.random.PCG64(self.seed + draw).advance(first * rows * columns)
        return np.random.Generator(bits).random(wanted)

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape."""
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        """Drop and scale in training, copy in evaluation; same shape (N, C, H, W)."""
        y: FloatArray = dropout(x, self.p, self.training, self.seed)
        return y

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> DropoutTimeline:
        """Explain every cell of one image by its coin."""
        return DropoutTimeline(self, x, y, image)

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the same cells of the input."""
        return region

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient through the survivors of the same draw."""
        return Gradients(dropout_backward(grad_y, x, self.p, self.training, self.seed), {})

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write the factor, how many cells survive on average, and that nothing is learned."""
        nothing = Formula(
            text("Parameters"),
            (
                line(
                    Span("0", "write", tells=PARAMETERS), Span(text("  nothing to learn"), "muted")
                ),
            ),
        )
        if not self.training:
            return (
                Formula(text("In evaluation"), (line("y = ", Span("x", tells=FACTOR)),)),
                nothing,
            )
        p, factor = probability(self.p), written(self.factor)
        sign = " = " if p.true and factor.true else " ≈ "
        scaled = line(
            Span("1/(1 − p) = 1/(1 − ", tells=FACTOR),
            Span(p.said, "weight", tells=FACTOR),
            Span(f"){sign}{factor.said}", tells=FACTOR),
        )
        if self.p == 1:
            scaled = line(Span(text("p = 1: nothing survives"), "muted"))
        return (Formula(text("Factor"), (scaled,)), nothing)

    def summary(self) -> Text | str:
        """Give p, or name the mode if nothing is dropped."""
        return f"p = {probability(self.p).said}" if self.training else text("eval")


def probability(p: float) -> Written:
    """Write a probability with all the decimals that it needs, up to four."""
    return written_alike(np.array([p]))[0]


@dataclass(frozen=True, eq=False, slots=True)
class Toss:
    """One cell of a dropout.

    Attributes
    ----------
    image : int
        Which image.
    output : tuple of int
        Channel, row and column; the same cell of the input is read.
    x : ndarray, shape ()
        Its value.
    coin : float or None
        The number that decides, from 0 to 1; None in evaluation.
    p : float
        Probability of being dropped.
    factor : float
        By what a survivor is multiplied.
    value : float
        What `forward` wrote.
    """

    image: int
    output: Cell
    x: FloatArray
    coin: float | None
    p: float
    factor: float
    value: float

    @property
    def kept(self) -> bool:
        """Whether the cell survives."""
        return self.coin is None or self.coin >= self.p

    @property
    def adds(self) -> bool:
        """A cell is written once."""
        return False

    @property
    def where(self) -> Index:
        """Image, channel, row and column."""
        return (self.image, *self.output)

    @property
    def magnitude(self) -> float:
        """Of the value that is written."""
        return abs(self.value)

    def replay(self) -> float:
        """Multiply by the factor, or by 0."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return float(np.float64(self.x) * (self.factor if self.kept else 0.0))

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the one cell that is read."""
        return ((self.where, self.x),)

    def steps(self) -> dict[str, int]:
        """Count one toss and one decision; in evaluation there is neither."""
        return {} if self.coin is None else {"toss": 1, "decide": 1}


TRAINING = (
    Step("toss", text("toss a coin"), short=text("coin")),
    Step("decide", text("compare with p"), short="p"),
    Step("write", text("write"), reveals=True),
)
EVALUATION = (Step("place", text("pick a value")), Step("write", text("write"), reveals=True))


class DropoutTimeline(CellTimeline):
    """A dropout's positions: channel by channel, row by row.

    Parameters
    ----------
    layer : Dropout
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    image : int
        Which image.
    """

    def __init__(self, layer: Dropout, x: FloatArray, y: FloatArray, image: int) -> None:
        super().__init__(
            (y.shape[1], y.shape[2], y.shape[3]), TRAINING if layer.training else EVALUATION
        )
        self._layer, self._x, self._y, self._image = layer, x[image], y[image], image
        self._shape = x.shape

    @cached_property
    def coins(self) -> FloatArray | None:
        """The image's coins, shape (C, H, W); None in evaluation."""
        if not self._layer.training:
            return None
        return self._layer.coins(self._shape, self._image)

    @cached_property
    def slow(self) -> int:
        """The first cell of the first map that is not 0 and survives, or is not 0."""
        filled = (self._x[0] != 0).ravel()
        if self.coins is not None:
            survivors = filled & (self.coins[0].ravel() >= self._layer.p)
            filled = survivors if survivors.any() else filled
        return int(filled.argmax())

    def __getitem__(self, position: int) -> Toss:
        output = self.cell_of(position)
        return Toss(
            image=self._image,
            output=output,
            x=self._x[output],
            coin=None if self.coins is None else float(self.coins[output]),
            p=self._layer.p,
            factor=self._layer.factor,
            value=float(self._y[output]),
        )
