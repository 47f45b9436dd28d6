"""The peers' calls; a peer that is not installed gives none, and its cells say skipped."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

Calls = dict[str, Callable[[], Any]]


def available(name: str) -> Any:
    """Import a peer, or return None."""
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def torch_conv(x: Any, w: Any, **options: Any) -> Calls:
    torch = available("torch")
    if torch is None:
        return {}
    image, weight = torch.from_numpy(x), torch.from_numpy(w)

    def call() -> Any:
        with torch.no_grad():
            return torch.nn.functional.conv2d(image, weight, **options)

    return {"torch": call}


def torch_backward(grad: Any, x: Any, w: Any, padding: int) -> Calls:
    torch = available("torch")
    if torch is None:
        return {}
    slope, image, weight = (torch.from_numpy(a) for a in (grad, x, w))
    fixed = (None, [1, 1], [padding, padding], [1, 1], False, [0, 0], 1, [True, True, False])

    def call() -> Any:
        with torch.no_grad():
            return torch.ops.aten.convolution_backward(slope, image, weight, *fixed)[:2]

    return {"torch": call}


def torch_transposed(x: Any, w: Any, padding: int) -> Calls:
    torch = available("torch")
    if torch is None:
        return {}
    image, weight = torch.from_numpy(x), torch.from_numpy(w)

    def call() -> Any:
        with torch.no_grad():
            return torch.nn.functional.conv_transpose2d(image, weight, None, 2, padding)

    return {"torch": call}


def torch_pool(x: Any, size: int, stride: int) -> Calls:
    torch = available("torch")
    if torch is None:
        return {}
    pool = torch.nn.functional.max_pool2d
    image = torch.from_numpy(x)
    last = image.contiguous(memory_format=torch.channels_last)
    return {
        "torch": lambda: pool(image, size, stride),
        "torch channels_last": lambda: pool(last, size, stride),
    }


def torch_norm(x: Any, mean: Any, var: Any, weight: Any, bias: Any) -> Calls:
    torch = available("torch")
    if torch is None:
        return {}
    norm = torch.nn.functional.batch_norm
    image = torch.from_numpy(x)
    last = image.contiguous(memory_format=torch.channels_last)
    rest = [torch.from_numpy(a.copy()) for a in (mean, var, weight, bias)]
    return {
        "torch": lambda: norm(image, *rest, True),
        "torch channels_last": lambda: norm(last, *rest, True),
    }


def onnx_conv(x: Any, w: Any, **options: Any) -> Calls:
    runtime, onnx = available("onnxruntime"), available("onnx")
    if runtime is None or onnx is None:
        return {}
    from onnx import TensorProto, helper, numpy_helper

    def twice(name: str, default: int) -> list[int]:
        return [options.get(name, default)] * 2

    node = helper.make_node(
        "Conv",
        ["x", "w"],
        ["y"],
        strides=twice("stride", 1),
        dilations=twice("dilation", 1),
        pads=twice("padding", 0) * 2,
        group=options.get("groups", 1),
    )
    inside = helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)
    outside = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    weight = [numpy_helper.from_array(w, "w")]
    graph = helper.make_graph([node], "conv", [inside], [outside], weight)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    settings = runtime.SessionOptions()
    settings.intra_op_num_threads = threads()
    session = runtime.InferenceSession(model.SerializeToString(), settings)
    return {"onnxruntime": lambda: session.run(None, {"x": x})[0]}


def opencv(x: Any, w: Any) -> Calls:
    cv2 = available("cv2")
    if cv2 is None:
        return {}
    cv2.setNumThreads(threads())
    edge, image, kernel = w.shape[-1] // 2, x[0, 0], w[0, 0]

    def call() -> Any:
        whole = cv2.filter2D(image, cv2.CV_32F, kernel, borderType=cv2.BORDER_CONSTANT)
        return whole[edge:-edge, edge:-edge][None, None]

    return {"opencv": call}


def scipy(x: Any, w: Any) -> Calls:
    signal = available("scipy.signal") if available("scipy") else None
    if signal is None:
        return {}
    return {"scipy": lambda: signal.correlate2d(x[0, 0], w[0, 0], mode="valid")[None, None]}


def threads() -> int:
    """Read how many threads this run may use."""
    import os

    return int(os.environ.get("OMP_NUM_THREADS", "1"))


def numbers(result: Any) -> list[np.ndarray]:
    """Turn any peer's result into arrays."""
    results = result if isinstance(result, (tuple, list)) else [result]
    return [r.detach().numpy() if hasattr(r, "detach") else np.asarray(r) for r in results]
