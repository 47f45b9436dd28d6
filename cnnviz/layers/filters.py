"""The named filters: standard kernels such as Sobel, at any size that can hold them."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np

from cnnviz.trace import FloatArray, exact_places
from cnnviz.words import Text, text

Size = tuple[int, int]

_THREE: dict[str, list[list[float]]] = {
    "sobel_x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel_y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "prewitt_x": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "prewitt_y": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "scharr_x": [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]],
    "scharr_y": [[-3, -10, -3], [0, 0, 0], [3, 10, 3]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "laplacian_8": [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "diagonal_down": [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]],
    "diagonal_up": [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]],
    "ridge_horizontal": [[-1, -1, -1], [2, 2, 2], [-1, -1, -1]],
    "ridge_vertical": [[-1, 2, -1], [-1, 2, -1], [-1, 2, -1]],
}

LABELS: dict[str, Text] = {
    "identity": text("identity"),
    "sobel_x": text("Sobel ↔"),
    "sobel_y": text("Sobel ↕"),
    "prewitt_x": text("Prewitt ↔"),
    "prewitt_y": text("Prewitt ↕"),
    "scharr_x": text("Scharr ↔"),
    "scharr_y": text("Scharr ↕"),
    "laplacian": text("Laplacian"),
    "laplacian_8": text("Laplacian, 8 neighbours"),
    "sharpen": text("sharpen"),
    "box": text("box blur"),
    "gaussian": text("Gaussian"),
    "emboss": text("emboss"),
    "diagonal_down": text("diagonal ↘"),
    "diagonal_up": text("diagonal ↗"),
    "ridge_horizontal": text("ridge ↔"),
    "ridge_vertical": text("ridge ↕"),
    "random": text("random"),
    "custom": text("custom"),
}
"""Every name a filter can have; *random* is drawn from a seed, *custom* is typed."""

ORDER = ("sobel_x", "sobel_y", "laplacian", "gaussian", "sharpen", "diagonal_down", "diagonal_up")
"""Which named filters a new layer takes, in turn."""


def kernel(name: str, size: Size) -> FloatArray | None:
    """Make a named kernel.

    Parameters
    ----------
    name : str
        A key of `LABELS` other than ``random`` and ``custom``.
    size : (int, int)
        Rows and columns. Blurs and the identity fill any size; the others are
        3 × 3, centred in a larger kernel and padded with zeros.

    Returns
    -------
    ndarray, shape `size`, float32, or None
        The kernel, or None if the size is too small for this filter.

    References
    ----------
    Gonzalez & Woods (2018), "Digital Image Processing", sections 3.5, 3.6 and 10.2;
    Scharr (2000), "Optimale Operatoren in der digitalen Bildverarbeitung".
    """
    if name in _ANY_SIZE:
        return _ANY_SIZE[name](size)
    if name not in _THREE or min(size) < 3:
        return None
    whole = np.zeros(size, np.float32)
    top, left = (size[0] - 3) // 2, (size[1] - 3) // 2
    whole[top : top + 3, left : left + 3] = _THREE[name]
    return whole


def divisor(name: str, weight: FloatArray) -> int:
    """Tell what the weights of a filter are whole parts of.

    Parameters
    ----------
    name : str
        A key of `LABELS`.
    weight : ndarray, shape (..., K_h, K_w)
        The filter's numbers.

    Returns
    -------
    int
        9 for a box of 3 × 3, 16 for a Gaussian, and the same for one of them in which a
        number was changed, if it takes too many decimals otherwise; 1 for all others.
    """
    rows, columns = weight.shape[-2:]
    box, gaussian = rows * columns, 1 << (rows + columns - 2)
    named: dict[str, tuple[int, ...]] = {"box": (box,), "gaussian": (gaussian,)}
    tried = named.get(name, ())
    if not np.isfinite(weight).all():
        return 1
    if name == "custom" and exact_places(weight) is None:
        tried = (box, gaussian)
    for parts in tried:
        scaled = weight.astype(np.float64) * parts
        if bool((np.abs(scaled - np.rint(scaled)) <= 1e-6 * np.abs(scaled)).all()):
            return parts
    return 1


def random_kernels(seed: int, shape: tuple[int, ...]) -> FloatArray:
    """Draw weights from He's normal distribution, rounded to hundredths.

    Parameters
    ----------
    seed : int
        Seed of the generator; the same seed gives the same numbers.
    shape : tuple of int
        (C_in, K_h, K_w): one filter.

    Returns
    -------
    ndarray, shape `shape`, float32
        Mean 0 and standard deviation √(2 / fan_in), with fan_in = C_in · K_h · K_w.

    References
    ----------
    He, Zhang, Ren & Sun (2015), "Delving deep into rectifiers", section 2.2.
    """
    fan_in = int(np.prod(shape))
    drawn = np.random.default_rng(seed).normal(0.0, np.sqrt(2.0 / fan_in), shape)
    rounded: FloatArray = np.round(drawn, 2).astype(np.float32)
    return rounded


def _identity(size: Size) -> FloatArray:
    whole = np.zeros(size, np.float32)
    whole[(size[0] - 1) // 2, (size[1] - 1) // 2] = 1
    return whole


def _box(size: Size) -> FloatArray:
    return np.full(size, 1 / (size[0] * size[1]), np.float32)


def _gaussian(size: Size) -> FloatArray:
    rows, columns = (np.array([comb(n - 1, k) for k in range(n)], np.float64) for n in size)
    whole = np.outer(rows, columns)
    normalized: FloatArray = (whole / whole.sum()).astype(np.float32)
    return normalized


_ANY_SIZE: dict[str, Callable[[Size], FloatArray]] = {
    "identity": _identity,
    "box": _box,
    "gaussian": _gaussian,
}
