"""From values to colours: lookup tables of a scale in a theme.

A value becomes one of 256 levels. Level 0 is a value that is not a number, level 1
is −∞ (the padding of max pooling), levels 2 to 254 run from the lowest colour to
the highest. On a signed scale level 128 is zero, and only it is exactly neutral.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnnviz.scene.boxes import Kind
from cnnviz.scene.marks import Scale
from cnnviz.scene.scales import PRIMARIES
from cnnviz.trace import FloatArray
from cnnviz.views.theme import Theme, rgb

Colours = NDArray[np.uint32]
Levels = NDArray[np.uint8]

MISSING, PADDING, LOWEST, ZERO, HIGHEST = 0, 1, 2, 128, 254
NORMAL, FAINT, DIMMED, EMPTY, HATCHED = 0, 1, 2, 3, 4
"""States of a cell; the rows of `Tables`."""

CHUNK = 32_768
"""Values that are worked on at a time, so that they stay in the cache."""

TINY, HUGE = 1e-30, 1e30
"""Spans of a scale between which float32 is exact enough."""

INKS = ("#f0f3f7", "#0d1014", "#ffffff", "#000000")
"""Colours of numbers: soft ones, then those that can be read on every cell."""
WHITE, BLACK = 2, 3

MUTED, FIRM = 4, 5
"""Colours of quiet numbers, from the theme: as words are, and where that is too weak."""

QUIET, STRIPED = 0.2, 0.3
"""Part of its colour that a quiet cell keeps, and one below stripes."""

ENOUGH = 4.5
"""Contrast of a number on its cell that WCAG 2.1 asks for (success criterion 1.4.3)."""


@dataclass(frozen=True, eq=False)
class Tables:
    """What every level looks like.

    Attributes
    ----------
    colours : ndarray of uint32, shape (5, 256)
        0xffRRGGBB of a cell, for each state of a cell.
    text : ndarray of uint8, shape (5, 256)
        Which of `inks` a number on that cell has.
    inks : tuple of str
        Colours of numbers.
    """

    colours: Colours
    text: Levels
    inks: tuple[str, ...]


def luminance(colours: ArrayLike) -> NDArray[np.float64]:
    """Relative luminance of sRGB colours, 0 to 1.

    Parameters
    ----------
    colours : array_like, shape (..., 3)
        Red, green and blue, 0 to 255 each.

    References
    ----------
    WCAG 2.1, "relative luminance".
    """
    parts = np.asarray(colours, np.float64) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Contrast ratio of two sRGB colours, 1 to 21.

    References
    ----------
    WCAG 2.1, "contrast ratio".
    """
    dark, light = sorted(luminance((one, other)).tolist())
    return float((light + 0.05) / (dark + 0.05))


def readable_inks(colours: Colours) -> Levels:
    """Choose white or black, as an index into `INKS`, for numbers on cells of any colour.

    Parameters
    ----------
    colours : ndarray of uint32, shape (H, W)
        0xffRRGGBB.

    Returns
    -------
    ndarray of uint8, shape (H, W)
    """
    # White has the stronger contrast below the geometric mean of the two.
    return np.where((_light(colours) + 0.05) ** 2 <= 1.05 * 0.05, WHITE, BLACK).astype(np.uint8)


def quiet_inks(colours: Colours, theme: Theme) -> Levels:
    """Choose the ink, as an index into `Tables.inks`, for numbers on quiet cells of any colour.

    Parameters
    ----------
    colours : ndarray of uint32
        0xffRRGGBB, any shape.
    theme : Theme
        Where the inks come from.

    Returns
    -------
    ndarray of uint8
        Same shape.
    """
    light, muted = _light(colours), luminance(theme.rgb("muted"))
    ratio = (np.maximum(light, muted) + 0.05) / (np.minimum(light, muted) + 0.05)
    return np.where(ratio >= ENOUGH, MUTED, FIRM).astype(np.uint8)


def _light(colours: Colours) -> NDArray[np.float64]:
    """Relative luminance of packed colours."""
    return luminance(np.stack((colours >> 16 & 255, colours >> 8 & 255, colours & 255), axis=-1))


def levels(values: FloatArray, scale: Scale) -> Levels:
    """Turn values into levels of a scale.

    Parameters
    ----------
    values : ndarray
        Any shape.
    scale : Scale
        Its `low` and `high` become the ends; what lies beyond is clipped.

    Returns
    -------
    ndarray of uint8
        Same shape.
    """
    low, high = (-scale.high, scale.high) if scale.kind == "signed" else (scale.low, scale.high)
    span = high - low
    if not 0 < span < math.inf:
        low, step = 0.0, 0.0
    else:
        step = (HIGHEST - LOWEST) / span
    # The half makes the cast to whole numbers round; zero of a signed scale stays exact.
    offset = 0.5 + (ZERO if scale.kind == "signed" else LOWEST - low * step)
    if not np.issubdtype(values.dtype, np.floating):
        values = values.astype(np.float32)
    flat = values.reshape(-1)
    if step and not TINY < span < HUGE:
        flat = flat.astype(np.float64)
    found = np.empty(flat.size, np.uint8)
    room = np.empty(min(flat.size, CHUNK), flat.dtype)
    slope, shift = flat.dtype.type(step), flat.dtype.type(offset)
    for start in range(0, flat.size, CHUNK):
        part = flat[start : start + CHUNK]
        with np.errstate(over="ignore", invalid="ignore"):
            level = np.multiply(part, slope, out=room[: part.size])
            level += shift
        plain = np.isfinite(level.max()) and np.isfinite(level.min())
        np.clip(level, LOWEST, HIGHEST, out=level)
        if not plain:
            np.nan_to_num(level, copy=False, nan=MISSING)
            level[part == np.inf] = HIGHEST
            level[part == -np.inf] = PADDING
        found[start : start + CHUNK] = level
    return found.reshape(values.shape)


def paint_values(values: FloatArray, scale: Scale, theme: Theme) -> Colours:
    """Turn values into the colours of plain cells.

    Parameters
    ----------
    values : ndarray, shape (H, W) or (3, H, W)
        Values on the scale, or red, green and blue between its ends.
    scale : Scale
        How values become colours.
    theme : Theme
        Where the colours come from.

    Returns
    -------
    ndarray of uint32, shape (H, W)
        0xffRRGGBB.
    """
    if values.ndim == 3:
        return _mixed(values, scale)
    return tables(scale.kind, theme).colours[NORMAL].take(levels(values, scale))


def tables(kind: Kind, theme: Theme) -> Tables:
    """Give the lookup tables of a kind of scale in a theme.

    Parameters
    ----------
    kind : str
        A kind of scale.
    theme : Theme
        Where the colours come from.
    """
    return _tables(kind, theme)


@lru_cache(maxsize=16)
def _tables(kind: str, theme: Theme) -> Tables:
    window = np.array(theme.rgb("window"), float)
    full = np.empty((256, 3))
    full[LOWEST : HIGHEST + 1] = _ramp(kind, theme)
    full[HIGHEST + 1] = full[HIGHEST]
    full[MISSING] = theme.rgb("missing")
    full[PADDING] = window
    quiet, striped = (window + (full - window) * part for part in (QUIET, STRIPED))
    states = np.stack([full, quiet, quiet, np.broadcast_to(window, full.shape), striped])
    states = np.rint(states)
    inks = (*INKS, theme.muted, _firm(theme))
    lights = luminance([rgb(ink) for ink in INKS])[:, None]
    text = np.empty((5, 256), np.uint8)
    for state, row in enumerate(states):
        # Softest first; pure white and black where those are too weak.
        here = luminance(row)
        ratios = (np.maximum(lights, here) + 0.05) / (np.minimum(lights, here) + 0.05)
        good = ratios >= ENOUGH
        text[state] = np.where(good.any(axis=0), good, ratios).argmax(axis=0)
    colours = states.astype(np.uint32)
    packed = 0xFF000000 | colours[..., 0] << 16 | colours[..., 1] << 8 | colours[..., 2]
    text[[FAINT, DIMMED]] = quiet_inks(packed[[FAINT, DIMMED]], theme)
    packed.setflags(write=False)
    text.setflags(write=False)
    return Tables(packed.astype(np.uint32), text, inks)


@lru_cache(maxsize=8)
def _firm(theme: Theme) -> str:
    """Mix the softest colour from muted to strong that can be read on every quiet cell.

    Black or white would make a number that is put aside the one that is seen first.
    """
    window, muted, strong = (np.array(theme.rgb(role)) for role in ("window", "muted", "strong"))
    cells = [tuple(np.rint(window + (end - window) * QUIET)) for end in (0, 255)]
    for part in np.linspace(0, 1, 41):
        mixed = tuple(np.rint(muted + (strong - muted) * part).astype(int).tolist())
        if min(contrast(mixed, cell) for cell in cells) >= ENOUGH:
            break
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _ramp(kind: str, theme: Theme) -> NDArray[np.float64]:
    count = HIGHEST - LOWEST + 1
    if kind == "light":
        return np.linspace(0, 255, count)[:, None].repeat(3, axis=1)
    if kind in PRIMARIES:
        return np.linspace(0, 1, count)[:, None] * np.array(theme.rgb(kind), float)
    if kind == "ink":
        ends = np.array([theme.rgb("paper"), theme.rgb("ink")], float)
        return ends[0] + np.linspace(0, 1, count)[:, None] * (ends[1] - ends[0])
    neutral = np.array(theme.rgb("neutral"), float)
    ends = np.array([theme.rgb("negative"), theme.rgb("positive")], float)
    part = np.linspace(-1, 1, count)[:, None]
    return neutral + np.abs(part) * (np.where(part < 0, ends[0], ends[1]) - neutral)


def _mixed(values: FloatArray, scale: Scale) -> Colours:
    span = scale.high - scale.low
    step = 255 / span if 0 < span < math.inf else 0.0
    exact = values.dtype if not step or TINY < span < HUGE else np.dtype(np.float64)
    mixed = np.full((*values.shape[1:], 4), 255, np.uint8)  # blue, green, red, opaque
    for plane, place in zip(values, (2, 1, 0), strict=True):
        with np.errstate(over="ignore", invalid="ignore"):
            part = np.subtract(plane, exact.type(scale.low), dtype=exact)
            part *= exact.type(step)
        part += exact.type(0.5)  # makes the cast round
        np.fmax(part, 0, out=part)  # what is no number becomes 0
        np.fmin(part, 255, out=part)
        mixed[..., place] = part
    return mixed.view("<u4")[..., 0].astype(np.uint32, copy=False)
