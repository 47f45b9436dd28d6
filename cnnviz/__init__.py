"""cnnviz: an instrument for teaching convolution."""

__version__ = "0.1.0"
