"""Kinds of layer beside PyTorch's modules: ``python -m tests.golden.kinds`` where PyTorch is.

Each case is a layer with its weights and an input; what PyTorch makes of it is kept whole.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.layers import Layer
from cnnviz.layers.base import frozen
from cnnviz.layers.kinds.adaptive_avg_pool2d import AdaptiveAvgPool2d
from cnnviz.layers.kinds.adaptive_max_pool2d import AdaptiveMaxPool2d
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.layers.kinds.dropout import Dropout
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.leaky_relu import LeakyReLU
from cnnviz.layers.kinds.linear import Linear
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.layers.kinds.sigmoid import Sigmoid
from cnnviz.layers.kinds.softmax import Softmax
from cnnviz.layers.kinds.tanh import Tanh
from cnnviz.layers.kinds.upsample import Upsample
from cnnviz.trace import FloatArray

FILE = Path(__file__).with_name("kinds.npz")
MAPS, ROW = (2, 3, 6, 5), (4, 7, 1, 1)
CASES: dict[str, tuple[Layer, tuple[int, int, int, int]]] = {
    "conv": (Conv2d(out_channels=4, kernel_size=(3, 2), stride=(2, 1), padding="same"), MAPS),
    "conv filled": (
        Conv2d(out_channels=2, padding="full", padding_mode="constant", padding_value=1.5),
        MAPS,
    ),
    "transposed": (ConvTranspose2d(out_channels=2, stride=(2, 3), output_padding=(1, 0)), MAPS),
    "max pool": (MaxPool2d(), MAPS),
    "average pool": (AvgPool2d(kernel_size=(3, 2), stride=(1, 2)), MAPS),
    "global average": (AdaptiveAvgPool2d(), MAPS),
    "global maximum": (AdaptiveMaxPool2d(), MAPS),
    "batch norm": (BatchNorm2d(), MAPS),
    "upsample": (Upsample(scale_factor=(2, 3)), MAPS),
    "flatten": (Flatten(), MAPS),
    "flatten last": (Flatten(layout="NHWC"), MAPS),
    "linear": (Linear(out_features=3), ROW),
    "softmax": (Softmax(), ROW),
    "dropout in evaluation": (Dropout(training=False), MAPS),
    "relu": (ReLU(), MAPS),
    "leaky relu": (LeakyReLU(), MAPS),
    "sigmoid": (Sigmoid(), MAPS),
    "tanh": (Tanh(), MAPS),
}


def case(name: str) -> tuple[Layer, FloatArray]:
    """Give a layer with weights that are not those it begins with, and its input."""
    layer, shape = CASES[name]
    rng = np.random.default_rng(len(name))
    x = frozen(rng.normal(size=shape).astype(np.float32))
    layer = layer.fitted_to((shape[1], shape[2], shape[3]))
    drawn = {
        each.name: frozen(rng.normal(size=value.shape).astype(np.float32))
        for each in dataclasses.fields(layer)
        if each.name in ("weight", "bias")
        and isinstance(value := getattr(layer, each.name), np.ndarray)
    }
    return dataclasses.replace(layer, **drawn), x


def theirs(layer: Any, given: FloatArray) -> np.ndarray:
    """Let PyTorch work it out, in float64."""
    import torch
    from torch.nn import functional as F

    def tensor(array: FloatArray) -> Any:
        return torch.tensor(np.asarray(array, np.float64))

    x = tensor(given)
    match layer:
        case Conv2d():
            (top, bottom), (left, right) = layer.window(given.shape[1:]).padding
            value = layer.padding_value if layer.padding_mode == "constant" else 0.0
            x = F.pad(x, (left, right, top, bottom), value=value)
            found = F.conv2d(x, tensor(layer.weight), tensor(layer.bias), layer.stride)
        case ConvTranspose2d():
            weight = tensor(layer.weight).transpose(0, 1)
            options = (layer.stride, layer.padding, layer.output_padding)
            found = F.conv_transpose2d(x, weight, tensor(layer.bias), *options)
        case MaxPool2d():
            found = F.max_pool2d(x, layer.kernel_size, layer.stride)
        case AvgPool2d():
            found = F.avg_pool2d(x, layer.kernel_size, layer.stride)
        case AdaptiveAvgPool2d():
            found = F.adaptive_avg_pool2d(x, 1)
        case AdaptiveMaxPool2d():
            found = F.adaptive_max_pool2d(x, 1)
        case BatchNorm2d():
            weights = tensor(layer.weight), tensor(layer.bias)
            found = F.batch_norm(x, None, None, *weights, training=True, eps=layer.eps)
        case Upsample():
            found = F.interpolate(x, scale_factor=layer.scale_factor, mode="nearest")
        case Flatten():
            ordered = x if layer.layout == "NCHW" else x.permute(0, 2, 3, 1)
            found = torch.flatten(ordered, 1)[:, :, None, None]
        case Linear():
            found = F.linear(x.flatten(1), tensor(layer.weight), tensor(layer.bias))[
                ..., None, None
            ]
        case Softmax():
            found = F.softmax(x, 1)
        case Dropout():
            found = F.dropout(x, layer.p, training=layer.training)
        case LeakyReLU():
            found = F.leaky_relu(x, layer.negative_slope)
        case ReLU():
            found = F.relu(x)
        case Sigmoid():
            found = torch.sigmoid(x)
        case Tanh():
            found = torch.tanh(x)
        case _:
            raise TypeError(layer.kind)
    return found.numpy()


def main() -> None:
    """Write the file beside this script."""
    np.savez_compressed(FILE, **{name: theirs(*case(name)) for name in CASES})


if __name__ == "__main__":
    main()
