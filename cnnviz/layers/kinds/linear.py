"""Linear: every node weighs every cell of a row, and adds its bias."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, linear, linear_backward
from cnnviz.layers.base import Formula, Layer, frozen, setting, weights
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.node_sums import NodeTimeline
from cnnviz.layers.parameters import BoolParameter, IntParameter
from cnnviz.layers.shapes import Shape
from cnnviz.trace import FloatArray, Span, line
from cnnviz.trace.asked import COST, PARAMETERS
from cnnviz.words import Text, text

MOST_WEIGHTS = 1_000_000
"""Weights of one layer at the most: 4 MB, as much as a scene file takes of one array."""

RANDOM, TYPED, TEMPLATES = "random", "typed", "templates"


@dataclass(frozen=True, eq=False)
class Linear(Layer):
    """A fully connected layer: y = W x + b, from a row of D cells to one number for each node.

    Attributes
    ----------
    weight : ndarray, shape (out_features, D)
        A weight for each cell, of each node.
    bias : ndarray, shape (out_features,)
        Added to the sum of a node; only if `use_bias`.
    origin : str
        Where the weights come from: ``random``, ``typed`` or ``templates``.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep Learning", section 6.1.
    """

    kind: ClassVar[str] = "Linear"
    order: ClassVar[int] = 62
    about: ClassVar[Text] = text("Weighs every cell of a row, for each of its nodes.")
    common_name: ClassVar[Text] = text("fully connected layer")

    out_features: int = setting(10, IntParameter(label=text("Nodes"), low=1, high=1024))
    use_bias: bool = setting(True, BoolParameter(label=text("Bias")))
    seed: int = setting(1, IntParameter(label=text("Seed"), low=1, high=9999))
    weight: FloatArray = weights("weight")
    bias: FloatArray = weights("bias")
    origin: str = RANDOM

    def without_effect(self) -> tuple[str, ...]:
        """The biases, unless they are used."""
        return () if self.use_bias else ("bias",)

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; a new seed draws all weights anew, new nodes get random ones."""
        changed = super().with_parameter(name, value)
        if name == "seed":
            changed = dataclasses.replace(changed, origin=RANDOM, bias=frozen([]))
        if name in ("out_features", "seed") and self.weight.size:
            return changed.laid_out(self.weight.shape[1])
        return changed

    def with_value(self, array: str, index: tuple[int, ...], value: float) -> Self:
        """Change one number; the weights are *typed* from then on."""
        changed = super().with_value(array, index, value)
        return changed if array == "bias" else dataclasses.replace(changed, origin=TYPED)

    def with_weights(self, weight: FloatArray, bias: FloatArray, origin: str) -> Self:
        """Replace all weights and biases.

        Parameters
        ----------
        weight : ndarray, shape (out_features, D)
            The weights.
        bias : ndarray, shape (out_features,)
            The biases.
        origin : str
            Where they come from.

        Returns
        -------
        Linear
            With as many nodes as there are rows.
        """
        return dataclasses.replace(
            self,
            out_features=len(weight),
            weight=frozen(weight),
            bias=frozen(bias),
            origin=origin,
        )

    def with_templates(self, weight: FloatArray, bias: FloatArray) -> Self:
        """Replace all weights and biases by a template for each node."""
        return self.with_weights(weight, bias, TEMPLATES)

    def origin_said(self) -> Text:
        """Say where the weights come from."""
        if self.origin == RANDOM:
            return text("The weights are random; another seed draws others.")
        if self.origin == TEMPLATES:
            if self.use_bias:
                return text(
                    "The weights are templates: mean of a class minus mean of all. "
                    "b = −w · (mean of the class + mean of all) / 2: "
                    "an image halfway between the two means gets y = 0."
                )
            return text("The weights are templates: mean of a class minus mean of all.")
        return text("The weights are typed; another seed draws random ones.")

    def fitted(self, channels: int) -> Self:
        """Give every node one weight for each cell of a row with so many cells."""
        return self.fitted_to((channels, 1, 1))

    def fitted_to(self, shape: Shape) -> Self:
        """Give every node one weight for each cell; nothing changes where it cannot work."""
        if shape[1:] != (1, 1) or _too_many(shape[0], self.out_features):
            return self
        if self.weight.shape == (self.out_features, shape[0]):
            return self
        return self.laid_out(shape[0])

    def laid_out(self, cells: int) -> Self:
        """Give every node weights for a row of so many cells.

        Nodes that have weights for as many keep them; the others are random, node by node
        from the seed, so that a further node changes none before it.

        Parameters
        ----------
        cells : int
            Cells of the row.
        """
        count, old = self.out_features, self.weight
        if _too_many(cells, count):  # those of another count would be saved with this one
            return dataclasses.replace(self, weight=frozen([]), bias=frozen([]), origin=RANDOM)
        keeps = self.origin != RANDOM and old.ndim == 2 and old.shape[1] == cells
        kept = min(count, len(old)) if keeps else 0
        weight = np.empty((count, cells), np.float32)
        bias = np.zeros(count, np.float32)
        if kept:
            weight[:kept] = old[:kept]
        for node in range(kept, count):
            weight[node] = random_weights(self.seed, node, cells)
        biases = min(count, self.bias.size)
        if keeps or self.origin == RANDOM:
            bias[:biases] = self.bias[:biases]
        return dataclasses.replace(
            self,
            weight=frozen(weight),
            bias=frozen(bias),
            origin=self.origin if kept else RANDOM,
        )

    def check_arrays(self) -> None:
        """Require a row of weights and a bias for each node.

        Raises
        ------
        ValueError
            If shapes differ, there are too many weights, or the origin is unknown.
        """
        super().check_arrays()
        if self.origin not in (RANDOM, TYPED, TEMPLATES):
            raise ValueError("unknown origin of the weights")
        if self.weight.size == self.bias.size == 0:
            return
        count = self.out_features
        if (
            self.weight.ndim != 2
            or self.weight.size == 0
            or len(self.weight) != count
            or self.bias.shape != (count,)
            or self.weight.size > MOST_WEIGHTS
        ):
            raise ValueError("not a row of weights and a bias for each node")

    def out_shape(self, shape: Shape) -> Shape:
        """Compute (out_features, 1, 1).

        Raises
        ------
        GeometryError
            If the input is no row of numbers, or there would be too many weights.
        """
        channels, rows, columns = shape
        if (rows, columns) != (1, 1):
            raise GeometryError(
                "Linear reads one row of numbers, not {channels} × {rows} × {columns}: "
                "a Flatten before it makes one",
                channels=channels,
                rows=rows,
                columns=columns,
            )
        if _too_many(channels, self.out_features):
            raise GeometryError(
                "{nodes} nodes with {cells} cells each need {count} weights, "
                "at most {most} are possible",
                nodes=self.out_features,
                cells=channels,
                count=self.out_features * channels,
                most=MOST_WEIGHTS,
            )
        return (self.out_features, 1, 1)

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the sum of every node, shape (N, out_features, 1, 1)."""
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        bias = self.bias if self.use_bias else None
        y: FloatArray = linear(x.reshape(len(x), -1), self.weight, bias)
        return y.reshape(len(x), -1, 1, 1)

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input, the weights and, if used, the biases."""
        rows = x.reshape(len(x), -1)
        bias = self.bias if self.use_bias else None
        grads = linear_backward(grad_y.reshape(len(x), -1), rows, self.weight, bias)
        grad_x, grad_weight, grad_bias = grads
        arrays = {"weight": grad_weight}
        if grad_bias is not None:
            arrays["bias"] = grad_bias
        return Gradients(np.ascontiguousarray(grad_x).reshape(x.shape), arrays)

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> NodeTimeline:
        """Explain every node of one image as a sum of products."""
        return NodeTimeline(self, x, y, image, (x.shape[1], 1, 1))

    def parameter_count(self) -> int:
        """Count weights, and biases if they are used."""
        return self.weight.size + (self.bias.size if self.use_bias else 0)

    def cost(self, shape: Shape) -> int:
        """Count multiply-adds: one for each weight."""
        return shape[0] * self.out_features

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Write number of parameters and cost."""
        self.out_shape(shape)
        plus = " + 1" if self.use_bias else ""
        cells, nodes = shape[0], self.out_features
        return (
            Formula(
                text("Parameters"),
                (
                    line(f"(D{plus})·N" if plus else "D·N"),
                    line(
                        f"({cells:,}{plus})·{nodes} = " if plus else f"{cells:,}·{nodes} = ",
                        Span(f"{self.parameter_count():,}", "write", tells=PARAMETERS),
                    ),
                ),
            ),
            Formula(
                text("Cost"),
                (
                    line(
                        f"{cells:,}·{nodes} = ",
                        Span(f"{self.cost(shape):,}", "write", tells=COST),
                    ),
                    line(Span(text("multiply-adds"), "muted")),
                ),
            ),
        )

    def summary(self) -> Text:
        """Say how many nodes there are."""
        if self.out_features == 1:
            return text("1 node")
        return text("{count} nodes", count=self.out_features)


def random_weights(seed: int, node: int, cells: int) -> FloatArray:
    """Draw the weights of one node, uniform between ±1/√D as PyTorch does.

    Parameters
    ----------
    seed : int
        Of the layer.
    node : int
        Which node, from 0.
    cells : int
        D, the cells of the row.

    Returns
    -------
    ndarray, shape (D,), float32
        The same each time.
    """
    high = cells**-0.5
    drawn: FloatArray = np.random.default_rng((seed, node)).uniform(-high, high, cells)
    return drawn.astype(np.float32)


def _too_many(cells: int, nodes: int) -> bool:
    return cells * nodes > MOST_WEIGHTS
