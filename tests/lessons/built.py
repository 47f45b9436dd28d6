"""Examples, built and run."""

from __future__ import annotations

from cnnviz.document.evaluation import Evaluation, evaluate
from cnnviz.document.state import State
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons import examples
from cnnviz.trace import FloatArray

EXAMPLES = {each.key: each for each in examples()}


def evaluated(key: str) -> tuple[State, Evaluation]:
    """Build an example and run it."""
    state = EXAMPLES[key].build()
    return state, evaluate(state.document)


def output(key: str, layer: int = 1) -> FloatArray:
    """What comes out of a layer of an example, counted from 1."""
    found = evaluated(key)[1].output(layer)
    assert found is not None
    return found


def conv_of(key: str, layer: int = 1) -> Conv2d:
    """A convolution of an example, counted from 1."""
    conv = EXAMPLES[key].build().document.layers[layer - 1]
    assert isinstance(conv, Conv2d)
    return conv
