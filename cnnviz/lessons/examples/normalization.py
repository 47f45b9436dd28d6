"""Batch normalization: where μ and σ come from, and what one image has instead."""

from __future__ import annotations

import dataclasses

import numpy as np

from cnnviz.document.intake import digits_batch
from cnnviz.document.state import Batch, State
from cnnviz.document.supplied import GOOD_DIGITS
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.example import Example, filters, opening
from cnnviz.words import text

GROUP = text("Batch normalization")

BATCH = 8
TRAINED = 60
"""Batches after which the running averages have all but forgotten where they began."""


def _usual() -> Batch:
    return digits_batch(GOOD_DIGITS[:BATCH])


def _conv() -> Conv2d:
    """Four filters, the Gaussian first: its mean is far from 0."""
    return filters("gaussian", "sobel_x", "sobel_y", "laplacian", use_bias=False).fitted(1)


def _eight() -> State:
    return opening(_usual(), _conv(), BatchNorm2d(), ReLU(), selected=2)


def _bright() -> State:
    batch = _usual()
    lit = np.minimum(batch.pixels * np.float32(0.5) + np.float32(8), np.float32(16))
    brighter = dataclasses.replace(batch, pixels=frozen(lit), digits=())
    return opening(brighter, _conv(), BatchNorm2d(), ReLU(), selected=2)


def _scaled() -> State:
    norm = BatchNorm2d().fitted(4).with_value("weight", (0,), 2.0).with_value("bias", (0,), 3.0)
    return opening(_usual(), _conv(), norm, ReLU(), selected=2)


def _one() -> State:
    """Train on sixty batches of eight digits, then show another one alone."""
    conv, norm = _conv(), BatchNorm2d().fitted(4)
    for number in range(TRAINED):
        batch = digits_batch(range(number * BATCH, (number + 1) * BATCH))
        norm = norm.counted(conv.forward(batch.pixels))
    alone = digits_batch(GOOD_DIGITS[BATCH : BATCH + 1])
    evaluating = norm.with_parameter("training", False)
    return opening(alone, conv, evaluating, ReLU(), selected=2)


STRIPES = np.tile(np.array([[1, 3]], np.float32), (4, 2))
"""Half of the cells 1, half of them 3: mean 2, standard deviation 1."""
BRIGHTER = 10.0


def _by_hand() -> Batch:
    """Two images of stripes, and the same two with 10 more in every cell: light, not ink."""
    dark = np.stack((STRIPES, STRIPES.T))[:, None]
    pixels = np.concatenate((dark, dark + np.float32(BRIGHTER)))
    return Batch(frozen(pixels), ("dark", "dark", "bright", "bright"), 13.0, ink=False)


def _two() -> State:
    return opening(_by_hand(), BatchNorm2d(eps=0.0), explanation="two")


def _two_kept() -> State:
    norm = BatchNorm2d(training=False, eps=0.0).fitted(1).with_value("running_mean", (0,), 2.0)
    return opening(_by_hand(), norm, explanation="two")


def _two_digits() -> State:
    dark = digits_batch(GOOD_DIGITS[: BATCH // 2])
    bright = np.minimum(dark.pixels * np.float32(0.5) + np.float32(8), np.float32(16))
    pixels = frozen(np.concatenate((dark.pixels, bright)))
    both = dataclasses.replace(dark, pixels=pixels, names=dark.names * 2, digits=(), ink=False)
    return opening(both, BatchNorm2d(), explanation="two")


EXAMPLES = (
    Example(
        "batch-of-eight",
        GROUP,
        text("Eight digits, one mean per channel"),
        text(
            "8 × 8 × 8 values make one μ and one σ². Where does the mean lie, and where afterwards?"
        ),
        _eight,
        what_if=("weight", "bias"),
        asks=("statistics",),
    ),
    Example(
        "brighter-batch",
        GROUP,
        text("A brighter batch"),
        text("The same digits, contrast halved and 8 added: which mean comes out now?"),
        _bright,
        what_if=("weight", "bias"),
        asks=("statistics",),
    ),
    Example(
        "two-batches",
        GROUP,
        text("Two batches, dark and bright"),
        text("The second batch has 10 more in every cell: by how much do both means differ then?"),
        _two,
        what_if=("training", "weight", "bias"),
        asks=("statistics",),
    ),
    Example(
        "two-batches-digits",
        GROUP,
        text("The same digits, dark and bright"),
        text("Contrast halved and 8 added: can the two batches be told apart afterwards?"),
        _two_digits,
        what_if=("training", "weight", "bias"),
        asks=("statistics",),
    ),
    Example(
        "two-batches-kept",
        GROUP,
        text("Dark and bright, in evaluation"),
        text("μ = 2 and σ² = 1 were kept from dark batches. What is left of the shift of 10?"),
        _two_kept,
        what_if=("training", "weight", "bias"),
        asks=("statistics",),
    ),
    Example(
        "scale-and-shift",
        GROUP,
        text("γ and β moved"),
        text("Channel 1 has γ = 2 and β = 3: which mean and which standard deviation come out?"),
        _scaled,
        what_if=("weight", "bias"),
        asks=("statistics",),
    ),
    Example(
        "batch-of-one",
        GROUP,
        text("One image, in evaluation"),
        text("60 batches were counted in training. Which μ and σ² are used for one image alone?"),
        _one,
        what_if=("weight", "bias"),
        asks=("statistics",),
    ),
)
