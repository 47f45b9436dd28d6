"""The rows of the table: what is computed, by us and by every peer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from cnnviz import engine
from tests.benchmarks.engine import peers, textbook

Call = Callable[[], Any]


class Row(NamedTuple):
    """One line: our call, the peers' calls by name, the goal, and its tolerance."""

    name: str
    ours: Call
    others: dict[str, Call]
    goals: dict[str, float]
    tolerance: float = 2e-4
    heavy: tuple[str, ...] = ()


def draw(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def convolution(name: str, x: Any, w: Any, goals: dict[str, float], **o: Any) -> Row:
    """Time the public function against PyTorch, ONNX Runtime and the textbook."""
    others: dict[str, Call] = dict(peers.torch_conv(x, w, **o))
    others |= peers.onnx_conv(x, w, **o)
    if set(o) <= {"padding", "stride"}:
        pad, stride = o.get("padding", 0), o.get("stride", 1)
        others["textbook"] = lambda: textbook.conv2d(x, w, None, stride, pad)
    return Row(name, lambda: engine.conv2d(x, w, **o), others, goals)


def small() -> list[Row]:
    x, w = draw(1, 1, 28, 28), draw(8, 1, 3, 3)
    first = convolution("a 28x28, 8 of 3x3", x, w, {"torch": 1.0, "textbook": 1 / 9})
    plan = engine.Conv2dPlan(x, w)
    kept = first._replace(
        name="a with a kept plan", ours=lambda: plan.set_input(x), goals={"torch": 0.65}
    )
    return [first, kept]


def images() -> list[Row]:
    b = convolution(
        "b 224x224x3, 64 of 3x3", draw(1, 3, 224, 224), draw(64, 3, 3, 3), {"torch": 1.1}, padding=1
    )
    x, w = draw(1, 3, 512, 512), draw(8, 3, 5, 5)
    c = convolution("c 512x512x3, 8 of 5x5", x, w, {"torch": 1.45, "textbook": 1 / 2.7})
    return [b, c, *edits(x, w)]


def edits(x: Any, w: Any) -> list[Row]:
    changed, one = w.copy(), w.copy()
    changed[3] += 0.5
    one[3, 1, 2, 2] += 0.5
    first, second = engine.Conv2dPlan(x, w), engine.Conv2dPlan(x, w)
    return [
        Row(
            "c' one filter changed",
            lambda: first.set_filter(3, changed[3]),
            peers.torch_conv(x, changed),
            {"torch": 0.4},
        ),
        Row(
            "c' one weight changed",
            lambda: second.set_weight((3, 1, 2, 2), one[3, 1, 2, 2]),
            peers.torch_conv(x, one),
            {"torch": 0.02},
        ),
    ]


def filters() -> list[Row]:
    x, rows = draw(1, 1, 1080, 1920), []
    for k, goal, cv in (
        (3, 0.26, 3.3),
        (5, 0.4, 2.5),
        (7, 0.38, 2.0),
        (11, 0.32, 1.6),
        (15, 0.28, 1.05),
    ):
        w = draw(1, 1, k, k)
        others = peers.torch_conv(x, w) | peers.opencv(x, w) | peers.scipy(x, w)
        goals = {"torch": goal, "opencv": cv, "scipy": 1 / 13}

        def ours(w: Any = w) -> Any:
            return engine.conv2d(x, w)

        rows.append(Row(f"d 1080x1920, {k}x{k}", ours, others, goals, heavy=("scipy",)))
    line = np.hanning(17)[1:-1].astype(np.float32)
    w = np.ascontiguousarray(np.outer(line, line)[None, None])
    rows.append(
        Row(
            "d 1080x1920, 15x15 rank 1",
            lambda: engine.conv2d(x, w),
            peers.torch_conv(x, w),
            {"torch": 0.07},
        )
    )
    return rows


def deep() -> list[Row]:
    x, w = draw(32, 64, 28, 28), draw(64, 64, 3, 3)
    e = convolution(
        "e 32x64x28x28, 64 of 3x3", x, w, {"torch": 1.22, "textbook": 1 / 4.6}, padding=1
    )
    grad = draw(32, 64, 28, 28)
    others = peers.torch_backward(grad, x, w, padding=1)
    others["textbook"] = lambda: textbook.conv2d_backward(grad, x, w, 1, 1)[:2]
    j = Row(
        "j its backward",
        lambda: engine.conv2d_backward(grad, x, w, padding=1)[:2],
        others,
        {"torch": 0.83},
        2e-3,
    )
    return [e, j]


def pooling() -> list[Row]:
    x, rows = draw(16, 64, 56, 56), []
    for size, stride, goal, book in ((2, 2, 1.0, 35), (3, 1, 0.5, 110)):
        others = peers.torch_pool(x, size, stride)
        others["textbook"] = lambda s=size, t=stride: textbook.max_pool2d(x, s, t)[0]
        goals = {"torch channels_last": goal, "textbook": 1 / book}

        def ours(size: int = size, stride: int = stride) -> Any:
            return engine.max_pool2d(x, size, stride, return_indices=False)

        rows.append(Row(f"g max pool {size}x{size} stride {stride}", ours, others, goals))
    return rows


def normalization() -> list[Row]:
    x, c = draw(32, 64, 28, 28), 64
    w, b, m, v = draw(c), draw(c), draw(c), np.abs(draw(c))
    others = peers.torch_norm(x, m, v, w, b)
    others["textbook"] = lambda: textbook.batch_norm(x, w, b)
    goals = {"torch": 0.3, "torch channels_last": 1.2, "textbook": 1 / 5}
    return [
        Row(
            "h batch norm, training",
            lambda: engine.batch_norm(x, m, v, w, b, True)[0],
            others,
            goals,
        )
    ]


def kinds() -> list[Row]:
    x, w = draw(8, 64, 56, 56), draw(64, 64, 3, 3)
    point = draw(128, 64, 1, 1)
    rows = [
        convolution("i stride 2", x, w, {"torch": 1.9}, stride=2, padding=1),
        convolution("i dilation 2", x, w, {"torch": 1.4}, dilation=2, padding=2),
        convolution("i depthwise", x, draw(64, 1, 3, 3), {"torch": 2.9}, groups=64, padding=1),
        roofline(convolution("k 1x1", x, point, {"matmul": 1 / 0.93}), x, point),
    ]
    small, four, two = draw(8, 64, 28, 28), draw(64, 32, 4, 4), draw(64, 64, 2, 2)
    return [
        *rows,
        transposed("l transposed 4x4 stride 2", small, four, 1, 1.5),
        transposed("l transposed 2x2 stride 2", small, two, 0, 0.7),
    ]


def roofline(row: Row, x: Any, w: Any) -> Row:
    """Add NumPy's own product of as many numbers: 1024³, scaled to the row's work."""
    a, b, out = draw(1024, 1024), draw(1024, 1024), np.empty((1024, 1024), np.float32)
    share = 2 * w.size * x.shape[0] * x.shape[2] * x.shape[3] / (2 * 1024**3)
    part = np.ascontiguousarray(a[: max(1, int(1024 * share))])
    row.others["matmul"] = lambda: np.matmul(part, b, out=out[: len(part)])
    return row


def transposed(name: str, x: Any, w: Any, padding: int, goal: float) -> Row:
    return Row(
        name,
        lambda: engine.conv_transpose2d(x, w, None, 2, padding),
        peers.torch_transposed(x, w, padding),
        {"torch": goal},
    )


def training() -> list[Row]:
    from tests.benchmarks.engine import training as steps

    return steps.rows()


GROUPS: dict[str, Callable[[], list[Row]]] = {
    "small": small,
    "images": images,
    "filters": filters,
    "deep": deep,
    "training": lambda: __import__("tests.benchmarks.engine.training", fromlist=["rows"]).rows(),
    "pooling": pooling,
    "normalization": normalization,
    "kinds": kinds,
}
