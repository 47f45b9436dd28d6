"""AvgPool2d: the mean of each window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.engine import avg_pool2d, avg_pool2d_backward
from cnnviz.layers.base import setting
from cnnviz.layers.capabilities import Gradients
from cnnviz.layers.parameters import BoolParameter
from cnnviz.layers.pooling import Pooling
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class AvgPool2d(Pooling):
    """The mean of each window; padding is 0, and the divisor counts it by default."""

    kind: ClassVar[str] = "AvgPool2d"
    order: ClassVar[int] = 41
    about: ClassVar[Text] = text("Keeps the mean of each window.")
    common_name: ClassVar[Text] = text("average pooling")
    mean: ClassVar[bool] = True

    count_include_pad: bool = setting(True, BoolParameter(label=text("Count padding")))

    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the means, shape (N, C, H_out, W_out)."""
        self.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        return avg_pool2d(
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            count_include_pad=self.count_include_pad,
        )

    def backward(self, grad_y: FloatArray, x: FloatArray, y: FloatArray) -> Gradients:
        """Distribute each cell's gradient equally over the cells of its window."""
        grad_x = avg_pool2d_backward(
            grad_y,
            x,
            self.kernel_size,
            self.stride,
            self.padding,
            count_include_pad=self.count_include_pad,
        )
        return Gradients(grad_x, {})

    @property
    def counts_padding(self) -> bool:
        """Whether the divisor counts padded cells."""
        return self.count_include_pad
