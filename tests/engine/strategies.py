"""What hypothesis draws for the engine's tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

MODES = ["zeros", "reflect", "replicate", "circular"]


def numbers(seed: int, *shape: int) -> np.ndarray:
    """Return small whole numbers: every sum of products is exact, in any order."""
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(np.float32)


def either(low: int, high: int) -> st.SearchStrategy[Any]:
    """Draw an int or a pair of ints."""
    one = st.integers(low, high)
    return st.one_of(one, st.tuples(one, one))


def as_pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


@st.composite
def convolutions(draw: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Draw the arrays and the options of a convolution that fits."""
    groups = draw(st.integers(1, 3))
    kernel = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    dilation, stride = draw(either(1, 3)), draw(either(1, 3))
    mode = draw(st.sampled_from(MODES))
    reach = [d * (k - 1) + 1 for d, k in zip(as_pair(dilation), kernel, strict=True)]
    size = [draw(st.integers(r, r + 6)) for r in reach]
    side = st.integers(0, min(3, size[0] - 1, size[1] - 1))
    words: list[Any] = ["valid"] if mode != "zeros" else ["valid", "same", "same_lower", "full"]
    padding = draw(
        st.one_of(
            side,
            st.tuples(side, side),
            st.tuples(st.tuples(side, side), st.tuples(side, side)),
            st.sampled_from(words),
        )
    )
    n, depth = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    filters = groups * draw(st.integers(1, 3))
    seed = draw(st.integers(0, 10**6))
    bias = numbers(seed + 2, filters) if draw(st.booleans()) else None
    arrays = (
        numbers(seed, n, depth * groups, *size),
        numbers(seed + 1, filters, depth, *kernel),
        bias,
    )
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    return arrays, options | {"groups": groups, "padding_mode": mode}


@st.composite
def transposes(draw: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Draw the arrays and the options of a transposed convolution that fits."""
    groups = draw(st.integers(1, 2))
    stride, dilation = draw(either(1, 3)), draw(either(1, 2))
    kernel, size = (
        draw(st.tuples(*[st.integers(1, 4)] * 2)),
        draw(st.tuples(*[st.integers(1, 4)] * 2)),
    )
    most = [max(s, d) - 1 for s, d in zip(as_pair(stride), as_pair(dilation), strict=True)]
    extra = tuple(draw(st.integers(0, m)) for m in most)
    whole = [
        (n - 1) * s + d * (k - 1)
        for n, s, d, k in zip(size, as_pair(stride), as_pair(dilation), kernel, strict=True)
    ]
    padding = tuple(draw(st.integers(0, min(2, w // 2))) for w in whole)
    depth, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    seed = draw(st.integers(0, 10**6))
    arrays = (
        numbers(seed, 2, groups * depth, *size),
        numbers(seed + 1, groups * depth, filters, *kernel),
        numbers(seed + 2, groups * filters),
    )
    options = {"stride": stride, "padding": padding, "output_padding": extra}
    return arrays, options | {"groups": groups, "dilation": dilation}


@st.composite
def poolings(draw: Any) -> tuple[np.ndarray, dict[str, Any]]:
    """Draw an image and the options of a pooling that fits."""
    kernel, dilation = draw(either(1, 4)), draw(either(1, 2))
    padding = tuple(draw(st.integers(0, k // 2)) for k in as_pair(kernel))
    size = [
        draw(st.integers(d * (k - 1) + 1, d * (k - 1) + 7))
        for d, k in zip(as_pair(dilation), as_pair(kernel), strict=True)
    ]
    x = numbers(draw(st.integers(0, 10**6)), 2, 2, *size)
    return x, {
        "kernel_size": kernel,
        "stride": draw(st.one_of(st.none(), either(1, 3))),
        "padding": padding,
        "dilation": dilation,
        "ceil_mode": draw(st.booleans()),
    }
