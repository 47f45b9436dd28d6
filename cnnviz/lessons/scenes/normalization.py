"""Batch normalization: where μ and σ come from, and what one image has instead."""

from __future__ import annotations

import dataclasses

import numpy as np

from cnnviz.document.drawing import NextBatch
from cnnviz.document.intake import digits_batch
from cnnviz.document.state import State
from cnnviz.document.supplied import GOOD_DIGITS
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.prepared import Prepared, filters, scene
from cnnviz.words import text

GROUP = text("Batch normalization")

BATCH = 8


def _eight() -> State:
    return scene(
        digits_batch(GOOD_DIGITS[:BATCH]),
        filters("sobel_x", "sobel_y", "laplacian", "gaussian"),
        BatchNorm2d(),
        ReLU(),
        selected=2,
    )


def _one() -> State:
    """Train on eight digits once, then show a ninth alone."""
    trained = NextBatch().apply(_eight()).document.layers
    evaluating = trained[1].with_parameter("training", False)
    alone = digits_batch(GOOD_DIGITS[BATCH : BATCH + 1])
    return scene(alone, trained[0], evaluating, trained[2], selected=2)


def _bright() -> State:
    batch = digits_batch(GOOD_DIGITS[:BATCH])
    lit = np.minimum(batch.pixels * np.float32(0.5) + np.float32(8), np.float32(16))
    brighter = dataclasses.replace(batch, pixels=frozen(lit), digits=())
    return scene(brighter, filters("gaussian", "identity"), BatchNorm2d(), selected=2)


SCENES = (
    Prepared(
        "batch-of-eight",
        GROUP,
        text("Eight digits, one μ a channel"),
        text("8 × 8 × 8 = 512 values of each channel make one mean and one variance."),
        _eight,
    ),
    Prepared(
        "batch-of-one",
        GROUP,
        text("One image, in evaluation"),
        text("There is no batch to average: the running averages kept in training are used."),
        _one,
    ),
    Prepared(
        "brighter-batch",
        GROUP,
        text("A brighter batch"),
        text("Contrast halved and light added; after normalization the mean is 0 all the same."),
        _bright,
    ),
)
