"""MaxPool2d: the maximum of each window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import max_pool2d, max_pool2d_backward
from cnnviz.layers.base import setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import PairParameter
from cnnviz.layers.pooling import Pooling
from cnnviz.trace import FloatArray, IntArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class MaxPool2d(Pooling):
    """The maximum of each window; padding is −∞, so that it is never the maximum."""

    kind: ClassVar[str] = "MaxPool2d"
    order: ClassVar[int] = 40
    about: ClassVar[Text] = text("Keeps the largest number of each window.")
    common_name: ClassVar[Text] = text("max pooling")
    mean: ClassVar[bool] = False

    dilation: tuple[int, int] = setting(
        (1, 1), PairParameter(label=text("Dilation"), low=1, high=8)
    )

    @property
    def spread(self) -> tuple[int, int]:
        """Spacing of the window's cells."""
        return self.dilation

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the maxima, shape (N, C, H_out, W_out)."""
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        y: FloatArray = max_pool2d(
            x, self.kernel_size, self.stride, self.padding, self.dilation, return_indices=False
        )
        return y

    def places(self, x: FloatArray) -> IntArray:
        """Find the first maximum of each window as row · W + column, shape (N, C, H_out, W_out)."""
        found: IntArray = max_pool2d(
            x, self.kernel_size, self.stride, self.padding, self.dilation, return_indices=True
        )[1]
        return found

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Propagate each cell's gradient to the cell that holds the maximum of its window."""
        window = (self.kernel_size, self.stride, self.padding, self.dilation)
        return Gradients(max_pool2d_backward(grad_y, x, *window), {})
