"""Dropout: what a coin for every cell does in training, and what evaluation gives."""

from __future__ import annotations

from cnnviz.document.state import State
from cnnviz.layers.kinds.dropout import Dropout
from cnnviz.lessons.example import Example, Rows, matrix, opening
from cnnviz.words import text

GROUP = text("Dropout")

EIGHTS: Rows = [[8.0] * 4] * 4
"""Every cell the same, so that only the coins tell them apart."""


def _coins() -> State:
    return opening(matrix(EIGHTS), Dropout(p=0.5))


def _draws() -> State:
    return opening(matrix(EIGHTS), Dropout(p=0.5), explanation="draws")


def _evaluated() -> State:
    return opening(matrix(EIGHTS), Dropout(p=0.5, training=False), predict=True)


EXAMPLES = (
    Example(
        "dropout-coins",
        GROUP,
        text("A coin for every cell"),
        text("p = 0.5: half of the cells are dropped. What becomes of an 8 that survives?"),
        _coins,
        what_if=("p", "seed", "training"),
        asks=("factor",),
    ),
    Example(
        "dropout-draws",
        GROUP,
        text("The mean of many draws"),
        text("0 or 16, drawn again and again: which number does the mean of a cell come near?"),
        _draws,
        what_if=("p", "seed", "training"),
        asks=("mean",),
    ),
    Example(
        "dropout-eval",
        GROUP,
        text("Dropout in evaluation"),
        text("p is still 0.5, but the mode is evaluation: what becomes of an 8 now?"),
        _evaluated,
        what_if=("training", "p", "seed"),
        asks=("factor",),
    ),
)
