"""The engine passes the node tests that come with ONNX, or the reason is written here."""

from __future__ import annotations

import warnings
from collections import defaultdict
from fnmatch import fnmatch
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is in the extra 'test'")

from tests.engine.onnx_adapter import OPERATIONS  # noqa: E402

DIMENSIONS = "one or three dimensions of space; the engine has two"
RULE = "another rule of coordinates or rounding; the engine has PyTorch's, output·(1/scale) floored"
KIND = "not nearest neighbour"
ASPECT = "an aspect ratio policy is the caller's arithmetic"
NOT_CLAIMED = {
    "averagepool_1d_default": DIMENSIONS,
    "averagepool_3d_*": DIMENSIONS,
    "maxpool_1d_default": DIMENSIONS,
    "maxpool_3d_*": DIMENSIONS,
    "convtranspose_1d": DIMENSIONS,
    "convtranspose_3d": DIMENSIONS,
    "col2im_5d": DIMENSIONS,
    "resize_*_linear*": KIND,
    "resize_*_cubic*": KIND,
    "resize_tf_crop_and_resize*": KIND,
    "resize_upsample_sizes_nearest": RULE,
    "resize_downsample_s*_nearest": RULE,
    "resize_upsample_sizes_nearest_axes_*": RULE,
    "resize_upsample_sizes_nearest_floor_align_corners": RULE,
    "resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric": RULE,
    "resize_upsample_sizes_nearest_ceil_half_pixel": RULE,
    "resize_*_not_larger": ASPECT,
    "resize_*_not_smaller": ASPECT,
}


@pytest.fixture(scope="module")
def nodes() -> dict[str, list[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        found = collect_testcases(None)
    by_kind = defaultdict(list)
    for case in found:
        graph = case.model.graph if case.model else None
        if graph is not None and len(graph.node) == 1:
            by_kind[graph.node[0].op_type].append(case)
    return by_kind


@pytest.mark.parametrize("kind", OPERATIONS)
def test_node_cases_pass(kind: str, nodes: dict[str, list[Any]]) -> None:
    assert nodes[kind]
    failed = []
    for case in nodes[kind]:
        name = case.name.removeprefix("test_")
        if any(fnmatch(name, listed) for listed in NOT_CLAIMED):
            continue
        try:
            _check(case)
        except Exception as error:
            failed.append(f"{name}: {type(error).__name__} {error}")
    assert not failed, "\n".join(failed)


def test_every_exception_names_a_case(nodes: dict[str, list[Any]]) -> None:
    names = [c.name.removeprefix("test_") for kind in OPERATIONS for c in nodes[kind]]
    unused = [listed for listed in NOT_CLAIMED if not any(fnmatch(n, listed) for n in names)]
    assert unused == []


def _check(case: Any) -> None:
    node = case.model.graph.node[0]
    attributes = {a.name: _plain(onnx.helper.get_attribute_value(a)) for a in node.attribute}
    for inputs, outputs in case.data_sets:
        given = dict(zip([n.name for n in case.model.graph.input], inputs, strict=True))
        arguments = [given.get(name) for name in node.input]
        found = OPERATIONS[node.op_type](attributes, *arguments)
        names = [name for name in node.output if name]
        assert len(found) >= len(outputs) == len(names)
        chosen = [y for y, name in zip(found, node.output, strict=False) if name]
        for ours, wanted in zip(chosen, outputs, strict=True):
            assert np.shape(ours) == np.shape(wanted)
            assert np.asarray(ours).dtype == wanted.dtype
            np.testing.assert_allclose(ours, wanted, rtol=max(case.rtol, 1e-5), atol=1e-5)


def _plain(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
