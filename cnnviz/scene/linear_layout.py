"""Where the panels of a linear layer stand: maps, weights, products, and the nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from cnnviz.layers import Shape
from cnnviz.scene.layout import CAPTION, MARGIN, largest_cell, top_margin
from cnnviz.scene.map_panel import MapPanel
from cnnviz.scene.marks import Box, Viewport
from cnnviz.scene.node_bars import NodeBars

BARS, MOST_BARS = 0.22, 0.4
"""Part of the width for the outputs of the nodes, at the least and at the most."""
STACKS = 1.25
"""How much larger cells must become for the panels to stand below each other."""
GAP = 30.0
"""Between two panels, in logical pixels at text size 1."""


@dataclass(frozen=True)
class Places:
    """Where everything stands.

    Attributes
    ----------
    panels : tuple of MapPanel
        The maps, the weights, and their products.
    bars : NodeBars
        The nodes.
    foot : float
        Height of the row of all weights, in logical pixels.
    """

    panels: tuple[MapPanel, MapPanel, MapPanel]
    bars: NodeBars
    foot: float


def placed(
    view: Viewport,
    shape: Shape,
    nodes: int,
    node: int,
    reach: tuple[float, float],
    foot: float,
) -> Places:
    """Place the panels beside or below each other, as they have larger cells, and the nodes.

    Parameters
    ----------
    view : Viewport
        Size of the stage.
    shape : tuple of int
        Channels, rows and columns of the maps.
    nodes, node : int
        All nodes, and the one in work.
    reach : (float, float)
        The least and the largest value of a bar.
    foot : float
        Height that is left to the row of all weights.

    Returns
    -------
    Places
        The whole is in the middle of the width.
    """
    panels, room = _panels(view, shape, foot)
    return Places(panels, NodeBars.within(room, nodes, node, reach, view), foot)


@lru_cache(maxsize=16)  # the same at every moment, and whatever the weights are
def _panels(
    view: Viewport, shape: Shape, foot: float
) -> tuple[tuple[MapPanel, MapPanel, MapPanel], Box]:
    """Place the panels, and the area of the nodes."""
    size, gap, top = view.text, GAP * view.text, top_margin(view)
    height = max(view.height - top - CAPTION * size - foot - 8.0, 60.0)
    width = view.width - 2 * MARGIN
    least = max(BARS * width, min(170.0 * size, 0.3 * width))
    room = Box(MARGIN, top, width - least - gap, height)
    beside, below = (_arranged(room, shape, view, stacked=each) for each in (False, True))
    stacks = below[0].side > STACKS * beside[0].side
    best, lead = (below, gap) if stacks else (beside, 0.0)
    first = min(panel.around.x for panel in best) - lead
    taken = max(panel.around.right for panel in best) - first + gap + 6.0
    right = min(width - taken, MOST_BARS * width)
    start = MARGIN + (width - taken - right) / 2
    one, two, three = (_moved(each, start - first) for each in best)
    return (one, two, three), Box(start + taken, top, right, height)


def _moved(panel: MapPanel, dx: float) -> MapPanel:
    """Move a panel to the right, in logical pixels."""
    return replace(panel, boxes=tuple(box.moved(dx, 0.0) for box in panel.boxes))


def _arranged(room: Box, shape: Shape, view: Viewport, *, stacked: bool) -> tuple[MapPanel, ...]:
    """Place three panels beside or below each other."""
    gap, below = GAP * view.text, CAPTION * view.text
    if stacked:
        high = (room.h - 2 * below - 8.0) / 3
        rooms = [
            Box(room.x + gap, room.y + i * (high + below + 4.0), room.w - gap, high)
            for i in range(3)
        ]
    else:
        each = (room.w - 2 * gap) / 3
        rooms = [Box(room.x + i * (each + gap), room.y, each, room.h) for i in range(3)]
    return tuple(MapPanel.within(one, shape, 5.0, largest_cell(view)) for one in rooms)
