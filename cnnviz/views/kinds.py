"""Which item draws which kind of mark."""

from __future__ import annotations

from typing import Any

from cnnviz.scene.marks import (
    Bars,
    Dots,
    Fill,
    Grid,
    Label,
    Legend,
    Mark,
    Mosaic,
    Outline,
    Stroke,
    Tags,
)
from cnnviz.views.bars_item import BarsItem
from cnnviz.views.dots_item import DotsItem
from cnnviz.views.fill_item import FillItem
from cnnviz.views.grid_item import GridItem
from cnnviz.views.item import MarkItem
from cnnviz.views.label_item import LabelItem
from cnnviz.views.legend_item import LegendItem
from cnnviz.views.mosaic_item import MosaicItem
from cnnviz.views.outline_item import OutlineItem
from cnnviz.views.stroke_item import StrokeItem
from cnnviz.views.tags_item import TagsItem

ITEMS: dict[type[Mark], type[MarkItem[Any]]] = {
    Bars: BarsItem,
    Dots: DotsItem,
    Fill: FillItem,
    Grid: GridItem,
    Label: LabelItem,
    Legend: LegendItem,
    Mosaic: MosaicItem,
    Outline: OutlineItem,
    Stroke: StrokeItem,
    Tags: TagsItem,
}
