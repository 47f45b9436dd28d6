"""A pipeline to test with: four filters, normalized, rectified and pooled, all of it shown."""

from __future__ import annotations

from cnnviz.document.intake import digits_batch
from cnnviz.document.state import Document, State
from cnnviz.document.supplied import GOOD_DIGITS
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.example import filters


def start() -> State:
    """Put a 7 of 8 × 8 cells through it, the convolution on stage, at the timeline's end."""
    layers = (
        filters("sobel_x", "sobel_y", "laplacian", "gaussian"),
        BatchNorm2d(),
        ReLU(),
        MaxPool2d(),
    )
    return State(Document(digits_batch(GOOD_DIGITS[7:8])).with_layers(layers), selected=1)
