"""Decoders: from few numbers back to an image."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.bed_of_nails import BedOfNails
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.max_unpool2d import MaxUnpool2d
from cnnviz.layers.kinds.upsample import Upsample
from cnnviz.lessons.example import Example, Rows, filters, matrix, opening, picture
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


PINNED: Rows = [[1.0, 5, 2, 1], [0, 3, 4, 2], [6, 2, 0, 1], [1, 0, 3, 8]]
"""The maxima of its windows: 5 and 4, 6 and 8."""
POOLED: Rows = [[5.0, 4], [6, 8]]


def _overlap() -> State:
    return opening(matrix(FOUR), stamping(ONES))


def _nearest() -> State:
    return opening(matrix(POOLED), Upsample())


def _nails() -> State:
    return opening(matrix(POOLED), BedOfNails())


def _pins() -> State:
    return opening(matrix(PINNED), MaxPool2d(), MaxUnpool2d(source=0), selected=2)


def _three() -> State:
    return opening(
        matrix(PINNED),
        MaxPool2d(),
        MaxUnpool2d(source=0),
        selected=2,
        explanation="three_ways",
    )


def _checkerboard() -> State:
    return opening(matrix([[1.0] * 3] * 3), stamping(ONES))


def _ambiguous() -> State:
    return opening(
        matrix(FOUR),
        stamping(ONES, padding=(1, 1), output_padding=(1, 1)),
        explanation="stretched",
    )


def _autoencoder() -> State:
    return opening(
        picture("digit-3", 8, 8),
        filters("gaussian", use_bias=False),
        MaxPool2d(),
        filters("identity", use_bias=False),
        MaxUnpool2d(source=1),
        stamping(
            [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]], stride=(1, 1), padding=(1, 1)
        ),
        selected=5,
        explanation="narrow",
    )


def _transposed() -> State:
    halves: Rows = [[1.0, 1], [1, 1]]
    return opening(
        picture("digit-3", 8, 8),
        filters("gaussian", use_bias=False),
        MaxPool2d(),
        filters("identity", use_bias=False),
        stamping(halves),
        selected=4,
        explanation="narrow",
    )


EXAMPLES = (
    Example(
        "stamps",
        GROUP,
        text("Stamps that overlap"),
        text("Each cell stamps its multiple of a 3 × 3 kernel, stride 2: what is in the middle?"),
        _overlap,
        what_if=("stride", "padding", "kernel_size"),
    ),
    Example(
        "nearest",
        GROUP,
        text("Nearest neighbour"),
        text(
            "Four values become sixteen: which one stands at the bottom right, in how many cells?"
        ),
        _nearest,
        what_if=("scale_factor",),
    ),
    Example(
        "nails",
        GROUP,
        text("A bed of nails"),
        text("The same four values among zeros: how many of the sixteen cells are 0?"),
        _nails,
        what_if=("scale_factor",),
    ),
    Example(
        "pins",
        GROUP,
        text("Max unpooling: back to its place"),
        text(
            "The pooling kept only four values, but also their places: where does the 5 return to?"
        ),
        _pins,
        what_if=("source",),
    ),
    Example(
        "three-ways",
        GROUP,
        text("Three ways to enlarge"),
        text("One small map, enlarged in three ways: which of them knows where its values stood?"),
        _three,
        what_if=("source",),
    ),
    Example(
        "checkerboard",
        GROUP,
        text("The checkerboard of a transposed convolution"),
        text("Every cell is 1 and every weight is 1: which numbers does the output hold?"),
        _checkerboard,
        what_if=("stride", "kernel_size"),
    ),
    Example(
        "stretched",
        GROUP,
        text("A transposed convolution is a convolution"),
        text("Zeros are put between the cells. With padding 1 and output padding 1: which size?"),
        _ambiguous,
        what_if=("stride", "padding", "output_padding"),
        asks=("size",),
    ),
    Example(
        "autoencoder",
        GROUP,
        text("The shape of an autoencoder"),
        text("64 numbers become 16, and 64 again: what of the 3 gets through the narrow place?"),
        _autoencoder,
        what_if=("kernel_size", "stride", "padding"),
    ),
    Example(
        "autoencoder-transposed",
        GROUP,
        text("Back to an image by stamps"),
        text("A transposed convolution instead of unpooling: which details are lost for good?"),
        _transposed,
        what_if=("kernel_size", "stride"),
    ),
)
