"""A convolution channel by channel: the timeline on which a filter's kernels work at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.window_sum import ConvolutionTimeline, WindowSum
from cnnviz.trace import FloatArray, Step
from cnnviz.words import text

MOST = 4
"""Channels of the longest filter that is shown whole."""
FIRST = 2
"""Channels of a longer one that are shown before those that are only counted."""

Parts = tuple[range, ...]


def parts_of(channels: int) -> Parts:
    """Divide a filter's channels into those that are shown and those that are only counted.

    Parameters
    ----------
    channels : int
        Kernels of the filter.

    Returns
    -------
    tuple of range
        One channel each up to `MOST`; beyond that the first `FIRST`, all between, the last.
    """
    if channels <= MOST:
        return tuple(range(i, i + 1) for i in range(channels))
    first = tuple(range(i, i + 1) for i in range(FIRST))
    return (*first, range(FIRST, channels - 1), range(channels - 1, channels))


@dataclass(frozen=True, eq=False, slots=True)
class ChannelSum(WindowSum):
    """One output cell as a sum of the sums of its channels; its channels may be counted alone."""

    @property
    def parts(self) -> Parts:
        """The kernels of the filter, as they are shown."""
        return parts_of(len(self.channels))

    @property
    def sums(self) -> FloatArray:
        """The sum of each part, shape (parts,), float64."""
        each = self.products.reshape(len(self.channels), -1).sum(axis=1)
        sums: FloatArray = np.array([each[part.start : part.stop].sum() for part in self.parts])
        return sums

    def replay(self) -> float:
        """Add the products of each part, then the parts, then the bias."""
        total = 0.0
        for part in self.parts:
            amount = 0.0
            for product in self.products[part.start : part.stop].flat:
                amount += float(product)
            total += amount
        return total + (self.bias or 0.0)

    def steps(self) -> dict[str, int]:
        """Count the products and the sum of each part, and the bias if there is one."""
        count = len(self.parts)
        return {"products": count, "sums": count, **({} if self.bias is None else {"bias": 1})}


class ChannelSumTimeline(ConvolutionTimeline):
    """A convolution's positions, each played channel by channel."""

    def __init__(
        self,
        layer: Conv2d,
        x: FloatArray,
        y: FloatArray,
        image: int,
        padded: FloatArray | None = None,
    ) -> None:
        super().__init__(layer, x, y, image, padded)
        count = len(parts_of(layer.weight.shape[1]))
        self.steps = (
            Step("place", text("place the window in every channel"), short=text("place")),
            Step("products", text("products of each channel"), count, short=text("products")),
            Step("sums", text("sum of each channel"), count, short=text("sums")),
            *((Step("bias", text("+ bias")),) if layer.use_bias else ()),
            Step("write", text("write"), reveals=True),
        )

    def __getitem__(self, position: int) -> ChannelSum:
        record = super().__getitem__(position)
        return ChannelSum(*(getattr(record, each.name) for each in fields(record)))
