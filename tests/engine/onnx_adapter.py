"""ONNX nodes in the engine's words."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnviz import engine


def conv(a: dict[str, Any], x: Any, w: Any, b: Any = None) -> list[Any]:
    options = window(a, 0)
    return [engine.conv2d(x, w, b, groups=a.get("group", 1), **options)]


def conv_transpose(a: dict[str, Any], x: Any, w: Any, b: Any = None) -> list[Any]:
    group, stride = a.get("group", 1), tuple(a.get("strides", (1, 1)))
    dilation = tuple(a.get("dilations", (1, 1)))
    extra = tuple(a.get("output_padding", (0, 0)))
    padding: Any = sides(a.get("pads", (0, 0, 0, 0)))
    wanted = a.get("output_shape")
    if a.get("auto_pad", "NOTSET").startswith("SAME"):
        wanted = [n * s for n, s in zip(x.shape[2:], stride, strict=True)]
    if wanted is not None:
        cut = []
        for axis in (0, 1):
            reach = dilation[axis] * (w.shape[2 + axis] - 1) + 1
            total = (x.shape[2 + axis] - 1) * stride[axis] + extra[axis] + reach - wanted[axis]
            less = total // 2
            lower = a.get("auto_pad") == "SAME_UPPER"
            cut.append((less, total - less) if lower else (total - less, less))
        padding = tuple((max(b, 0), max(e, 0)) for b, e in cut)
        extra = tuple(x + max(-sum(c), 0) for x, c in zip(extra, cut, strict=True))
    return [engine.conv_transpose2d(x, w, b, stride, padding, extra, group, dilation)]


def max_pool(a: dict[str, Any], x: Any) -> list[Any]:
    y, indices = engine.max_pool2d(x, ceil_mode=bool(a.get("ceil_mode")), **window(a, 1))
    planes = np.arange(x.shape[0] * x.shape[1]).reshape(x.shape[0], x.shape[1], 1, 1)
    flat = planes * (x.shape[2] * x.shape[3])
    if a.get("storage_order"):
        row, column = np.divmod(indices, x.shape[3])
        indices = column * x.shape[2] + row
    return [y.astype(x.dtype), indices + flat]


def average_pool(a: dict[str, Any], x: Any) -> list[Any]:
    counted = bool(a.get("count_include_pad", 0))
    ceil_mode = bool(a.get("ceil_mode"))
    return [engine.avg_pool2d(x, ceil_mode=ceil_mode, count_include_pad=counted, **window(a, 1))]


def max_unpool(a: dict[str, Any], x: Any, indices: Any, shape: Any = None) -> list[Any]:
    stride = a.get("strides", (1, 1))
    size = [(n - 1) * s + k for n, s, k in zip(x.shape[2:], stride, a["kernel_shape"], strict=True)]
    inside = engine.max_unpool2d(x, indices % (size[0] * size[1]), (size[0], size[1]))
    if shape is None:
        return [inside]
    more = [int(n) - have for n, have in zip(shape[2:], size, strict=True)]
    return [engine.pad(inside, ((0, more[0]), (0, more[1])))]


def batch_norm(a: dict[str, Any], x: Any, scale: Any, b: Any, mean: Any, var: Any) -> list[Any]:
    training = bool(a.get("training_mode", 0))
    momentum = 1 - a.get("momentum", 0.9)
    y, new_mean, new_var = engine.batch_norm(
        x, mean, var, scale, b, training, momentum, a.get("epsilon", 1e-5)
    )
    if not training:
        return [y]
    count = x.size // x.shape[1]
    biased = var * (1 - momentum) + (new_var - var * (1 - momentum)) * (count - 1) / count
    return [y, new_mean, biased]


def resize(
    a: dict[str, Any], x: Any, roi: Any = None, scales: Any = None, sizes: Any = None
) -> Any:
    axes = [axis % 4 for axis in a.get("axes", range(4))]
    given = sizes if scales is None or not len(scales) else scales
    full = dict(zip(axes, np.asarray(given, float), strict=True))
    if scales is None or not len(scales):
        full = {axis: size / x.shape[axis] for axis, size in full.items()}
    factors = (full.get(2, 1.0), full.get(3, 1.0))
    return [engine.upsample_nearest(x, factors)]


def pad(a: dict[str, Any], x: Any, pads: Any, value: Any = 0.0, axes: Any = None) -> list[Any]:
    mode = {"edge": "replicate", "wrap": "circular"}.get(a.get("mode"), a.get("mode", "constant"))
    named = range(x.ndim) if axes is None else [int(axis) % x.ndim for axis in axes]
    half = len(pads) // 2
    by_axis = {k: (int(pads[i]), int(pads[half + i])) for i, k in enumerate(named)}
    amount = (by_axis.get(2, (0, 0)), by_axis.get(3, (0, 0)))
    return [engine.pad(x, amount, mode, float(value)).astype(x.dtype)]


def col2im(a: dict[str, Any], x: Any, image: Any, block: Any) -> list[Any]:
    rows_columns = tuple(int(n) for n in image)
    return [
        engine.fold(
            x,
            rows_columns,
            tuple(int(n) for n in block),
            tuple(a.get("dilations", (1, 1))),
            sides(a.get("pads", (0, 0, 0, 0))),
            tuple(a.get("strides", (1, 1))),
        )
    ]


def gemm(a: dict[str, Any], x: Any, w: Any, c: Any = None) -> list[Any]:
    left = x.T if a.get("transA") else x
    right = w if a.get("transB") else w.T
    y = engine.linear(left * np.float32(a.get("alpha", 1.0)), right)
    return [y if c is None else y + np.float32(a.get("beta", 1.0)) * c]


def dropout(a: dict[str, Any], x: Any, ratio: Any = 0.5, training: Any = False) -> list[Any]:
    if not training or float(ratio) == 0:
        y = engine.dropout(x, float(ratio), bool(training), rng=0)
        return [y, np.ones(x.shape, bool)]
    kept = np.random.RandomState(a.get("seed", 0)).uniform(0, 1, x.shape) >= ratio
    drawn = engine.dropout(x, float(ratio), rng=_Given(kept))
    return [drawn, kept]


def nll(a: dict[str, Any], x: Any, target: Any, weight: Any = None) -> list[Any]:
    ignore, reduction = a.get("ignore_index", -100), a.get("reduction", "mean")
    return [engine.nll_loss(x, target, weight, ignore, reduction)]


def sce(a: dict[str, Any], x: Any, target: Any, weight: Any = None) -> list[Any]:
    ignore, reduction = a.get("ignore_index", -100), a.get("reduction", "mean")
    loss = engine.cross_entropy(x, target, weight, ignore, reduction)
    return [loss, engine.log_softmax(x, 1)]


def leaky(a: dict[str, Any], x: Any) -> list[Any]:
    return [engine.leaky_relu(x, a.get("alpha", 0.01))]


OPERATIONS: dict[str, Any] = {
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "MaxPool": max_pool,
    "AveragePool": average_pool,
    "GlobalAveragePool": lambda a, x: [engine.global_avg_pool2d(x)],
    "GlobalMaxPool": lambda a, x: [engine.global_max_pool2d(x, return_indices=False)],
    "MaxUnpool": max_unpool,
    "BatchNormalization": batch_norm,
    "Resize": resize,
    "Upsample": lambda a, x, scales: resize(
        a | {"nearest_mode": "round_prefer_floor"}, x, None, scales
    ),
    "Pad": pad,
    "Col2Im": col2im,
    "Gemm": gemm,
    "Softmax": lambda a, x: [engine.softmax(x, a.get("axis", -1))],
    "LogSoftmax": lambda a, x: [engine.log_softmax(x, a.get("axis", -1))],
    "Relu": lambda a, x: [engine.relu(x)],
    "LeakyRelu": leaky,
    "Sigmoid": lambda a, x: [engine.sigmoid(x)],
    "Tanh": lambda a, x: [engine.tanh(x)],
    "Dropout": dropout,
    "NegativeLogLikelihoodLoss": nll,
    "SoftmaxCrossEntropyLoss": sce,
}


def sides(pads: Any) -> Any:
    """Turn ONNX's (top, left, bottom, right) into ((top, bottom), (left, right))."""
    top, left, bottom, right = (int(p) for p in pads)
    return ((top, bottom), (left, right))


def window(a: dict[str, Any], kernel: int) -> dict[str, Any]:
    """Read strides, dilations and padding, and the kernel where the weight does not say."""
    words = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower", "VALID": "valid"}
    padding: Any = words.get(a.get("auto_pad", "NOTSET"))
    found = {
        "stride": tuple(a.get("strides", (1, 1))),
        "dilation": tuple(a.get("dilations", (1, 1))),
        "padding": sides(a.get("pads", (0, 0, 0, 0))) if padding is None else padding,
    }
    return found | ({"kernel_size": tuple(a["kernel_shape"])} if kernel else {})


class _Given(np.random.Generator):
    """A generator whose chances are those ONNX drew: 1 where a cell is kept."""

    def __init__(self, kept: np.ndarray) -> None:
        super().__init__(np.random.PCG64(0))
        self._kept = kept

    def random(self, *args: Any, **kwargs: Any) -> Any:
        return self._kept.astype(float)
