"""Array types of the annotations: floating point, indices, masks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]

Cell = tuple[int, int, int]
"""One cell of an activation of one image: channel, row, column."""

CellOfMaps = tuple[int | None, int, int]
"""One cell of an output; None instead of a channel means this cell of every map at once."""

Index = tuple[int | slice | IntArray, ...]
"""A NumPy index: integers, slices or integer arrays, one for each axis."""
