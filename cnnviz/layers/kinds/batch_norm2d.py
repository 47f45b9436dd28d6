"""BatchNorm2d: every channel is moved to mean 0 and squeezed to variance 1."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError, batch_norm
from cnnviz.layers.base import Formula, Layer, Shape, frozen, setting, weights
from cnnviz.layers.parameters import Real, Switch
from cnnviz.trace import ChannelStatistics, FloatArray, Phase, Span, line
from cnnviz.words import Text, text

LONGEST_HISTORY = 200


@dataclass(frozen=True, eq=False)
class BatchNorm2d(Layer):
    """Batch normalization over images, rows and columns, one mean and variance a channel.

    Attributes
    ----------
    weight, bias : ndarray, shape (C,)
        γ and β, learned.
    running_mean, running_var : ndarray, shape (C,)
        Averages over the batches that have counted; used in evaluation.
    history : ndarray, shape (K, 2, C)
        Running mean and variance after each batch that has counted, oldest first.

    References
    ----------
    Ioffe & Szegedy (2015), "Batch normalization", algorithm 1 and section 3.1.
    """

    kind: ClassVar[str] = "BatchNorm2d"
    order: ClassVar[int] = 20
    stage: ClassVar[str] = "statistics"
    about: ClassVar[Text] = text("Moves every channel to mean 0 and standard deviation 1.")

    training: bool = setting(True, Switch(label=text("Mode"), on=text("train"), off=text("eval")))
    momentum: float = setting(
        0.1,
        Real(
            label=text("Momentum"),
            low=0.0,
            high=1.0,
            hint=text("Weight of the new batch in the running averages, as in PyTorch."),
        ),
    )
    eps: float = setting(
        1e-5,
        Real(
            label=text("ε (eps)"),
            low=0.0,
            high=1.0,
            places=6,
            hint=text("Added to the variance, so that nothing is divided by 0."),
        ),
    )
    weight: FloatArray = weights("weight")
    bias: FloatArray = weights("bias")
    running_mean: FloatArray = weights("running_mean", learned=False)
    running_var: FloatArray = weights("running_var", learned=False)
    history: FloatArray = weights("history", learned=False)

    def fitted(self, channels: int) -> Self:
        """Give each channel a γ of 1, a β of 0 and fresh running averages."""
        if self.weight.size == channels:
            return self
        return dataclasses.replace(
            self,
            weight=_resized(self.weight, channels, 1.0),
            bias=_resized(self.bias, channels, 0.0),
        ).reset(channels)

    def check_arrays(self) -> None:
        """Ask for one number of each sort a channel, and variances not below 0."""
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
        """Forget all batches: running mean 0, running variance 1."""
        count = self.weight.size if channels is None else channels
        return dataclasses.replace(
            self,
            running_mean=frozen(np.zeros(count)),
            running_var=frozen(np.ones(count)),
            history=frozen(np.zeros((0, 2, count))),
        )

    def counted(self, x: FloatArray) -> Self:
        """Let a batch count in the running averages.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The layer's input.

        Raises
        ------
        GeometryError
            If the numbers are too large to have a mean and a variance.
        """
        mean, var = self._next_running(x)
        if not (np.isfinite(mean).all() and np.isfinite(var).all()):
            raise GeometryError("the numbers of this batch are too large to be averaged")
        history = np.concatenate((self.history, np.stack((mean, var))[None]))[-LONGEST_HISTORY:]
        return dataclasses.replace(
            self, running_mean=frozen(mean), running_var=frozen(var), history=frozen(history)
        )

    def with_affine(self, name: str, channel: int, value: float) -> Self:
        """Change γ (``weight``) or β (``bias``) of one channel."""
        changed = np.array(getattr(self, name))
        changed[channel] = value
        if name == "weight":
            return dataclasses.replace(self, weight=frozen(changed))
        return dataclasses.replace(self, bias=frozen(changed))

    def out_shape(self, shape: Shape) -> Shape:
        """The same shape."""
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        """Normalize, scale and shift, same shape."""
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

    def trace(self, x: FloatArray, y: FloatArray, image: int) -> BatchNormTrace:
        """Explain every channel by its statistics; the image does not matter."""
        return BatchNormTrace(self, x, y)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """What is learned, and what is only kept."""
        channels = self.weight.size
        return (
            Formula(
                text("Parameters"),
                (
                    line(
                        Span("γ, β", "weight"),
                        f": 2 · C = 2 · {channels} = ",
                        Span(f"{2 * channels:,}", "write"),
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
        """Training or evaluation."""
        return text("train") if self.training else text("eval")

    def _next_running(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        _, mean, var = batch_norm(
            x, self.running_mean, self.running_var, training=True, momentum=self.momentum
        )
        assert mean is not None
        assert var is not None
        return mean, var


class BatchNormTrace:
    """A batch normalization's positions: one for each channel."""

    whole_channels = True

    def __init__(self, layer: BatchNorm2d, x: FloatArray, y: FloatArray) -> None:
        self._layer, self._x, self._y = layer, x, y
        self.shape: Shape = (x.shape[1], 1, 1)
        self.phases = (
            Phase("gather"),
            Phase("mean"),
            Phase("variance"),
            Phase("normalize"),
            Phase("scale and shift"),
            *((Phase("update running"),) if layer.training else ()),
        )

    def __len__(self) -> int:
        return self.shape[0]

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
        )


def _resized(old: FloatArray, count: int, fill: float) -> FloatArray:
    new = np.full(count, fill, np.float32)
    kept = min(count, old.size)
    new[:kept] = old[:kept]
    return frozen(new)
