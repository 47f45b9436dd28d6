"""The catalogue of layers: what can be stacked, what it does and how it is explained."""

from cnnviz.layers.base import Formula, Layer, Reach, Shape
from cnnviz.layers.catalogue import catalogue
from cnnviz.layers.parameters import ParameterError

__all__ = ["Formula", "Layer", "ParameterError", "Reach", "Shape", "catalogue"]
