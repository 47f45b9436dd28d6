"""What PyTorch makes of a setting: the same dictionary of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from tests.golden.settings import Case, gradient_for, pair

MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"} | {
    "circular": "circular"
}
OPTIMIZERS = {"AdaGrad": "Adagrad"} | {n: n for n in ("SGD", "RMSprop", "Adam")}


def run(case: Case, dtype: Any = np.float64) -> dict[str, np.ndarray]:
    """Run forward and backward and name every result."""
    tensors = tuple(_tensor(a, dtype) for a in case.arrays)
    options = {k: _tensor(v, dtype) if _is_array(v) else v for k, v in case.options.items()}
    if case.op in OPTIMIZERS:
        return _trajectory(case.op, tensors, options)
    if case.op == "batch_norm":
        return _batches(tensors, options)
    if case.op == "max_unpool2d":
        return _unpooled(tensors[0], options["kernel_size"])
    leaves = [t.requires_grad_() for t in tensors if t is not None and t.is_floating_point()]
    if case.op in ("nll_loss", "cross_entropy"):
        leaves = leaves[:1]
    found = _forward(case.op, tensors, options)
    return _with_gradients(found, leaves)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _tensor(value: Any, dtype: Any) -> Any:
    if value is None:
        return None
    return torch.tensor(value.astype(dtype) if value.dtype.kind == "f" else value)


def _forward(op: str, tensors: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    if op == "conv2d":
        return {"y": _conv2d(*tensors, **options)}
    if op == "pad":
        (top, bottom), (left, right) = options.pop("padding")
        return {"y": F.pad(tensors[0], (left, right, top, bottom), **options)}
    if op == "upsample_nearest":
        return {"y": F.interpolate(tensors[0], scale_factor=options["scale"], mode="nearest")}
    if op == "max_pool2d":
        return _maxima(F.max_pool2d, *tensors, **options)
    if op == "global_max_pool2d":
        return _maxima(F.adaptive_max_pool2d, *tensors, output_size=1)
    if op == "global_avg_pool2d":
        return {"y": F.adaptive_avg_pool2d(*tensors, output_size=1)}
    return {"y": getattr(F, op)(*tensors, **options)}


def _maxima(pool: Any, x: Any, **options: Any) -> dict[str, Any]:
    y, indices = pool(x, **options, return_indices=True)
    return {"y": y, "indices": indices}


def _conv2d(x: Any, weight: Any, bias: Any, **options: Any) -> Any:
    kernel, stride = weight.shape[2:], pair(options["stride"])
    dilation = pair(options["dilation"])
    sides = _sides(options["padding"], x.shape[2:], kernel, stride, dilation)
    (top, bottom), (left, right) = sides
    mode = MODES[options["padding_mode"]]
    padded = F.pad(x, (left, right, top, bottom), mode) if any(map(any, sides)) else x
    return F.conv2d(padded, weight, bias, stride, 0, dilation, options["groups"])


def _sides(padding: Any, size: Any, kernel: Any, stride: Any, dilation: Any) -> Any:
    """Resolve words by TensorFlow's documented rule, independently of the engine."""
    if isinstance(padding, str):
        sides = []
        for n, k, s, d in zip(size, kernel, stride, dilation, strict=True):
            spread = (k - 1) * d + 1
            total = max(spread - s, 0) if n % s == 0 else max(spread - n % s, 0)
            less, more = total // 2, total - total // 2
            sides.append(
                {
                    "valid": (0, 0),
                    "full": (spread - 1, spread - 1),
                    "same": (less, more),
                    "same_lower": (more, less),
                }[padding]
            )
        return sides
    rows, columns = pair(padding)
    return [(r, r) if isinstance(r, int) else r for r in (rows, columns)]


def _trajectory(name: str, tensors: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    parameter, path = tensors[0].requires_grad_(), []
    optimizer = getattr(torch.optim, OPTIMIZERS[name])([parameter], **options)
    for gradient in tensors[1]:
        parameter.grad = gradient.clone()
        optimizer.step()
        path.append(parameter.detach().numpy().copy())
    return {"path": np.stack(path)}


def _batches(tensors: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    batches, mean, var, weight, bias = tensors
    for batch in batches:
        x = batch.clone()
        leaves = [t.requires_grad_() for t in (x, weight, bias) if t is not None]
        y = F.batch_norm(x, mean, var, weight, bias, **options)
    return _with_gradients({"y": y, "running_mean": mean, "running_var": var}, leaves)


def _unpooled(x: Any, kernel: int) -> dict[str, Any]:
    y, indices = F.max_pool2d(x, kernel, return_indices=True)
    y.requires_grad_()
    back = F.max_unpool2d(y, indices, kernel, output_size=x.shape[2:])
    return _with_gradients({"y": back}, [y])


def _with_gradients(found: dict[str, Any], leaves: list[Any]) -> dict[str, Any]:
    y = found["y"]
    slope = torch.tensor(gradient_for(y.detach().numpy())).to(y)
    grads = torch.autograd.grad(y, leaves, slope)
    named = found | {f"grad{i}": g for i, g in enumerate(grads)}
    return {name: t.detach().numpy() for name, t in named.items()}
