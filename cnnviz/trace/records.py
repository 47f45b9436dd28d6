"""What is shown at one position of a timeline: the arithmetic, with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Phase:
    """A run of micro-steps of one kind.

    Attributes
    ----------
    name : str
        ``place``, ``terms``, ``channels``, ``bias``, ``compare``, ``divide``,
        ``look up``, ``write``, or a step of batch normalization.
    count : int
        Micro-steps in the run.
    """

    name: str
    count: int = 1


@dataclass(frozen=True, eq=False, slots=True)
class WindowSum:
    """One output cell of a convolution.

    Attributes
    ----------
    output : tuple of int
        Feature map, row and column that is written.
    channels : ndarray of int, shape (C,)
        Input channels that the filter reads.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Where the kernel's cells lie on the unpadded input; outside it is padding.
    x, weight : ndarray, shape (C, K_h, K_w)
        What is read, and what it is multiplied with.
    bias : float or None
        Added at the end; None if the layer has none.
    value : float
        What `forward` wrote.
    """

    output: tuple[int, int, int]
    channels: IntArray
    rows: IntArray
    columns: IntArray
    x: FloatArray
    weight: FloatArray
    bias: float | None
    value: float

    @property
    def products(self) -> FloatArray:
        """The terms of the sum, shape (C, K_h, K_w)."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.x.astype(np.float64) * self.weight

    def replay(self) -> float:
        """Do the arithmetic that is shown, in the order in which it is shown."""
        total = 0.0
        for kernel in self.products:
            channel = 0.0
            for product in kernel.flat:
                channel += float(product)
            total += channel
        return total + (self.bias or 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class WindowPool:
    """One output cell of a pooling layer.

    Attributes
    ----------
    output : tuple of int
        Channel, row and column that is written.
    rows, columns : ndarray of int, shape (K_h,) and (K_w,)
        Where the window lies on the unpadded input; outside it is padding.
    x : ndarray, shape (K_h, K_w)
        What the window holds, padding included (−∞ for the maximum).
    counted : ndarray of bool, shape (K_h, K_w)
        Cells that take part: all of them for the maximum; for the mean, those
        that the divisor counts.
    mean : bool
        True for the mean, False for the maximum.
    value : float
        What `forward` wrote.
    """

    output: tuple[int, int, int]
    rows: IntArray
    columns: IntArray
    x: FloatArray
    counted: NDArray[np.bool_]
    mean: bool
    value: float

    @property
    def winners(self) -> NDArray[np.bool_]:
        """Cells that hold the maximum, ties included, shape (K_h, K_w); a NaN wins."""
        best = self.x.max()
        won: NDArray[np.bool_] = np.isnan(self.x) if np.isnan(best) else np.equal(self.x, best)
        return won

    def replay(self) -> float:
        """Do the arithmetic that is shown, in the order in which it is shown."""
        if self.mean:
            total = 0.0
            for cell in self.x[self.counted].flat:
                total += float(cell)
            return total / int(self.counted.sum())
        best = -np.inf
        for cell in self.x.flat:
            if np.isnan(cell) or cell > best:
                best = float(cell)
        return best


@dataclass(frozen=True, eq=False, slots=True)
class Lookup:
    """One value sent through a function.

    Attributes
    ----------
    output : tuple of int
        Channel, row and column; the same cell of the input is read.
    x, shown : float
        What is read, and what the curve gives for it.
    value : float
        What `forward` wrote.
    """

    output: tuple[int, int, int]
    x: float
    shown: float
    value: float

    def replay(self) -> float:
        """Give what the curve shows."""
        return self.shown


@dataclass(frozen=True, eq=False, slots=True)
class ChannelStatistics:
    """One channel of a batch normalization, over all images, rows and columns.

    Attributes
    ----------
    channel : int
        Which one.
    x : ndarray, shape (N, H, W)
        Its values before.
    batch_mean, batch_var : float
        Mean and biased variance of `x`.
    mean, var : float
        What is used to normalize: the batch's own in training, the running
        averages in evaluation.
    eps, weight, bias : float
        ε, γ and β.
    running_mean, running_var : float
        Running averages before this batch.
    next_running_mean, next_running_var : float
        Running averages once this batch has counted.
    momentum : float
        Weight of the new batch in the running averages, PyTorch's convention.
    training : bool
        Whether the batch's own statistics are used.
    value : ndarray, shape (N, H, W)
        What `forward` wrote.
    """

    channel: int
    x: FloatArray
    batch_mean: float
    batch_var: float
    mean: float
    var: float
    eps: float
    weight: float
    bias: float
    running_mean: float
    running_var: float
    next_running_mean: float
    next_running_var: float
    momentum: float
    training: bool
    value: FloatArray

    @property
    def normalized(self) -> FloatArray:
        """x̂ = (x − μ) / √(σ² + ε), shape (N, H, W)."""
        with np.errstate(divide="ignore", invalid="ignore"):  # ε of 0 and no variance: 0 / 0
            centred: FloatArray = self.x.astype(np.float64) - self.mean
            return centred / np.float64(self.var + self.eps) ** 0.5

    def replay(self) -> FloatArray:
        """Do the arithmetic that is shown."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.weight * self.normalized + self.bias


Record = WindowSum | WindowPool | Lookup | ChannelStatistics


class Trace(Protocol):
    """A timeline's positions: counted, made on demand, never stored.

    Attributes
    ----------
    shape : tuple of int
        Maps, rows and columns of positions; rows and columns are 1 where a
        position is a whole channel.
    phases : tuple of Phase
        The micro-steps of every position.
    whole_channels : bool
        Whether a position is a whole channel, not a cell of one.
    """

    @property
    def shape(self) -> tuple[int, int, int]: ...
    @property
    def phases(self) -> tuple[Phase, ...]: ...
    @property
    def whole_channels(self) -> bool: ...
    def __len__(self) -> int: ...
    def __getitem__(self, position: int) -> Record: ...
