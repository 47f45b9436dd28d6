"""Convolutional networks in NumPy alone: arrays in, arrays out, as PyTorch would compute."""

from cnnviz.engine.activations import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from cnnviz.engine.avg_pool import avg_pool2d, avg_pool2d_backward
from cnnviz.engine.conv import conv2d, conv2d_backward
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.geometry import conv2d_output, out_length, resolve_padding
from cnnviz.engine.linear import flatten, flatten_backward, linear, linear_backward
from cnnviz.engine.max_pool import max_pool2d, max_pool2d_backward
from cnnviz.engine.normalization import batch_norm, batch_norm_backward, momentum_from_onnx
from cnnviz.engine.padding import pad, pad_backward
from cnnviz.engine.softmax import (
    log_softmax,
    log_softmax_backward,
    softmax,
    softmax_backward,
)

__all__ = [
    "GeometryError",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_output",
    "flatten",
    "flatten_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "linear",
    "linear_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "momentum_from_onnx",
    "out_length",
    "pad",
    "pad_backward",
    "relu",
    "relu_backward",
    "resolve_padding",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
]
