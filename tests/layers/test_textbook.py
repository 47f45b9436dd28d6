"""`forward` agrees with the textbook loops, and with itself done in part."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine import naive
from cnnviz.layers import Layer
from cnnviz.layers.global_pooling import GlobalPooling
from cnnviz.layers.kinds.avg_pool2d import AvgPool2d
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.bed_of_nails import BedOfNails
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.conv_transpose2d import ConvTranspose2d
from cnnviz.layers.kinds.dropout import Dropout
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.leaky_relu import LeakyReLU
from cnnviz.layers.kinds.linear import Linear
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.max_unpool2d import MaxUnpool2d
from cnnviz.layers.kinds.rescale import Rescale
from cnnviz.layers.kinds.softmax import Softmax
from cnnviz.layers.kinds.upsample import Upsample
from cnnviz.trace import FloatArray
from tests.layers.cases import KINDS, working
from tests.strategies import numbers


def textbook(layer: Layer, x: FloatArray) -> FloatArray:
    """Do the same one number at a time, in float64."""
    match layer:
        case Conv2d():
            bias = layer.bias if layer.use_bias else None
            sides = layer.window((x.shape[1], x.shape[2], x.shape[3])).padding
            return naive.conv2d(
                x,
                layer.weight,
                bias,
                layer.stride,
                sides,
                layer.dilation,
                layer.groups,
                layer.padding_mode,
                layer.padding_value,
            )
        case ConvTranspose2d():
            return naive.conv_transpose2d(
                x,
                layer.weight.swapaxes(0, 1),
                layer.bias if layer.use_bias else None,
                layer.stride,
                layer.padding,
                layer.output_padding,
                dilation=layer.dilation,
            )
        case Upsample():
            return np.kron(x, np.ones(layer.scale_factor))
        case BedOfNails():
            nail = np.zeros(layer.scale_factor)
            nail[0, 0] = 1
            return np.kron(x, nail)
        case MaxUnpool2d():
            return returned(layer, x)
        case MaxPool2d():
            return naive.pool2d(x, layer.kernel_size, layer.stride, layer.padding, layer.dilation)[
                0
            ]
        case AvgPool2d():
            return naive.pool2d(
                x,
                layer.kernel_size,
                layer.stride,
                layer.padding,
                maximum=False,
                count_include_pad=layer.count_include_pad,
            )[0]
        case BatchNorm2d() if layer.training:
            return naive.batch_norm(x, layer.weight, layer.bias, layer.eps)
        case BatchNorm2d():
            wide = (slice(None), None, None)
            mean, var = layer.running_mean.astype(float)[wide], layer.running_var.astype(float)
            scale = layer.weight / np.sqrt(var + layer.eps)
            return (x - mean) * scale[wide] + layer.bias[wide]
        case Flatten():
            count, channels, rows, columns = x.shape
            y = np.empty((count, x[0].size, 1, 1))
            for n, c, h, w in np.ndindex(x.shape):
                first = layer.layout == "NCHW"
                at = (c * rows + h) * columns + w if first else (h * columns + w) * channels + c
                y[n, at, 0, 0] = x[n, c, h, w]
            return y
        case Linear():
            y = np.zeros((len(x), layer.out_features, 1, 1))
            for n, node, cell in np.ndindex(len(x), layer.out_features, x.shape[1]):
                y[n, node] += float(x[n, cell, 0, 0]) * float(layer.weight[node, cell])
            return y + (layer.bias[:, None, None].astype(float) if layer.use_bias else 0.0)
        case Softmax():
            y = np.empty(x.shape)
            for n in range(len(x)):
                scores = [float(z) for z in x[n, :, 0, 0]]
                powers = [math.exp(z - max(scores)) for z in scores]
                y[n, :, 0, 0] = [power / sum(powers) for power in powers]
            return y
        case GlobalPooling():
            maps = x.reshape(-1, x[0, 0].size).tolist()
            numbers_of = [sum(each) / len(each) if layer.mean else max(each) for each in maps]
            return np.array(numbers_of).reshape(*x.shape[:2], 1, 1)
        case Dropout():
            return dropped_out(layer, x)
        case Rescale():
            return np.vectorize(lambda v: interpolated(layer, v))(x.astype(np.float64))
        case LeakyReLU():
            return np.where(x > 0, x, x * layer.negative_slope)
    curves = {
        "ReLU": lambda v: max(v, 0.0),
        "Sigmoid": lambda v: 1 / (1 + math.exp(-v)),
        "Tanh": math.tanh,
    }
    return np.vectorize(curves[layer.kind])(x.astype(np.float64))


def interpolated(layer: Rescale, value: float) -> float:
    """Weigh the ends of the new range by where the value lies in the old one."""
    part = (value - layer.from_low) / (layer.from_high - layer.from_low)
    return (1 - part) * layer.to_low + part * layer.to_high


def dropped_out(layer: Dropout, x: FloatArray) -> FloatArray:
    """Toss one coin after the other, as PyTorch's rule has it: 0 with probability p."""
    y = x.astype(np.float64)
    if not layer.training:
        return y
    rng = np.random.default_rng(layer.seed)
    for index in np.ndindex(x.shape):
        y[index] = 0.0 if rng.random() < layer.p else x[index] / (1 - layer.p)
    return y


def returned(layer: MaxUnpool2d, x: FloatArray) -> FloatArray:
    """Pool again, one window at a time, and put each value where the maximum stood."""
    pool, _ = layer.referred()
    assert isinstance(pool, MaxPool2d)
    assert layer.memory is not None
    given = (pool.kernel_size, pool.stride, pool.padding, pool.dilation)
    places = naive.pool2d(layer.memory.x, *given)[1]
    y = np.zeros(layer.memory.x.shape)
    for n, c, row, column in np.ndindex(*x.shape):
        place = divmod(int(places[n, c, row, column]), y.shape[3])
        y[(n, c, *place)] = x[n, c, row, column]
    return y


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_forward_agrees_with_the_textbook(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    if isinstance(case.layer, BatchNorm2d):
        spread = case.x.var(axis=(0, 2, 3)) if case.layer.training else case.layer.running_var
        if float((spread + case.layer.eps).min()) < 1e-4:
            return
    expected = textbook(case.layer, case.x)
    np.testing.assert_allclose(case.y, expected, rtol=1e-4, atol=1e-4)


@KINDS
@settings(max_examples=40)
@given(st.data())
def test_forward_again_gives_what_forward_gives(cls: type[Layer], data: st.DataObject) -> None:
    case = data.draw(working(cls))
    new = changed(case.layer, data)
    again = new.forward_again(case.x, case.layer, case.y)
    before = case.y.copy()
    if again is not None:
        np.testing.assert_allclose(again, new.forward(case.x), rtol=1e-5, atol=1e-5)
        assert not np.shares_memory(again, case.y)
    assert np.array_equal(case.y, before, equal_nan=True)


def changed(layer: Layer, data: st.DataObject) -> Layer:
    """Change a few numbers of a layer's arrays."""
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    arrays = {}
    for name in layer.arrays():
        array = np.array(getattr(layer, name))
        if array.size and name in ("weight", "bias"):
            array[rng.integers(len(array))] = numbers(rng, array.shape[1:])
            array.flags.writeable = False
            arrays[name] = array
    return dataclasses.replace(layer, **arrays)


def test_forward_again_does_a_convolution_in_part() -> None:
    layer = Conv2d(out_channels=8).fitted(1)
    x = numbers(np.random.default_rng(0), (1, 1, 6, 6))
    y = layer.forward(x)
    assert layer.with_value("weight", (3, 0, 1, 1), 9.0).forward_again(x, layer, y) is not None
    assert layer.with_parameter("stride", (2, 2)).forward_again(x, layer, y) is None
