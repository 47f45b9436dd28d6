"""A scene with its shapes and indices in an order of axes."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.scene.marks import Label, Mark, Scene
from cnnviz.trace import AxisOrder, in_order


def scene_in_order(scene: Scene, order: AxisOrder) -> Scene:
    """Write the shapes and indices of a scene in an order of axes; nothing moves.

    Parameters
    ----------
    scene : Scene
        Any scene.
    order : str
        The order.
    """
    if order == "NCHW":
        return scene
    return replace(
        scene,
        marks=tuple(_written(mark, order) for mark in scene.marks),
        equation=in_order(scene.equation, order),
        readout=in_order(scene.readout, order),
    )


def _written(mark: Mark, order: AxisOrder) -> Mark:
    if not isinstance(mark, Label):
        return mark
    spans = in_order(mark.spans, order)
    return mark if spans is mark.spans else replace(mark, spans=spans)
