"""From scores to a class: softmax and the cross entropy by hand."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.softmax import Softmax
from cnnviz.lessons.example import Example, matrix, opening
from cnnviz.words import text

GROUP = text("Softmax and loss")


def _scores(values: list[float], target: int) -> State:
    """A row of typed scores, one for each class."""
    return opening(matrix([values]), Flatten(), Softmax(target=target), selected=2)


def _by_hand() -> State:
    return _scores([1.0, 2, 3, 0, -1], 2)


def _wrong() -> State:
    return _scores([1.0, 2, 3, 0, -1], 4)


def _equal() -> State:
    return _scores([5.0, 5, 5, 5], 0)


def _thousand() -> State:
    return _scores([1001.0, 1002, 1003, 1000, 999], 2)


EXAMPLES = (
    Example(
        "softmax",
        GROUP,
        text("Five scores, five probabilities"),
        text("Scores 1, 2, 3, 0, −1: which class gets the largest p, and how much of 1?"),
        _by_hand,
        what_if=("target",),
    ),
    Example(
        "softmax-thousand",
        GROUP,
        text("The same scores, 1000 more"),
        text("e^1003 is too large for any float32. What becomes of the five probabilities?"),
        _thousand,
        what_if=("target",),
    ),
    Example(
        "softmax-equal",
        GROUP,
        text("Four equal scores"),
        text("Four scores of 5: how large is each p, and how large is the loss?"),
        _equal,
        what_if=("target",),
    ),
    Example(
        "cross-entropy",
        GROUP,
        text("The true class has the smallest score"),
        text("The target is class 4 now, with score −1: how much larger is the loss?"),
        _wrong,
        what_if=("target",),
    ),
)
