"""Decoders: from few numbers back to an image."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.lessons.example import Example, Rows, matrix, opening
from cnnviz.words import text

GROUP = text("Back to an image")

FOUR: Rows = [[1.0, 2], [3, 4]]
ONES: Rows = [[1.0] * 3] * 3


def stamping(kernel: Rows, **parameters: object) -> ConvTranspose2d:
    """Make a transposed convolution of one given kernel for one channel, without a bias.

    Parameters
    ----------
    kernel : list of list of float
        The weights, row by row.
    **parameters
        Parameters of `ConvTranspose2d`.
    """
    return ConvTranspose2d(
        out_channels=1,
        kernel_size=(len(kernel), len(kernel[0])),
        weight=frozen([[kernel]]),
        bias=frozen([0.0]),
        names=("custom",),
        seeds=(0,),
        use_bias=False,
        **parameters,  # type: ignore[arg-type]
    )


def _overlap() -> State:
    return opening(matrix(FOUR), stamping(ONES))


EXAMPLES = (
    Example(
        "stamps",
        GROUP,
        text("Stamps that overlap"),
        text("Each cell stamps its multiple of a 3 × 3 kernel, stride 2: what is in the middle?"),
        _overlap,
        what_if=("stride", "padding", "kernel_size"),
        asks=("size",),
    ),
)
