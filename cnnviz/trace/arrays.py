"""The kinds of array that explanations speak of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

Cell = tuple[int, int, int]
"""One cell of an activation of one image: channel, row, column."""

Index = tuple[int | slice | IntArray, ...]
"""What NumPy takes between brackets."""
