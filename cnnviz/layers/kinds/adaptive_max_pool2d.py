"""AdaptiveMaxPool2d(1), global maximum pooling: the maximum of each map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import global_max_pool2d, global_max_pool2d_backward
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.global_pooling import GlobalPooling
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class AdaptiveMaxPool2d(GlobalPooling):
    """The maximum of each map, as PyTorch's AdaptiveMaxPool2d with an output size of 1."""

    kind: ClassVar[str] = "AdaptiveMaxPool2d"
    order: ClassVar[int] = 43
    about: ClassVar[Text] = text("Global maximum pooling: each map becomes its largest number.")
    common_name: ClassVar[Text] = text("global maximum pooling")
    mean: ClassVar[bool] = False

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the maxima, shape (N, C, 1, 1)."""
        y: FloatArray = global_max_pool2d(x, return_indices=False)
        return y

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate each map's gradient to the cell that holds its maximum."""
        return Gradients(global_max_pool2d_backward(grad_y, x), {})
