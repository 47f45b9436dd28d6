"""Layout of a convolution of 1 × 1: sticks of channels, abbreviated where they are long."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.scene.layout import CAPTION, largest_cell, legend_height, margins, top_margin
from cnnviz.scene.marks import Box, Viewport

MOST, FIRST = 6, 3
"""Cells of the longest stick that is drawn whole; cells at the beginning of a longer one."""
SIGN = 34.0
"""Width in which ∗, = or → stands."""
APART = 6.0
"""Gap between the sticks of the weights, in logical pixels."""
GAP = 0.6
"""Height or width of what is left out, in cells."""
MAP = 0.13
"""Part of the width that is kept for each column of small maps."""
SUM = 34.0
"""Height below the products in which their sum stands, at text size 1."""


@dataclass(frozen=True)
class Run:
    """Neighbouring cells of a stick that are drawn.

    Attributes
    ----------
    first, last : int
        Which cells, the last one not included.
    start : float
        How far along the stick they begin, in cells.
    """

    first: int
    last: int
    start: float


def runs_of(count: int, now: int = 0) -> tuple[Run, ...]:
    """Divide a stick into what is drawn of it.

    Parameters
    ----------
    count : int
        Its cells.
    now : int
        The cell in work, which is always drawn.

    Returns
    -------
    tuple of Run
        All of it; of a long one its first cells, the one in work or the next one, and its last.
    """
    if count <= MOST:
        return (Run(0, count, 0.0),)
    inner = now if FIRST <= now < count - 1 else FIRST
    return (
        Run(0, FIRST, 0.0),
        Run(inner, inner + 1, FIRST + GAP),
        Run(count - 1, count, FIRST + 1 + 2 * GAP),
    )


def length_of(count: int) -> float:
    """Give the length of a stick as it is drawn, in cells."""
    last = runs_of(count)[-1]
    return last.start + last.last - last.first


def indices_of(count: int, now: int = 0) -> tuple[int, ...]:
    """List the cells of a stick that are drawn, with that in work."""
    return tuple(i for run in runs_of(count, now) for i in range(run.first, run.last))


@dataclass(frozen=True)
class StickLayout:
    """Where everything stands.

    Attributes
    ----------
    cell : float
        Side of a cell in logical pixels.
    x, products, y : Box
        The stick of the input, its products with one filter, and the new stick.
    weights : tuple of Box
        The stick of each filter that is drawn.
    inputs, outputs : tuple of Box
        The maps of the channels that are drawn.
    sum : float
        Height at which the sum stands.
    caption : float
        Height at which the captions stand.
    """

    cell: float
    x: Box
    weights: tuple[Box, ...]
    products: Box
    y: Box
    inputs: tuple[Box, ...]
    outputs: tuple[Box, ...]
    sum: float
    caption: float

    def at(self, stick: Box, index: int, count: int) -> Box:
        """Give the box of a cell of a stick, as if it were the one in work."""
        run = next(each for each in runs_of(count, index) if each.first <= index < each.last)
        place = run.start + index - run.first
        return Box(stick.x, stick.y + place * self.cell, self.cell, self.cell)


def stick_layout(
    view: Viewport,
    channels: int,
    filters: int,
    sides: tuple[tuple[int, int], tuple[int, int]],
    footer: float,
) -> StickLayout:
    """Divide the stage.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    channels, filters : int
        Length of the old stick and of the new one.
    sides : ((int, int), (int, int))
        Rows and columns of the padded input and of the output.
    footer : float
        Height that is kept below.
    """
    size = view.text
    margin, _ = margins(view)
    sign, caption = SIGN * min(size, 1.3), CAPTION * size
    top, below = top_margin(view), caption + legend_height(view, numbers=False)
    height = max(view.height - top - below - footer - 4.0, 60.0)
    width = view.width - 2 * margin
    tall, wide = length_of(channels), length_of(filters)
    drawn = len(indices_of(filters))
    maps = MAP * width
    fixed = 5 * sign + (drawn - 1) * APART
    cell = min(
        (height - 2 * SUM * size) / tall,
        height / wide,
        (width - fixed - 2 * maps) / (3 + wide),
        largest_cell(view),
    )
    cell = float(int(max(cell, 2.0)))
    maps = min(0.5 * (width - fixed - (3 + wide) * cell), 0.34 * width)
    middle = top + height / 2
    first = _maps(sides[0], len(indices_of(channels)), maps, height)
    last = _maps(sides[1], drawn, maps, height)
    taken = first.w + last.w + fixed + (3 + wide) * cell
    spare = max(width - taken, 0.0) / 6
    x = margin + spare
    inputs = _stacked(first, len(indices_of(channels)), x, middle, height)
    x += first.w + sign + spare
    old = Box(round(x), round(middle - tall * cell / 2), cell, tall * cell)
    x += cell + sign + spare / 2
    weights: list[Box] = []
    for run in runs_of(filters):
        for index in range(run.first, run.last):
            place = run.start + index - run.first
            left = x + place * cell + len(weights) * APART
            weights.append(Box(round(left), old.y, cell, old.h))
    x = weights[-1].right + sign + spare / 2
    products = Box(round(x), old.y, cell, old.h)
    x += cell + sign + spare / 2
    new = Box(round(x), round(middle - wide * cell / 2), cell, wide * cell)
    x += cell + sign + spare / 2
    outputs = _stacked(last, drawn, x, middle, height)
    return StickLayout(
        cell,
        old,
        tuple(weights),
        products,
        new,
        inputs,
        outputs,
        old.bottom + 0.6 * SUM * size,
        top + height + 0.62 * caption,
    )


def _maps(side: tuple[int, int], count: int, width: float, height: float) -> Box:
    """Give the size of each of some maps below each other."""
    each = (height - (count - 1) * APART) / count
    cell = min(each / side[0], width / side[1])
    cell = float(int(cell)) if cell >= 4 else cell
    return Box(0.0, 0.0, cell * side[1], cell * side[0])


def _stacked(size: Box, count: int, x: float, middle: float, height: float) -> tuple[Box, ...]:
    """Stack maps around the middle."""
    apart = min((height - count * size.h) / max(count - 1, 1), 14.0)
    top = middle - (count * size.h + (count - 1) * apart) / 2
    return tuple(
        Box(round(x), round(top + i * (size.h + apart)), size.w, size.h) for i in range(count)
    )
