"""Prepared scenes: examples that a lecturer opens with one click."""

from cnnviz.lessons.catalogue import prepared, start
from cnnviz.lessons.prepared import Prepared

__all__ = ["Prepared", "prepared", "start"]
