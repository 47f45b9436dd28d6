"""The form at the right of the window, made from the layer's own parameters."""

from cnnviz.panels.inspector.inspector import Inspector

__all__ = ["Inspector"]
