"""The catalogue of layers: what can be stacked, what it does and how it is explained."""

from cnnviz.layers.base import Formula, Layer
from cnnviz.layers.catalogue import catalogue
from cnnviz.layers.parameters import ParameterError
from cnnviz.layers.shapes import Region, Shape

__all__ = ["Formula", "Layer", "ParameterError", "Region", "Shape", "catalogue"]
