"""The stock of items: one for each mark on show, the rest laid aside for later ones."""

from __future__ import annotations

from typing import Any

from cnnviz.scene.marks import Mark, Scene
from cnnviz.views.item import MarkItem
from cnnviz.views.kinds import ITEMS
from cnnviz.views.render_style import RenderStyle

Name = tuple[type[Mark], str]
AnyItem = MarkItem[Any]


class ItemPool:
    """Finds or makes the item for each mark of a scene; items are never thrown away.

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

    def take(self, scene: Scene) -> tuple[list[AnyItem], list[AnyItem], list[AnyItem]]:
        """Hand out the items for a scene and give them their marks.

        Parameters
        ----------
        scene : Scene
            Marks whose kind and key together are unique.

        Returns
        -------
        new : list of MarkItem
            Made just now.
        back : list of MarkItem
            Laid aside until now, or made just now.
        gone : list of MarkItem
            Laid aside from now on.
        """
        before = self.shown
        shown: dict[Name, AnyItem] = {}
        missing: list[Mark] = []
        for mark in scene.marks:
            name = (type(mark), mark.key)
            if name in shown:
                raise ValueError(f"two marks of one kind have the key {mark.key!r}")
            item = before.pop(name, None)
            shown[name] = item  # type: ignore[assignment]
            if item is None:
                missing.append(mark)
            elif item.mark is not mark:
                item.show_mark(mark)
        gone = list(before.values())
        for (kind, key), item in before.items():
            self._aside[kind][key] = item
        new: list[AnyItem] = []
        back: list[AnyItem] = []
        for mark in missing:
            item = self._fetch(mark, new)
            item.show_mark(mark)
            shown[type(mark), mark.key] = item
            back.append(item)
        self.shown = shown
        kept = {id(item) for item in back}
        return new, back, [item for item in gone if id(item) not in kept]

    def set_style(self, style: RenderStyle) -> None:
        """Give every item other colours or another language."""
        self.style = style
        for item in self.made:
            item.set_style(style)

    def _fetch(self, mark: Mark, new: list[AnyItem]) -> AnyItem:
        aside = self._aside[type(mark)]
        item = aside.pop(mark.key, None)
        if item is None and aside:
            item = aside.pop(next(iter(aside)))
        if item is None:
            item = ITEMS[type(mark)](self.style)
            self.made.append(item)
            new.append(item)
        return item
