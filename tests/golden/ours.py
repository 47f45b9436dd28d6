"""What the engine makes of a setting: one dictionary of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnviz import engine
from tests.golden.settings import Case, gradient_for

OPTIMIZERS = ("SGD", "AdaGrad", "RMSprop", "Adam")


def run(case: Case, dtype: Any = np.float64) -> dict[str, np.ndarray]:
    """Run forward and backward and name every result."""
    arrays = tuple(_cast(a, dtype) for a in case.arrays)
    options = {k: _cast(v, dtype) for k, v in case.options.items()}
    if case.op in OPTIMIZERS:
        return _trajectory(case.op, arrays, options)
    if case.op == "batch_norm":
        return _batches(arrays, options, dtype)
    if case.op == "max_unpool2d":
        return _unpooled(arrays[0], options["kernel_size"], dtype)
    forward = getattr(engine, case.op)
    backward = getattr(engine, f"{case.op}_backward")
    result = forward(*arrays, **options)
    found = {"y": result}
    if isinstance(result, tuple):
        found = {"y": result[0], "indices": result[1]}
    grads = backward(_cast(gradient_for(found["y"]), dtype), *arrays, **options)
    grads = grads if isinstance(grads, tuple) else (grads,)
    return found | {f"grad{i}": g for i, g in enumerate(grads) if g is not None}


def _cast(value: Any, dtype: Any) -> Any:
    is_float = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(dtype) if is_float else value


def _trajectory(name: str, arrays: tuple[Any, ...], options: dict[str, Any]) -> dict[str, Any]:
    optimizer = getattr(engine, name)(**options)
    parameter, path = arrays[0], []
    for gradient in arrays[1]:
        (parameter,) = optimizer.step([parameter], [gradient])
        path.append(parameter)
    return {"path": np.stack(path)}


def _batches(arrays: tuple[Any, ...], options: dict[str, Any], dtype: Any) -> dict[str, Any]:
    batches, mean, var, weight, bias = arrays
    for batch in batches:
        start = (batch, mean, var, weight, bias)
        y, mean, var = engine.batch_norm(*start, **options)
    grads = engine.batch_norm_backward(_cast(gradient_for(y), dtype), *start, **options)
    found = {"y": y, "running_mean": mean, "running_var": var}
    return found | {f"grad{i}": g for i, g in enumerate(grads) if g is not None}


def _unpooled(x: Any, kernel: int, dtype: Any) -> dict[str, Any]:
    y, indices = engine.max_pool2d(x, kernel)
    size = x.shape[2:]
    back = engine.max_unpool2d(y, indices, size)
    grad = engine.max_unpool2d_backward(_cast(gradient_for(back), dtype), y, indices, size)
    return {"y": back, "grad0": grad}
