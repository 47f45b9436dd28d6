"""What some kinds of layer can do: asked for by capability, never by the name of a kind."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from cnnviz.layers.base import Layer
from cnnviz.layers.shapes import Shape
from cnnviz.layers.sliding import SlidingWindow
from cnnviz.trace import FloatArray


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
        """Write the padding around one image, shape (C, H, W)."""
        ...


@runtime_checkable
class Editable(Protocol):
    """Has numbers that can be typed."""

    def with_value(self, array: str, index: tuple[int, ...], value: float) -> Self:
        """Change one number of one array."""
        ...


@dataclass(frozen=True, eq=False)
class Gradients:
    """What a loss's gradient at the output becomes behind a layer.

    Attributes
    ----------
    x : ndarray, shape (N, C, H, W)
        At the input.
    arrays : mapping
        At each learned array, of its shape, by field name.
    """

    x: FloatArray
    arrays: Mapping[str, FloatArray]


@runtime_checkable
class Differentiable(Protocol):
    """Can send gradients back."""

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Send the gradient of a loss back through the layer.

        Parameters
        ----------
        grad_y : ndarray, shape (N, C_out, H_out, W_out)
            At the output.
        x, y : ndarray
            What `forward` was given and what it gave.
        """
        ...


@runtime_checkable
class Modal(Protocol):
    """Acts differently in training and in evaluation; `training` is a parameter of it."""

    @property
    def training(self) -> bool: ...


LONGEST_HISTORY = 200
"""Batches that a history of running averages holds at the most."""


class Averaging(Layer):
    """Keeps running averages of the batches that it has seen, one for each channel.

    Attributes
    ----------
    training : bool
        Whether batches count.
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
        """Update the averages with a batch, shape (N, C, H, W)."""

    @abstractmethod
    def reset(self) -> Self:
        """Begin anew: mean 0, variance 1."""


class Statistics(Protocol):
    """Mean and variance of one channel, as they are used to normalize it.

    Attributes
    ----------
    x : ndarray, shape (N, H, W)
        Its values before.
    mean, var : float
        Of this batch in training, the running averages in evaluation.
    training : bool
        Which of them.
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
    def statistics(self, x: FloatArray, y: FloatArray, channel: int) -> Statistics:
        """Measure one channel of a batch, shape (N, C, H, W)."""
