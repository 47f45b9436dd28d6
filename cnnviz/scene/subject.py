"""The subject of an explanation: a layer with its results, and the layers before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cnnviz.document.evaluation import LayerResult
from cnnviz.document.state import Batch
from cnnviz.layers import Layer
from cnnviz.scene.marks import Scale
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.scales import along, of_channels
from cnnviz.trace import FloatArray


@dataclass(frozen=True, eq=False)
class Subject:
    """A layer with its input and output, for one image of the batch.

    Attributes
    ----------
    batch : Batch
        The input images of the pipeline.
    results : tuple of LayerResult
        Results of the layers up to this one; all have an output.
    image : int
        Which image.
    memo : ArrayMemo
        Cache of what earlier explanations computed from the same arrays.
    """

    batch: Batch
    results: tuple[LayerResult, ...]
    image: int = 0
    memo: ArrayMemo = field(default_factory=ArrayMemo)

    @property
    def layer(self) -> Any:
        """The layer; of the kind that the explanation serves."""
        layer: Layer = self.results[-1].at_work
        return layer

    @property
    def x(self) -> FloatArray:
        """The layer's input, shape (N, C, H, W)."""
        x = self.results[-1].x
        assert x is not None
        return x

    @property
    def y(self) -> FloatArray:
        """The layer's output, shape (N, C_out, H_out, W_out)."""
        y = self.results[-1].y
        assert y is not None
        return y

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """Colours of the images, then of the output of each layer."""
        return along(self.batch, self.results, self.memo)

    @property
    def in_scale(self) -> Scale:
        """Colours of the whole input."""
        return self.scales[-2]

    @property
    def out_scale(self) -> Scale:
        """Colours of the whole output."""
        return self.scales[-1]

    @property
    def in_scales(self) -> tuple[Scale, ...]:
        """Colours of each channel of the input."""
        return of_channels(self.scales[-2], self.x.shape[1])

    @property
    def out_scales(self) -> tuple[Scale, ...]:
        """Colours of each map of the output."""
        return of_channels(self.scales[-1], self.y.shape[1])

    def planes(self) -> tuple[FloatArray, ...]:
        """Split the image's input into channels.

        Returns
        -------
        tuple of ndarray, each of shape (H, W)
            Views of the channels; the same objects each time.
        """
        x, image = self.x, self.image
        return self.memo.of(x, ("planes", image), lambda: tuple(x[image]))
