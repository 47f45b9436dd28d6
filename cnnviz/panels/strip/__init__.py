"""The pipeline strip: the image, a card for each layer, and the totals."""

from cnnviz.panels.strip.strip import PipelineStrip

__all__ = ["PipelineStrip"]
