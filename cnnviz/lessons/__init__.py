"""Examples: prepared scenes that a lecturer opens with one click."""

from cnnviz.lessons.catalogue import examples
from cnnviz.lessons.example import Example

__all__ = ["Example", "examples"]
