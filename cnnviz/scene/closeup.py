"""Layout of a stage with a lens before a class: what lies between two pictures is legible."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cnnviz.scene import captions
from cnnviz.scene.layout import CAPTION, LARGEST, Columns, pictures
from cnnviz.scene.legible import side_of
from cnnviz.scene.marks import Box, Label, Mark, Viewport
from cnnviz.scene.window_layout import WORTH, Middle

LINE = 18.5
"""Height of the row below a grid that its caption takes, at text size 1."""
BETWEEN = 8.0
"""Gap between filter and products, and between them and the lens, at text size 1."""
LARGEST_LENS = 46.0
"""Side of the largest cell of the lens, at text size 1."""
LEAST_PICTURE, KEPT = 0.22, 0.6
"""Width of the input at the least, as a part of the stage and of what it would be without
numbers beside it: digits take no more from it."""
LEAST_CELL = 5.0
"""Side of the smallest cell whose colour can be told, at text size 1."""
PART = 88.0
"""Width of filter and of products at the least, for what is written below them, at text size 1."""
TIERS = ((True, True), (False, True), (True, False), (False, False))
"""Whether the lens and whether the arithmetic show numbers, the most wanted first."""


@dataclass(frozen=True)
class Needs:
    """What the numbers of a stage with a lens take.

    Attributes
    ----------
    lens, arithmetic : int
        Signs of the longest number there.
    spans : tuple of (int, int)
        Rows and columns that the lens may show, the most wanted first.
    fraction : float
        Height of what stands above filter and products, in logical pixels.
    """

    lens: int
    arithmetic: int
    spans: tuple[tuple[int, int], ...]
    fraction: float = 0.0


@dataclass(frozen=True)
class Closeup:
    """Where the lens and the arithmetic stand.

    Attributes
    ----------
    columns : Columns
        The three columns.
    lens : Box
        The lens.
    span : (int, int)
        Its rows and columns.
    grids : tuple of Box
        Filter and products, or the window's values.
    beside : bool
        Whether the lens is at the left of them, not above.
    """

    columns: Columns
    lens: Box
    span: tuple[int, int]
    grids: tuple[Box, ...]
    beside: bool


def below(box: Box, size: float) -> float:
    """Give the middle of the caption under a grid of a close-up, in logical pixels."""
    return box.bottom + LINE / 2 * size


def signs_beside_lens(said: list[Mark], closeup: Closeup, size: float) -> list[Mark]:
    """Put the first sign between the lens and the filter, and the second at the products.

    Parameters
    ----------
    said : list of Mark
        Captions and signs.
    closeup : Closeup
        With the lens at the left.
    size : float
        Factor on the text size.
    """
    first, last = closeup.grids[0], closeup.grids[-1]
    gap = first.x - closeup.lens.right
    height = min(captions.OPERATOR * size, captions.NEAR * gap)
    moved = []
    for mark in said:
        if mark.key == "before" and isinstance(mark, Label):
            mark = replace(mark, x=first.x - gap / 2, y=first.cy, size=height)
        elif mark.key == "after" and isinstance(mark, Label):
            mark = replace(mark, y=last.cy)
        moved.append(mark)
    return moved


def compose_closeup(
    view: Viewport, left: tuple[int, int], right: tuple[int, int], middle: Middle, needs: Needs
) -> Closeup:
    """Choose the arrangement with the largest pictures among those with the most numbers.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    left, right : (int, int)
        Rows and columns of the input with its padding, and of the output.
    middle : Middle
        What stands between them.
    needs : Needs
        What its numbers take.
    """
    alone = pictures(view, left, right, 0.0)
    for lens, arithmetic in TIERS:
        found = []
        for each in _arrangements(view, middle, needs, lens, arithmetic):
            columns = pictures(view, left, right, 0.0, each.width)
            room = _room(columns, view)
            wide = columns.cell * left[1] >= LEAST_PICTURE * view.width
            large = columns.cell >= (KEPT if wide else 1.0) * alone.cell
            if large and each.height <= room.h and each.width <= room.w:
                found.append((each, columns))
        if found:
            largest = max(columns.cell for _, columns in found)
            best = next(each for each in found if WORTH * each[1].cell >= largest)
            return _placed(best[0], best[1], view)
    # Not even colours fit: as small as need be.
    return _placed(_Arrangement(view, middle, needs.spans[-1], 0.0, 1.0, 1.0, False), alone, view)


def _room(columns: Columns, view: Viewport) -> Box:
    """The middle column down to where the captions of the pictures end."""
    room = columns.middle
    return Box(room.x, room.y, room.w, room.h + CAPTION * view.text)


@dataclass(frozen=True)
class _Arrangement:
    """Lens above the arithmetic, or beside it; with the sides of their cells."""

    view: Viewport
    middle: Middle
    span: tuple[int, int]
    fraction: float
    lens: float
    cell: float
    beside: bool

    @property
    def gap(self) -> float:
        return BETWEEN * self.view.text

    @property
    def line(self) -> float:
        return LINE * self.view.text

    @property
    def lens_size(self) -> tuple[float, float]:
        return self.lens * self.span[1], self.lens * self.span[0] + self.line

    @property
    def part(self) -> tuple[float, float]:
        """Width and height of one grid with what is written at it."""
        tall = self.cell * self.middle.rows
        wide = max(self.cell * self.middle.columns, PART * self.view.text)
        return wide, self.fraction + tall + self.line

    @property
    def arithmetic(self) -> tuple[float, float]:
        """Width and height of filter and products together."""
        (wide, tall), more = self.part, self.middle.grids - 1
        if self.beside:
            return wide, tall + more * (tall + 0.5 * self.gap)
        return wide + more * (wide + self.gap), tall

    @property
    def width(self) -> float:
        lens, rest = self.lens_size[0], self.arithmetic[0]
        return lens + 3 * self.gap + rest if self.beside else max(lens, rest)

    @property
    def height(self) -> float:
        lens, rest = self.lens_size[1], self.arithmetic[1]
        return max(lens, rest) if self.beside else lens + 0.5 * self.gap + rest

    def fits(self, room: Box) -> bool:
        """Whether it has room, in cells that are not too large."""
        size = self.view.text
        small = self.lens <= LARGEST_LENS * size and self.cell <= 0.8 * LARGEST * size
        return small and self.width <= room.w and self.height <= room.h


def _arrangements(
    view: Viewport, middle: Middle, needs: Needs, lens: bool, arithmetic: bool
) -> Iterator[_Arrangement]:
    least = math.ceil(LEAST_CELL * view.text)
    first = side_of(needs.lens, view) if lens else least
    second = side_of(needs.arithmetic, view) if arithmetic else least
    alike = max(first, second)
    sides = [(first, second)] if lens != arithmetic or first == second else [(alike, alike)]
    if lens and arithmetic and first != second:
        sides.append((first, second))
    spans = needs.spans if lens else needs.spans[:1]
    if arithmetic and middle.grids == 1 and len(spans) > 1:
        spans = spans[:-1]  # the window's values alone would be there twice
    elif not arithmetic:
        spans = spans[::-1]  # filter and products, too large for numbers, need the room
    for span in spans:
        for one, other in sides:
            for beside in (False, True):
                yield _Arrangement(view, middle, span, needs.fraction, one, other, beside)


def _placed(chosen: _Arrangement, columns: Columns, view: Viewport) -> Closeup:
    room = _room(columns, view)
    chosen = _grown(chosen, room, chosen.lens > chosen.cell)
    (lens_w, lens_h), (wide, tall), gap = chosen.lens_size, chosen.arithmetic, chosen.gap
    x, y = room.cx - chosen.width / 2, room.y + max(room.h - chosen.height, 0.0) / 2
    if chosen.beside:
        lens_x, lens_y = x, y + (chosen.height - lens_h) / 2
        x, y = x + lens_w + 3 * gap, y + (chosen.height - tall) / 2
    else:
        lens_x, lens_y = room.cx - lens_w / 2, y
        x, y = room.cx - wide / 2, y + lens_h + 0.5 * gap
    each_w, each_h = chosen.part
    right, down = (0.0, each_h + 0.5 * gap) if chosen.beside else (each_w + gap, 0.0)
    cells_w, cells_h = chosen.cell * chosen.middle.columns, chosen.cell * chosen.middle.rows
    x, y = x + (each_w - cells_w) / 2, y + chosen.fraction
    grids = tuple(
        Box(round(x + i * right), round(y + i * down), cells_w, cells_h)
        for i in range(chosen.middle.grids)
    )
    lens = Box(round(lens_x), round(lens_y), lens_w, lens_h - chosen.line)
    return Closeup(columns, lens, chosen.span, grids, chosen.beside)


def _grown(chosen: _Arrangement, room: Box, lens_last: bool) -> _Arrangement:
    """Let the cells fill the room: both alike as long as they can, then the one and the other."""
    one_by_one = ((0.0, 1.0), (1.0, 0.0)) if lens_last else ((1.0, 0.0), (0.0, 1.0))
    for lens, cell in ((1.0, 1.0), *one_by_one):
        if lens and cell and chosen.lens != chosen.cell:
            continue
        while True:
            larger = replace(chosen, lens=chosen.lens + lens, cell=chosen.cell + cell)
            if not larger.fits(room):
                break
            chosen = larger
    return chosen
