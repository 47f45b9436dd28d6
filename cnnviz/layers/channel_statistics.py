"""The record of a batch normalization: the statistics of one channel, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnnviz.trace import FloatArray, Index


@dataclass(frozen=True, eq=False, slots=True)
class ChannelStatistics:
    """One channel of a batch normalization, over all images, rows and columns.

    Attributes
    ----------
    channel : int
        Its index, from 0.
    x : ndarray, shape (N, H, W)
        Values of the channel before normalization.
    batch_mean, batch_var : float
        Mean and biased variance of `x`.
    mean, var : float
        Mean and variance that normalize: the batch's own in training, the running
        averages in evaluation.
    eps, weight, bias : float
        ε, γ and β.
    running_mean, running_var : float
        Running averages before this batch.
    next_running_mean, next_running_var : float
        Running averages after this batch.
    momentum : float
        Weight of the new batch in the running averages, PyTorch's convention.
    training : bool
        Whether the batch's own statistics are used.
    value : ndarray, shape (N, H, W)
        What `forward` wrote.
    whole : bool
        Whether all values of `x` are whole numbers, of which float64 loses nothing.
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
    whole: bool

    @property
    def adds(self) -> bool:
        """A channel is written once."""
        return False

    @property
    def where(self) -> Index:
        """All images of the channel."""
        return (slice(None), self.channel)

    @property
    def magnitude(self) -> float:
        """The largest result, times the images of the batch."""
        largest = float(np.abs(self.x).max()) + abs(self.mean)
        deviation = float(np.sqrt(max(self.var + self.eps, 1e-6)))  # float32 ends about there
        return len(self.x) * (abs(self.weight) * largest / deviation + abs(self.bias))

    @property
    def normalized(self) -> FloatArray:
        """Normalized values (x − μ) / √(σ² + ε).

        Returns
        -------
        ndarray, shape (N, H, W), float64
            Not finite where σ² + ε is 0.

        References
        ----------
        Ioffe & Szegedy (2015), "Batch normalization", algorithm 1.
        """
        with np.errstate(divide="ignore", invalid="ignore"):  # ε of 0 and no variance: 0 / 0
            centred: FloatArray = self.x.astype(np.float64) - self.mean
            return centred / np.float64(self.var + self.eps) ** 0.5

    def replay(self) -> FloatArray:
        """Centre, divide, scale and shift."""
        with np.errstate(invalid="ignore"):  # 0 · ∞
            return self.weight * self.normalized + self.bias

    def reads(self) -> tuple[tuple[Index, FloatArray], ...]:
        """Name all cells of the channel, in all images."""
        return ((self.where, self.x),)

    def steps(self) -> dict[str, int]:
        """Values are gathered, and averages updated, in training alone."""
        return {"gather": 1, "update running": 1} if self.training else {"mean": 1}
