"""The sums of nodes that weigh every cell of a row, one node after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cnnviz.layers.shapes import Shape
from cnnviz.trace import Cell, CellTimeline, FloatArray, Index, IntArray, Step
from cnnviz.words import text

MOST_TERMS = 64
"""Micro-steps at the most in which the products of one node are made."""


class Nodes(Protocol):
    """A layer of nodes.

    Attributes
    ----------
    weight, bias : ndarray, shape (nodes, D) and (nodes,)
        Of each node.
    use_bias : bool
        Whether the biases are added.
    """

    @property
    def weight(self) -> FloatArray: ...
    @property
    def bias(self) -> FloatArray: ...
    @property
    def use_bias(self) -> bool: ...


@dataclass(frozen=True, eq=False, slots=True)
class NodeSum:
    """The output of one node.

    Attributes
    ----------
    image : int
        Which image.
    node : int
        Which node, from 0.
    x, weight : ndarray, shape (D,)
        The row, and the weights of the node, in the order of the maps they look at.
    bias : float or None
        Added at the end; None if the layer has none.
    value : float
        What `forward` wrote.
    folded : ndarray of int, shape (D,), or slice
        The index in the row of each of them.
    ends : ndarray of int, shape (T,)
        How many products are made after each micro-step.
    """

    image: int
    node: int
    x: FloatArray
    weight: FloatArray
    bias: float | None
    value: float
    folded: IntArray | slice
    ends: IntArray

    @property
    def adds(self) -> bool:
        """A node is written once."""
        return False

    @property
    def where(self) -> Index:
        """Image, node, and the only row and column."""
        return (self.image, self.node, 0, 0)

    @property
    def magnitude(self) -> float:
        """The sum of the products' magnitudes."""
        return float(np.abs(self.products).sum()) + abs(self.bias or 0.0)

    @property
    def products(self) -> FloatArray:
        """The terms of the sum, shape (D,)."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.x.astype(np.float64) * self.weight

    def replay(self) -> float:
        """Multiply and add term by term, then add the bias."""
        total = 0.0
        for product in self.products:
            total += float(product)
        return total + (self.bias or 0.0)

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name the whole row."""
        return (((self.image, self.folded, 0, 0), self.x),)

    def steps(self) -> dict[str, int]:
        """Count the micro-steps of the products, and the bias if there is one."""
        counts = {"terms": len(self.ends)}
        if self.bias is not None:
            counts["bias"] = 1
        return counts


def run_ends(shape: Shape) -> IntArray:
    """Divide a sum into micro-steps: cell by cell, row by row, or map by map.

    Parameters
    ----------
    shape : tuple of int
        Channels, rows and columns of the maps that are looked at.

    Returns
    -------
    ndarray of int, shape (T,), T ≤ `MOST_TERMS`
        How many products are made after each of them: the finest of these divisions that
        has no more than `MOST_TERMS`, or several maps at a time.
    """
    channels, rows, columns = shape
    for length in (1, columns, rows * columns):
        count = channels * rows * columns // length
        if count <= MOST_TERMS:
            return np.arange(1, count + 1) * length
    maps = -(-channels // MOST_TERMS)
    return np.append(np.arange(maps, channels, maps), channels) * rows * columns


class NodeTimeline(CellTimeline):
    """The nodes of a layer, one after the other.

    Parameters
    ----------
    layer : Nodes
        Whose timeline it is.
    x, y : ndarray, shape (N, D, 1, 1) and (N, out_features, 1, 1)
        Its input and output.
    image : int
        Which image.
    shape : tuple of int
        Channels, rows and columns of the maps that the row was made of.
    folded : ndarray of int, shape (D,), optional
        The index in the row of each cell of those maps; the products are made in the
        order of the maps.
    """

    def __init__(
        self,
        layer: Nodes,
        x: FloatArray,
        y: FloatArray,
        image: int,
        shape: Shape,
        folded: IntArray | None = None,
    ) -> None:
        self.ends = run_ends(shape)
        steps = (
            Step("place", text("pick a node")),
            Step("terms", text("products"), len(self.ends)),
            *((Step("bias", text("+ bias")),) if layer.use_bias else ()),
            Step("write", text("write"), reveals=True),
        )
        super().__init__((1, 1, y.shape[1]), steps)
        self._layer, self._x, self._y, self._image = layer, x, y, image
        self._folded = slice(None) if folded is None else folded

    def __getitem__(self, position: int) -> NodeSum:
        node = range(len(self))[position]
        layer = self._layer
        folded = self._folded
        x, weight = self._x[self._image, :, 0, 0][folded], layer.weight[node][folded]
        return NodeSum(
            image=self._image,
            node=node,
            x=x,
            weight=weight,
            bias=float(layer.bias[node]) if layer.use_bias else None,
            value=float(self._y[self._image, node, 0, 0]),
            folded=folded,
            ends=self.ends,
        )

    def cell_of(self, position: int) -> Cell:
        """Give the node, as a map of one cell."""
        return (position, 0, 0)

    def position_of(self, cell: Cell) -> int:
        """Give the position of a node."""
        return cell[0]
