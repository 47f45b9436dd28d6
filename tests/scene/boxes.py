"""How much room each mark takes, words measured in the bundled fonts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF

from cnnviz.scene.marks import (
    Bars,
    Box,
    Dots,
    Fill,
    Grid,
    Label,
    Legend,
    Mark,
    Mosaic,
    Outline,
    Scene,
    Stroke,
    Tags,
)
from cnnviz.views.label_item import LabelItem
from cnnviz.views.legend_item import LegendItem
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.words import Words


class Measure:
    """Measures marks as they are drawn in a language.

    Parameters
    ----------
    language : str
        Whose words are measured.
    """

    def __init__(self, language: str = "en") -> None:
        self._style = RenderStyle(Theme.load("light"), Words(language))

    def boxes(self, mark: Mark) -> Iterator[Box]:
        """The rectangles that a mark fills."""
        match mark:
            case Grid() | Fill() | Bars():
                yield mark.box
            case Mosaic() | Outline() | Tags():
                yield from mark.boxes
            case Label():
                yield self._label(mark)
            case Legend():
                item = LegendItem(self._style)
                yield _box(item.bounds(mark))
            case Stroke() | Dots():
                points = mark.points[np.isfinite(mark.points).all(axis=1)]
                for x, y in points:
                    yield Box(float(x), float(y), 0.0, 0.0)

    def outside(self, scene: Scene, width: float, height: float, by: float) -> list[str]:
        """Name the marks that leave the room, and how far."""
        found = []
        for mark in scene.marks:
            for box in self.boxes(mark):
                far = max(-box.x, -box.y, box.right - width, box.bottom - height)
                if not far <= by:
                    found.append(f"{mark.key} by {far:.0f}")
        return found

    def overlapping(self, scene: Scene) -> list[str]:
        """Name the labels and legends that lie on cells or on each other."""
        labels = [
            (each, self._label(each) if isinstance(each, Label) else next(self.boxes(each)))
            for each in scene.marks
            if isinstance(each, Label | Legend)
        ]
        solid = [
            (mark.key, box)
            for mark in scene.marks
            if isinstance(mark, Grid | Mosaic)
            for box in self.boxes(mark)
        ]
        found = [
            f"{label.key} on {key}"
            for label, box in labels
            for key, other in solid
            if _meet(box, other)
        ]
        for i, (one, box) in enumerate(labels):
            found += [f"{one.key} on {two.key}" for two, other in labels[:i] if _meet(box, other)]
        return found

    def font(self, mark: Label) -> float:
        """The height of a label's font in its room, in logical pixels."""
        return LabelItem(self._style).bounds(mark).height() / 2

    def said(self, mark: Label) -> str:
        """What a label says in its room."""
        return "".join(run.text for run in LabelItem(self._style).runs(mark))

    def _label(self, mark: Label) -> Box:
        bounds = LabelItem(self._style).bounds(mark)
        tall = 0.76 * bounds.height() / 2
        return Box(bounds.x() + 2, mark.y - tall / 2, bounds.width() - 4, tall)


def _box(rect: QRectF) -> Box:
    return Box(rect.x(), rect.y(), rect.width(), rect.height())


def _meet(one: Box, other: Box) -> bool:
    """Whether two rectangles share more than an edge of a pixel."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > 1 and down > 1
