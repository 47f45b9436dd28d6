"""Padding of images, with PyTorch's modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import image_batch, pair, quiet
from cnnviz.engine.border import MODES, add_border, border_gradient

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array
    from cnnviz.engine.geometry import PaddingSides


@quiet
def pad(x: Any, padding: Any, mode: str = "constant", value: float = 0.0) -> Array:
    """Add cells around every image, or cut some away.

    Parameters
    ----------
    x : array_like
        Images, shape (N, C, H, W).
    padding : ((int, int), (int, int)), (int, int) or int
        ``((top, bottom), (left, right))`` in cells; negative numbers cut away.
    mode : {"constant", "reflect", "replicate", "circular"}
        What the new cells hold: ``value``; the mirror image without the edge
        itself; the edge; the opposite side.
    value : float
        What they hold in mode "constant".

    Returns
    -------
    numpy.ndarray
        Shape (N, C, top + H + bottom, left + W + right), a new array.

    Raises
    ------
    GeometryError
        If a mode needs more cells than the image has, or nothing is left.
    ValueError
        If the mode is unknown.

    Examples
    --------
    >>> pad([[[[1, 2, 3]]]], ((0, 0), (2, 1)), "reflect")
    array([[[[3., 2., 1., 2., 3., 2.]]]], dtype=float32)
    """
    image, sides = image_batch(x), _sides(padding)
    _check_mode(mode)
    return add_border(image, sides, mode, value)


@quiet
def pad_backward(
    grad_output: Any, x: Any, padding: Any, mode: str = "constant", value: float = 0.0
) -> Array:
    """Sum, for every input cell, the gradients of its copies.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the padded images, their shape.
    x : array_like
        As given to `pad`.
    padding : ((int, int), (int, int)), (int, int) or int
        As given to `pad`.
    mode : {"constant", "reflect", "replicate", "circular"}
        As given to `pad`.
    value : float
        As given to `pad`; without effect.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape (N, C, H, W).

    Raises
    ------
    ValueError
        If the mode is unknown.
    """
    image, grad = image_batch(x), image_batch(grad_output, "grad_output")
    _check_mode(mode)
    return border_gradient(grad, image.shape[2:], _sides(padding), mode)


def _sides(padding: Any) -> PaddingSides:
    least = -(1 << 40)
    if isinstance(padding, (int, np.integer)):
        return (int(padding), int(padding)), (int(padding), int(padding))
    rows, columns = padding
    return pair(rows, "padding", least), pair(columns, "padding", least)


def _check_mode(mode: str) -> None:
    if mode not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}, not {mode!r}")
