"""The views that every sliding layer has beside its own: receptive field and use count."""

from __future__ import annotations

from cnnviz.document.evaluation import Outcome
from cnnviz.layers import Layer
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.pooling import Pooling
from cnnviz.layers.sliding import Window
from cnnviz.scene import use_count, walk_back
from cnnviz.scene.glance import Glance
from cnnviz.scene.marks import Scale, Scene
from cnnviz.scene.timeline import resolve
from cnnviz.scene.where import Where
from cnnviz.trace import Trace
from cnnviz.words import Text, text

MORE: dict[str, Text] = {"field": text("Receptive field"), "uses": text("Use count")}


def more(layer: Layer) -> dict[str, Text]:
    """The further views of a layer, by name."""
    return MORE if isinstance(layer, Conv2d | Pooling) else {}


def compose(
    outcomes: tuple[Outcome, ...], scale: Scale, trace: Trace, glance: Glance
) -> Scene | None:
    """Make the picture of a further view; None if the glance is at the layer's own.

    Parameters
    ----------
    outcomes : tuple of Outcome
        Of the layers up to the one on stage; all have an output.
    scale : Scale
        Of the image.
    trace : Trace
        Of the layer on stage.
    glance : Glance
        Where we are.
    """
    layer, x = outcomes[-1].layer, outcomes[-1].x
    if glance.view not in more(layer) or x is None:
        return None
    if glance.view == "uses":
        assert isinstance(layer, Conv2d | Pooling)
        window: Window = layer.window((x.shape[1], x.shape[2], x.shape[3]))
        return use_count.compose(window, glance)
    row, column = _chosen(trace, glance)
    region = walk_back.Region((row, row), (column, column))
    return walk_back.compose(outcomes, scale, glance, region, Where(trace, glance))


def _chosen(trace: Trace, glance: Glance) -> tuple[int, int]:
    """The output cell pointed at; else the timeline's; else the middle one."""
    _, rows, columns = trace.shape
    spot, moment = glance.spot, resolve(trace, glance.playhead)
    if spot is not None and spot.key == "output" and spot.row < rows and spot.column < columns:
        return spot.row, spot.column
    if moment is not None:
        return divmod(moment.position % (rows * columns), columns)
    return rows // 2, columns // 2
