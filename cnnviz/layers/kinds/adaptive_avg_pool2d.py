"""AdaptiveAvgPool2d(1), global average pooling: the mean of each map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import global_avg_pool2d, global_avg_pool2d_backward
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.global_pooling import GlobalPooling
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class AdaptiveAvgPool2d(GlobalPooling):
    """The mean of each map, as PyTorch's AdaptiveAvgPool2d with an output size of 1."""

    kind: ClassVar[str] = "AdaptiveAvgPool2d"
    order: ClassVar[int] = 42
    about: ClassVar[Text] = text("Global average pooling: each map becomes its mean.")
    common_name: ClassVar[Text] = text("global average pooling")
    mean: ClassVar[bool] = True

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the means, shape (N, C, 1, 1)."""
        y: FloatArray = global_avg_pool2d(x)
        return y

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Distribute each map's gradient equally over its cells."""
        return Gradients(global_avg_pool2d_backward(grad_y, x), {})
