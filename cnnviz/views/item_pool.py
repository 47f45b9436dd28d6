"""The pool of items: one for each mark on show, the rest laid aside for later ones."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF

from cnnviz.scene.marks import Mark, Scene, Spot
from cnnviz.views.item import MarkItem
from cnnviz.views.kinds import ITEMS
from cnnviz.views.render_style import RenderStyle

Name = tuple[type[Mark], str]
AnyItem = MarkItem[Any]


class Changes(NamedTuple):
    """What an update has changed.

    Attributes
    ----------
    made : list of MarkItem
        Items that did not exist before.
    added : list of MarkItem
        Items that show something again, or for the first time.
    hidden : list of MarkItem
        Items that show nothing any more.
    stale : list of QRectF
        What must be painted again, in logical pixels, if the order has stayed.
    """

    made: list[AnyItem]
    added: list[AnyItem]
    hidden: list[AnyItem]
    stale: list[QRectF]


class ItemPool:
    """Finds or makes the item for each mark of a scene; items are never destroyed.

    Parameters
    ----------
    style : RenderStyle
        What new items are drawn with.

    Attributes
    ----------
    shown : dict
        Item by kind and key of its mark, from the back to the front.
    made : list of MarkItem
        Every item that exists.
    """

    def __init__(self, style: RenderStyle) -> None:
        self.style = style
        self.shown: dict[Name, AnyItem] = {}
        self.made: list[AnyItem] = []
        self._aside: dict[type[Mark], dict[str, AnyItem]] = {kind: {} for kind in ITEMS}

    def update(self, scene: Scene) -> Changes:
        """Give every mark of a scene its item.

        Parameters
        ----------
        scene : Scene
            Marks whose kind and key together are unique.

        Raises
        ------
        ValueError
            If two marks of one kind have the same key.
        """
        before = self.shown
        shown: dict[Name, AnyItem | None] = {}
        missing: list[Mark] = []
        stale: list[QRectF] = []
        for mark in scene.marks:
            name = (type(mark), mark.key)
            if name in shown:
                raise ValueError(f"two marks of one kind have the key {mark.key!r}")
            item = shown[name] = before.pop(name, None)
            if item is None:
                missing.append(mark)
            elif item.mark is not mark:
                bounds = item.boundingRect()
                if item.show_mark(mark):
                    stale += (bounds, item.boundingRect())
        hidden = list(before.values())
        stale += (item.boundingRect() for item in hidden)
        for (kind, key), item in before.items():
            self._aside[kind][key] = item
        made: list[AnyItem] = []
        added: list[AnyItem] = []
        for mark in missing:
            item = self._fetch(mark, made)
            item.show_mark(mark)
            shown[type(mark), mark.key] = item
            added.append(item)
            stale.append(item.boundingRect())
        self.shown = {name: item for name, item in shown.items() if item is not None}
        reused = {id(item) for item in added}
        return Changes(made, added, [item for item in hidden if id(item) not in reused], stale)

    def set_style(self, style: RenderStyle) -> None:
        """Give every item other colours or another language."""
        self.style = style
        for item in self.made:
            item.set_style(style)

    def spot_at(self, point: QPointF) -> Spot | None:
        """Give what lies under a point: a cell or a map of the frontmost mark that has one."""
        for item in reversed(self.shown.values()):
            spot = item.spot(point.x(), point.y())
            if spot is not None:
                return spot
        return None

    def _fetch(self, mark: Mark, made: list[AnyItem]) -> AnyItem:
        aside = self._aside[type(mark)]
        item = aside.pop(mark.key, None)
        if item is None and aside:
            item = aside.pop(next(iter(aside)))
        if item is None:
            item = ITEMS[type(mark)](self.style)
            self.made.append(item)
            made.append(item)
        return item
