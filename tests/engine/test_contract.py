"""What every operation promises: dtype kept, inputs untouched, layout without effect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnviz import engine
from tests.engine.test_gradients import CALLS

FORWARDS = sorted({op for op, _, _ in CALLS.values()} | {"batch_norm"})


def calls(name: str) -> list[Any]:
    op, arrays, options = CALLS[name]
    y = getattr(engine, op)(*arrays, **options)
    grad = np.ones_like(y[0] if isinstance(y, tuple) else y)
    return [
        (getattr(engine, op), arrays, options),
        (getattr(engine, f"{op}_backward"), (grad, *arrays), options),
    ]


def outcomes(result: Any) -> list[np.ndarray]:
    results = result if isinstance(result, tuple) else (result,)
    return [np.asarray(r) for r in results if r is not None]


def scattered(array: np.ndarray) -> np.ndarray:
    """Hold the same numbers in Fortran order, backwards, with gaps."""
    if not array.ndim:
        return array
    wide = np.empty((*array.shape[:-1], array.shape[-1] * 2), array.dtype, order="F")
    wide[..., ::-2] = array
    return wide[..., ::-2]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(name: str, dtype: type) -> None:
    for function, arrays, options in calls(name):
        given = [a.astype(dtype) for a in arrays]
        options = {k: v.astype(dtype) if k == "weight" else v for k, v in options.items()}
        for result in outcomes(function(*given, **options)):
            assert result.dtype in (dtype, np.int64)


@pytest.mark.parametrize("name", CALLS)
def test_results_lie_row_by_row_in_memory(name: str) -> None:
    for function, arrays, options in calls(name):
        for result in outcomes(function(*arrays, **options)):
            assert result.flags.c_contiguous


@pytest.mark.parametrize("name", CALLS)
def test_layout_has_no_effect(name: str) -> None:
    for function, arrays, options in calls(name):
        plain = [a.astype(np.float32) for a in arrays]
        wanted = outcomes(function(*plain, **options))
        found = outcomes(function(*map(scattered, plain), **options))
        for one, other in zip(found, wanted, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", CALLS)
def test_read_only_inputs_are_not_modified_nor_returned(name: str) -> None:
    for function, arrays, options in calls(name):
        given = [a.astype(np.float32) for a in arrays]
        for array in given:
            array.flags.writeable = False
        for result in outcomes(function(*given, **options)):
            assert not any(np.shares_memory(result, array) for array in given)
            assert result.ndim == 0 or result.flags.writeable


@pytest.mark.parametrize("name", CALLS)
def test_not_a_number_passes_without_a_warning(name: str) -> None:
    for function, arrays, options in calls(name):
        given = [a.astype(np.float32) for a in arrays]
        given[0].flat[: given[0].size // 2] = np.nan
        given[0].flat[-1:] = np.inf
        function(*given, **options)


@pytest.mark.parametrize("wrong", [np.complex64, np.float16, object, "U3"])
def test_other_dtypes_are_refused(wrong: Any) -> None:
    x = np.ones((1, 1, 4, 4)).astype(wrong)
    with pytest.raises(TypeError):
        engine.conv2d(x, np.ones((1, 1, 2, 2), np.float32))


def test_integer_images_become_float32() -> None:
    x = np.arange(16, dtype=np.uint8).reshape(1, 1, 4, 4)
    assert engine.conv2d(x, np.ones((1, 1, 2, 2), np.float32)).dtype == np.float32
    assert engine.max_pool2d(x, 2)[0].dtype == np.float32
    assert engine.relu(x).dtype == np.float32


@pytest.mark.parametrize("op", FORWARDS)
def test_every_operation_is_public_with_its_backward(op: str) -> None:
    assert op in engine.__all__
    assert f"{op}_backward" in engine.__all__
