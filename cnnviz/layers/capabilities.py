"""What some kinds of layer can do, as Protocols that are tested with isinstance."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from cnnviz.layers.base import Layer
from cnnviz.layers.filter_bank import FilterBank
from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import FloatArray, IntArray, Moment
from cnnviz.words import Text


@runtime_checkable
class Windowed(Protocol):
    """Slides a window over a padded input.

    Attributes
    ----------
    padding_mode : str
        What the padding holds, as in PyTorch.
    """

    @property
    def padding_mode(self) -> str: ...
    def window(self, shape: Shape) -> SlidingWindow:
        """Lay the window over an input of this shape."""
        ...

    def padded(self, x: FloatArray) -> FloatArray:
        """Pad one image.

        Parameters
        ----------
        x : ndarray, shape (C, H, W)
            The image.

        Returns
        -------
        ndarray, shape (C, H + top + bottom, W + left + right)
            A copy with the layer's padding on each side.
        """
        ...


def correlates(layer: Layer) -> bool:
    """Whether a layer multiplies every window of its padded input with filters."""
    return isinstance(layer, FilterBank) and isinstance(layer, Windowed)


def kernels_of_a_filter(layer: Layer) -> int:
    """Count the kernels of each filter of a layer that correlates; 0 for any other layer."""
    if not correlates(layer):
        return 0
    assert isinstance(layer, FilterBank)
    return int(layer.weight.shape[1]) if layer.weight.ndim == 4 else 0


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of a loss with respect to a layer's input and its learned arrays.

    Attributes
    ----------
    x : ndarray, shape (N, C, H, W)
        With respect to the input.
    arrays : mapping
        With respect to each learned array, of its shape, by field name.
    """

    x: FloatArray
    arrays: Mapping[str, FloatArray]


@runtime_checkable
class Differentiable(Protocol):
    """Can propagate gradients backwards."""

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate the gradient of a loss backwards through the layer.

        Parameters
        ----------
        grad_y : ndarray, shape (N, C_out, H_out, W_out)
            With respect to the output.
        x : ndarray, shape (N, C, H, W)
            Input of `forward`.
        y : ndarray, shape (N, C_out, H_out, W_out)
            Output of `forward` for `x`.

        Returns
        -------
        Gradients
            With respect to the input and each learned array.
        """
        ...


@runtime_checkable
class KeepsValues(Protocol):
    """Writes values that lie among those it reads, such as their maximum.

    Attributes
    ----------
    keeps_values : bool
        Whether it does, so that its output can be compared with its input on one scale.
    """

    @property
    def keeps_values(self) -> bool: ...


@runtime_checkable
class Rearranging(Protocol):
    """Writes the cells of its input unchanged, at other places."""

    def cells(self, shape: Shape) -> IntArray:
        """Give the cell of the input that stands at each place of the output.

        Parameters
        ----------
        shape : tuple of int
            Of the input.

        Returns
        -------
        ndarray of int, shape (C·H·W,)
            Indices of cells of the input, map by map and row by row, in the same order of
            the output.
        """
        ...


@runtime_checkable
class KeepsPlaces(Windowed, Protocol):
    """Takes one value of each window, and knows from which cell."""

    def places(self, x: FloatArray) -> IntArray:
        """Find the cell that each output was taken from.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input.

        Returns
        -------
        ndarray of int, shape (N, C, H_out, W_out)
            Row · W + column of the cell.
        """
        ...


@runtime_checkable
class TakesTemplates(Protocol):
    """Compares its input with a template for each class, which need not be learned."""

    def with_templates(self, weight: FloatArray, bias: FloatArray) -> Layer:
        """Replace all weights and biases by templates.

        Parameters
        ----------
        weight : ndarray, shape (classes, D)
            A template for each class.
        bias : ndarray, shape (classes,)
            Added to the products with it.
        """
        ...

    def origin_said(self) -> Text:
        """Say where the weights come from."""
        ...


@runtime_checkable
class Modal(Protocol):
    """Computes differently in training and in evaluation; has a parameter `training`."""

    @property
    def training(self) -> bool: ...


LONGEST_HISTORY = 200
"""Maximum of batches in the history of running averages."""


class Averaging(Layer):
    """Keeps running averages of the batches that it has seen, one for each channel.

    Attributes
    ----------
    training : bool
        Whether batches update the averages.
    running_mean, running_var : ndarray, shape (C,)
        The averages.
    history : ndarray, shape (K, 2, C)
        Both after each batch, oldest first.
    """

    training: bool
    running_mean: FloatArray
    running_var: FloatArray
    history: FloatArray

    @abstractmethod
    def counted(self, x: FloatArray) -> Self:
        """Update the running averages with a batch.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The layer's input.

        Returns
        -------
        Averaging
            A layer with the new averages, appended to its history.
        """

    @abstractmethod
    def reset(self) -> Self:
        """Reset the averages to mean 0 and variance 1, with an empty history."""


class Statistics(Protocol):
    """Mean and variance of one channel, as they are used to normalize it.

    Attributes
    ----------
    x : ndarray, shape (N, H, W)
        Values of the channel before normalization.
    mean, var : float
        Of this batch in training, the running averages in evaluation.
    training : bool
        Whether the batch's own statistics are used.
    """

    @property
    def x(self) -> FloatArray: ...
    @property
    def mean(self) -> float: ...
    @property
    def var(self) -> float: ...
    @property
    def training(self) -> bool: ...


class Normalizing(Layer):
    """Normalizes every channel, then scales and shifts it.

    Attributes
    ----------
    training : bool
        Whether the batch's own statistics are used.
    weight, bias : ndarray, shape (C,)
        γ and β.
    """

    training: bool
    weight: FloatArray
    bias: FloatArray

    @abstractmethod
    def told(self, moment: Moment | None, channel: int) -> tuple[bool, bool]:
        """Say whether the timeline has come to mean and variance of a channel.

        Parameters
        ----------
        moment : Moment or None
            The moment of the layer's timeline; None at its end.
        channel : int
            Which channel, from 0.
        """

    @abstractmethod
    def statistics(self, x: FloatArray, y: FloatArray, channel: int) -> Statistics:
        """Compute the statistics of one channel of a batch.

        Parameters
        ----------
        x, y : ndarray, shape (N, C, H, W)
            The layer's input and output.
        channel : int
            Which channel, from 0.

        Returns
        -------
        Statistics
            Mean and variance over images, rows and columns.
        """
