"""Random settings of every operation, the same on every machine."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.random import RandomState

from cnnviz.engine import conv2d_output


class Case(NamedTuple):
    """One call: the operation's name, its arrays in order, and its options."""

    op: str
    arrays: tuple[Any, ...]
    options: dict[str, Any]


def array(rng: RandomState, *shape: int) -> np.ndarray:
    """Draw float64 numbers that float32 holds exactly."""
    return rng.standard_normal(shape).astype(np.float32).astype(np.float64)


def either(rng: RandomState, low: int, high: int) -> Any:
    """Draw an int, or a pair of ints, from low to high."""
    if rng.rand() < 0.5:
        return int(rng.randint(low, high + 1))
    return (int(rng.randint(low, high + 1)), int(rng.randint(low, high + 1)))


def pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def maybe(rng: RandomState, *shape: int) -> np.ndarray | None:
    return array(rng, *shape) if rng.rand() < 0.6 else None


def draw_conv2d(rng: RandomState) -> Case:
    groups = int(rng.choice([1, 1, 1, 2, 3]))
    kernel, dilation = (rng.randint(1, 6), rng.randint(1, 6)), either(rng, 1, 3)
    reach = [d * (k - 1) + 1 for d, k in zip(pair(dilation), kernel, strict=True)]
    size = [int(r + rng.randint(0, 6)) for r in reach]
    stride, padding = either(rng, 1, 3), conv_padding(rng)
    mode = str(rng.choice(["zeros", "zeros", "reflect", "replicate", "circular"]))
    if mode in ("reflect", "circular"):
        padding = int(rng.randint(0, min(3, *size))) if min(size) > 1 else 0
    elif padding in ("same", "same_lower", "full") and rng.rand() < 0.5:
        size = [max(1, s - 2) for s in size]
    depth = int(rng.randint(1, 4))
    filters = int(rng.randint(1, 4)) * groups
    x = array(rng, int(rng.randint(1, 3)), depth * groups, *size)
    options = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
        "padding_mode": mode,
    }
    return Case("conv2d", (x, array(rng, filters, depth, *kernel), maybe(rng, filters)), options)


def conv_padding(rng: RandomState) -> Any:
    kind = rng.randint(0, 6)
    if kind < 3:
        return either(rng, 0, 3)
    if kind == 3:
        sides = rng.randint(0, 4, 4).tolist()
        return ((sides[0], sides[1]), (sides[2], sides[3]))
    return str(rng.choice(["valid", "same", "same_lower", "full"]))


def draw_conv_transpose2d(rng: RandomState) -> Case:
    groups = int(rng.choice([1, 1, 2, 3]))
    stride, dilation = either(rng, 1, 4), either(rng, 1, 3)
    kernel = rng.randint(1, 5, 2).tolist()
    most = [max(s, d) - 1 for s, d in zip(pair(stride), pair(dilation), strict=True)]
    extra = tuple(int(rng.randint(0, m + 1)) for m in most)
    size = rng.randint(1, 6, 2).tolist()
    whole = [
        (n - 1) * s + d * (k - 1) + 1
        for n, s, d, k in zip(size, pair(stride), pair(dilation), kernel, strict=True)
    ]
    padding = tuple(int(rng.randint(0, min(3, (w + 1) // 2))) for w in whole)
    filters = int(rng.randint(1, 4))
    x = array(rng, int(rng.randint(1, 3)), groups * int(rng.randint(1, 3)), *size)
    weight = array(rng, x.shape[1], filters, *kernel)
    options = {
        "stride": stride,
        "padding": padding,
        "output_padding": extra,
        "groups": groups,
        "dilation": dilation,
    }
    return Case("conv_transpose2d", (x, weight, maybe(rng, filters * groups)), options)


def pooling(rng: RandomState, dilation: Any) -> tuple[np.ndarray, dict[str, Any]]:
    kernel = either(rng, 1, 4)
    padding = tuple(int(rng.randint(0, k // 2 + 1)) for k in pair(kernel))
    stride = None if rng.rand() < 0.3 else either(rng, 1, 3)
    size = [
        int(d * (k - 1) + 1 + rng.randint(0, 6))
        for d, k in zip(pair(dilation), pair(kernel), strict=True)
    ]
    x = array(rng, int(rng.randint(1, 3)), int(rng.randint(1, 4)), *size)
    if rng.rand() < 0.3:
        x = np.round(x)
    ceil_mode = bool(rng.rand() < 0.5)
    return x, {
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "ceil_mode": ceil_mode,
    }


def draw_max_pool2d(rng: RandomState) -> Case:
    dilation = either(rng, 1, 3)
    x, options = pooling(rng, dilation)
    return Case("max_pool2d", (x,), {**options, "dilation": dilation})


def draw_avg_pool2d(rng: RandomState) -> Case:
    x, options = pooling(rng, 1)
    options["count_include_pad"] = bool(rng.rand() < 0.5)
    if rng.rand() < 0.2:
        options["divisor_override"] = int(rng.randint(1, 9))
    return Case("avg_pool2d", (x,), options)


def window(rng: RandomState) -> tuple[list[int], dict[str, Any]]:
    kernel, dilation = either(rng, 1, 4), either(rng, 1, 2)
    size = [
        int(d * (k - 1) + 1 + rng.randint(0, 5))
        for d, k in zip(pair(dilation), pair(kernel), strict=True)
    ]
    options = {
        "kernel_size": kernel,
        "dilation": dilation,
        "padding": either(rng, 0, 2),
        "stride": either(rng, 1, 3),
    }
    return size, options


def draw_unfold(rng: RandomState) -> Case:
    size, options = window(rng)
    return Case("unfold", (array(rng, 2, int(rng.randint(1, 4)), *size),), options)


def draw_fold(rng: RandomState) -> Case:
    size, options = window(rng)
    kernel = pair(options["kernel_size"])
    rows, columns = conv2d_output(
        (size[0], size[1]), kernel, options["stride"], options["padding"], options["dilation"]
    )
    depth = int(rng.randint(1, 4)) * kernel[0] * kernel[1]
    return Case("fold", (array(rng, 2, depth, rows * columns),), {"output_size": size, **options})


def draw_pad(rng: RandomState) -> Case:
    size = rng.randint(2, 7, 2).tolist()
    mode = str(rng.choice(["constant", "reflect", "replicate", "circular"]))
    most = min(size) - 1 if mode in ("reflect", "circular") else 5
    sides = rng.randint(0, most + 1, 4).tolist()
    options = {"padding": ((sides[0], sides[1]), (sides[2], sides[3])), "mode": mode}
    if mode == "constant":
        options["value"] = float(rng.randint(-3, 4))
    return Case("pad", (array(rng, 2, 2, *size),), options)


def draw_global_pool(rng: RandomState) -> Case:
    name = str(rng.choice(["global_avg_pool2d", "global_max_pool2d"]))
    return Case(name, (array(rng, 2, 2, *rng.randint(1, 10, 2)),), {})


def draw_upsample(rng: RandomState) -> Case:
    scale = either(rng, 1, 4) if rng.rand() < 0.7 else float(rng.uniform(0.6, 3.0))
    return Case("upsample_nearest", (array(rng, 2, 2, *rng.randint(2, 6, 2)),), {"scale": scale})


def draw_unpool(rng: RandomState) -> Case:
    kernel = int(rng.randint(2, 4))
    size = [kernel * int(rng.randint(1, 4)) for _ in (0, 1)]
    return Case("max_unpool2d", (array(rng, 2, 2, *size),), {"kernel_size": kernel})


def draw_batch_norm(rng: RandomState) -> Case:
    channels = int(rng.randint(1, 5))
    shape = (int(rng.randint(2, 4)), channels, *rng.randint(1, 5, 2))
    batches = array(rng, 3, *shape) * rng.uniform(0.1, 5) + rng.uniform(-3, 3)
    affine = rng.rand() < 0.7
    arrays = (
        batches.astype(np.float32).astype(np.float64),
        array(rng, channels),
        np.abs(array(rng, channels)) + 0.1,
        array(rng, channels) if affine else None,
        array(rng, channels) if affine else None,
    )
    momentum = float(rng.choice([0.1, 0.3, 0.9]))
    return Case("batch_norm", arrays, {"training": bool(rng.rand() < 0.7), "momentum": momentum})


def draw_linear(rng: RandomState) -> Case:
    n, inside, out = rng.randint(1, 7, 3)
    lead = (n,) if rng.rand() < 0.7 else (n, 2)
    return Case("linear", (array(rng, *lead, inside), array(rng, out, inside), maybe(rng, out)), {})


def draw_activation(rng: RandomState) -> Case:
    name = str(rng.choice(["relu", "leaky_relu", "sigmoid", "tanh", "softmax", "log_softmax"]))
    options: dict[str, Any] = {}
    if name == "leaky_relu":
        options["negative_slope"] = float(rng.choice([0.01, 0.2]))
    if name.endswith("softmax"):
        options["dim"] = int(rng.randint(-1, 3))
    return Case(name, (array(rng, 3, 4, 2) * rng.choice([1.0, 8.0]),), options)


def draw_regression(rng: RandomState) -> Case:
    name = str(rng.choice(["mse_loss", "l1_loss"]))
    options: dict[str, Any] = {"reduction": str(rng.choice(["mean", "sum", "none"]))}
    return Case(name, (array(rng, 4, 3), array(rng, 4, 3)), options)


def draw_classification(rng: RandomState) -> Case:
    name = str(rng.choice(["nll_loss", "cross_entropy", "cross_entropy"]))
    classes, rest = int(rng.randint(2, 6)), (() if rng.rand() < 0.6 else (2, 3))
    x = array(rng, 4, classes, *rest)
    options: dict[str, Any] = {"reduction": str(rng.choice(["mean", "sum", "none"]))}
    target: Any = rng.randint(0, classes, (4, *rest)).astype(np.int64)
    if rng.rand() < 0.3:
        target.flat[0] = -100
    if rng.rand() < 0.5:
        options["weight"] = np.abs(array(rng, classes)) + 0.1
    if name == "cross_entropy":
        if rng.rand() < 0.5:
            options["label_smoothing"] = float(rng.uniform(0, 0.5))
        if rng.rand() < 0.25:
            powers = np.exp(array(rng, *x.shape))
            target = powers / powers.sum(axis=1, keepdims=True)
    return Case(name, (x, target), options)


OPTIMIZERS: dict[str, list[dict[str, Any]]] = {
    "SGD": [{}, {"momentum": 0.9}, {"momentum": 0.8, "nesterov": True}],
    "AdaGrad": [{}, {"lr_decay": 0.1}],
    "RMSprop": [{}, {"alpha": 0.9, "momentum": 0.5}, {"centered": True}],
    "Adam": [{}, {"betas": (0.8, 0.99)}],
}


def draw_optimizer(rng: RandomState) -> Case:
    name = str(rng.choice(sorted(OPTIMIZERS)))
    variants = OPTIMIZERS[name]
    options = {"lr": float(rng.uniform(0.001, 0.1)), **variants[rng.randint(len(variants))]}
    if rng.rand() < 0.5:
        options["weight_decay"] = float(rng.uniform(0, 0.1))
    return Case(name, (array(rng, 3, 2), array(rng, 20, 3, 2)), options)


DRAWERS = {
    draw_conv2d: 800,
    draw_conv_transpose2d: 250,
    draw_max_pool2d: 200,
    draw_avg_pool2d: 150,
    draw_unfold: 80,
    draw_fold: 80,
    draw_pad: 100,
    draw_global_pool: 80,
    draw_upsample: 50,
    draw_unpool: 40,
    draw_batch_norm: 120,
    draw_linear: 60,
    draw_activation: 90,
    draw_regression: 60,
    draw_classification: 100,
    draw_optimizer: 80,
}


def cases() -> list[Case]:
    """Return every setting, over 2,000, always the same ones."""
    found = []
    for seed, (draw, count) in enumerate(DRAWERS.items()):
        rng = RandomState(seed)
        found += [draw(rng) for _ in range(count)]
    return found


def gradient_for(result: np.ndarray) -> np.ndarray:
    """Make the gradient that flows into a result of this shape."""
    count = max(int(np.size(result)), 1)
    waves = np.sin(np.arange(1, count + 1) * 1.7).astype(np.float32).astype(np.float64)
    return waves[: np.size(result)].reshape(np.shape(result))
