"""Everything that makes images: the panel at the side, and the pad to draw on."""

from cnnviz.panels.image.desk import DrawingDesk
from cnnviz.panels.image.pad import DrawingPad
from cnnviz.panels.image.panel import ImagePanel

__all__ = ["DrawingDesk", "DrawingPad", "ImagePanel"]
