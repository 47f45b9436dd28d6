"""BatchNorm2d: every channel is normalized to mean 0 and variance 1."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, batch_norm, batch_norm_backward
from cnnviz.layers.base import Formula, frozen, setting, weights
from cnnviz.layers.capabilities import LONGEST_HISTORY, Averaging, Gradients, Normalizing
from cnnviz.layers.channel_statistics import ChannelStatistics as ChannelStatistics
from cnnviz.layers.parameters import BoolParameter, FloatParameter
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import ALL, Cell, FloatArray, Moment, Shown, Span, Step, line
from cnnviz.trace.asked import PARAMETERS
from cnnviz.words import Text, text

UPDATE = Step("update running", text("update running averages"), short=text("update"))


@dataclass(frozen=True, eq=False)
class BatchNorm2d(Normalizing, Averaging):
    """Batch normalization over images, rows and columns, with one mean and variance per channel.

    Attributes
    ----------
    weight, bias : ndarray, shape (C,)
        γ and β, learned.
    running_mean, running_var : ndarray, shape (C,)
        Running averages over the training batches; used in evaluation.
    history : ndarray, shape (K, 2, C)
        Running mean and variance after each training batch, oldest first.

    References
    ----------
    Ioffe & Szegedy (2015), "Batch normalization", algorithm 1 and section 3.1.
    """

    kind: ClassVar[str] = "BatchNorm2d"
    order: ClassVar[int] = 20
    about: ClassVar[Text] = text("Normalizes each channel to mean 0 and standard deviation 1.")
    common_name: ClassVar[Text] = text("batch normalization")

    training: bool = setting(
        True, BoolParameter(label=text("Mode"), on=text("train"), off=text("eval"))
    )
    momentum: float = setting(
        0.1,
        FloatParameter(
            label=text("Momentum"),
            low=0.0,
            high=1.0,
            hint=text("Weight of the new batch in the running averages, as in PyTorch."),
        ),
    )
    eps: float = setting(
        1e-5,
        FloatParameter(
            label=text("ε (eps)"),
            low=0.0,
            high=1.0,
            places=6,
            hint=text("Added to the variance, so that nothing is divided by 0."),
        ),
    )
    weight: FloatArray = weights("γ")
    bias: FloatArray = weights("β")
    running_mean: FloatArray = weights("running_mean", learned=False)
    running_var: FloatArray = weights("running_var", learned=False)
    history: FloatArray = weights("history", learned=False)

    def fitted(self, channels: int) -> Self:
        """Give new channels γ = 1 and β = 0, and reset the running averages."""
        if self.weight.size == channels:
            return self
        return dataclasses.replace(
            self,
            weight=_resized(self.weight, channels, 1.0),
            bias=_resized(self.bias, channels, 0.0),
        ).reset(channels)

    def check_arrays(self) -> None:
        """Require one number of each array per channel, and no negative variance.

        Raises
        ------
        ValueError
            If the shapes differ, the history is too long, or a variance is negative.
        """
        flat = (self.weight, self.bias, self.running_mean, self.running_var)
        if all(each.size == 0 for each in (*flat, self.history)):
            return
        shape = (self.weight.size,)
        if (
            any(each.shape != shape for each in flat)
            or self.history.shape != (len(self.history), 2, *shape)
            or len(self.history) > LONGEST_HISTORY
            or bool((self.running_var < 0).any())
        ):
            raise ValueError("not one number of each sort a channel")

    def reset(self, channels: int | None = None) -> Self:
        """Reset the running averages to mean 0 and variance 1, with an empty history."""
        count = self.weight.size if channels is None else channels
        return dataclasses.replace(
            self,
            running_mean=frozen(np.zeros(count)),
            running_var=frozen(np.ones(count)),
            history=frozen(np.zeros((0, 2, count))),
        )

    def counted(self, x: FloatArray) -> Self:
        """Update the running averages with a batch.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The layer's input.

        Raises
        ------
        GeometryError
            If the mean or the variance is not finite in float32.
        """
        mean, var = self._next_running(x)
        if not (np.isfinite(mean).all() and np.isfinite(var).all()):
            raise GeometryError("the numbers of this batch are too large to be averaged")
        history = np.concatenate((self.history, np.stack((mean, var))[None]))[-LONGEST_HISTORY:]
        return dataclasses.replace(
            self, running_mean=frozen(mean), running_var=frozen(var), history=frozen(history)
        )

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape."""
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        """Normalize, scale and shift, same shape (N, C, H, W).

        Raises
        ------
        GeometryError
            In training, if there is only one value per channel.
        """
        if self.training and x.size == x.shape[1]:
            raise GeometryError("one value per channel has no variance: training needs at least 2")
        y, _, _ = batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training,
            self.momentum,
            self.eps,
        )
        return y

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> BatchNormTimeline:
        """Explain every channel by its statistics over the whole batch."""
        return BatchNormTimeline(self, x, y)

    def told(self, moment: Moment | None, channel: int) -> tuple[bool, bool]:
        """Say whether the timeline has come to μ and σ² of a channel; each has its step."""
        if moment is None or channel != moment.position:
            told = moment is None or channel < moment.position
            return told, told
        return moment.name != "gather", moment.name not in ("gather", "mean")

    def statistics(self, x: FloatArray, y: FloatArray, channel: int) -> ChannelStatistics:
        """Compute the statistics of one channel of a batch."""
        return BatchNormTimeline(self, x, y)[channel]

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the same cells; the dependence through the statistics is not counted."""
        return region

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate a gradient to the input, γ and β; in training through μ and σ² too."""
        grad_x, grad_weight, grad_bias = batch_norm_backward(
            grad_y,
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training,
            self.momentum,
            self.eps,
        )
        assert grad_weight is not None
        assert grad_bias is not None
        return Gradients(grad_x, {"weight": grad_weight, "bias": grad_bias})

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """Count the learned numbers and the running averages."""
        channels = self.weight.size
        return (
            Formula(
                text("Parameters"),
                (
                    line(
                        Span("γ, β", "weight"),
                        f": 2 · C = 2 · {channels} = ",
                        Span(f"{2 * channels:,}", "write", tells=PARAMETERS),
                    ),
                    line(
                        Span(
                            text("running μ, σ²: {count} kept, not learned", count=2 * channels),
                            "muted",
                        )
                    ),
                ),
            ),
        )

    def summary(self) -> Text:
        """Name the mode: training or evaluation."""
        return text("train") if self.training else text("eval")

    def _next_running(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        _, mean, var = batch_norm(
            x, self.running_mean, self.running_var, training=True, momentum=self.momentum
        )
        assert mean is not None
        assert var is not None
        return mean, var


class BatchNormTimeline:
    """A batch normalization's positions: one for each channel.

    Parameters
    ----------
    layer : BatchNorm2d
        Whose timeline it is.
    x, y : ndarray, shape (N, C, H, W)
        Its input and output.
    """

    whole = True
    asks = False
    slow = 0

    def __init__(self, layer: BatchNorm2d, x: FloatArray, y: FloatArray) -> None:
        self._layer, self._x, self._y = layer, x, y
        self.axes: Cell = (x.shape[1], 1, 1)
        measured = (
            Step("gather", text("gather")),
            Step("mean", text("mean μ"), short="μ"),
            Step("variance", text("variance σ²"), short="σ²"),
        )
        kept = (
            Step("mean", text("running\u00a0μ"), short="μ"),
            Step("variance", text("running\u00a0σ²"), short="σ²"),
        )
        self.steps = (
            *(measured if layer.training else kept),
            Step("normalize", text("normalize x̂"), short="x̂"),
            Step("scale and shift", text("scale and shift γ, β"), reveals=True, short="γ, β"),
            *((UPDATE,) if layer.training else ()),
        )

    def __len__(self) -> int:
        return self.axes[0]

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: the channels that have been scaled and shifted."""
        if moment is None:
            return ALL
        cells = self._x.shape[2] * self._x.shape[3]
        return Shown((moment.position + int(moment.revealed)) * cells)

    def cell_of(self, position: int) -> Cell:
        """Give the first cell of the channel."""
        return position, 0, 0

    def position_of(self, cell: Cell) -> int:
        """Give the cell's channel, which is its position."""
        return cell[0]

    def __getitem__(self, position: int) -> ChannelStatistics:
        layer = self._layer
        channel = range(len(self))[position]
        x = self._x[:, channel]
        with np.errstate(invalid="ignore"):  # ∞ − ∞
            mean, var = float(x.mean(dtype=np.float64)), float(x.var(dtype=np.float64))
        old_mean, old_var = (
            float(kept[channel]) for kept in (layer.running_mean, layer.running_var)
        )
        unbiased = var * x.size / max(x.size - 1, 1)
        return ChannelStatistics(
            channel=channel,
            x=x,
            batch_mean=mean,
            batch_var=var,
            mean=mean if layer.training else old_mean,
            var=var if layer.training else old_var,
            eps=layer.eps,
            weight=float(layer.weight[channel]),
            bias=float(layer.bias[channel]),
            running_mean=old_mean,
            running_var=old_var,
            next_running_mean=(1 - layer.momentum) * old_mean + layer.momentum * mean,
            next_running_var=(1 - layer.momentum) * old_var + layer.momentum * unbiased,
            momentum=layer.momentum,
            training=layer.training,
            value=self._y[:, channel],
            whole=bool((x == np.rint(x)).all()),
        )


def _resized(old: FloatArray, count: int, fill: float) -> FloatArray:
    new = np.full(count, fill, np.float32)
    kept = min(count, old.size)
    new[:kept] = old[:kept]
    return frozen(new)
