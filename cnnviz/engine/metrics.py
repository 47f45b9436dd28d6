"""How good predictions are, in numbers to be reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def mae(prediction: Any, target: Any) -> float:
    """Return the mean absolute error.

    Parameters
    ----------
    prediction, target : array_like
        The same shape.

    Examples
    --------
    >>> mae([1.0, 2.0], [1.0, 4.0])
    1.0
    """
    values, wanted = _both(prediction, target)
    return float(np.abs(values - wanted).mean())


@quiet
def mse(prediction: Any, target: Any) -> float:
    """Return the mean squared error.

    Examples
    --------
    >>> mse([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    values, wanted = _both(prediction, target)
    return float(np.square(values - wanted).mean())


@quiet
def rmse(prediction: Any, target: Any) -> float:
    """Return the root of the mean squared error, in the unit of the target.

    Examples
    --------
    >>> rmse([1.0, 2.0], [1.0, 4.0]) == 2**0.5
    True
    """
    return float(mse(prediction, target) ** 0.5)


@quiet
def rmsle(prediction: Any, target: Any) -> float:
    """Return the root mean squared error of log(1 + value), for what grows by factors.

    Raises
    ------
    ValueError
        If a value is −1 or smaller, which has no such logarithm.

    Examples
    --------
    >>> rmsle([0.0, 3.0], [0.0, 3.0])
    0.0
    """
    values, wanted = _both(prediction, target)
    if (values <= -1).any() or (wanted <= -1).any():
        raise ValueError("rmsle needs values above -1")
    return rmse(np.log1p(values), np.log1p(wanted))


@quiet
def r2(prediction: Any, target: Any) -> float:
    """Return R², the part of the target's variance that the prediction explains.

    1 is perfect, 0 no better than the mean. A constant target gives 1 when met
    exactly and 0 otherwise.

    Examples
    --------
    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), r2([2.0, 2.0, 2.0], [1.0, 2.0, 3.0])
    (1.0, 0.0)
    """
    values, wanted = _both(prediction, target)
    missed = float(np.square(wanted - values).sum())
    spread = float(np.square(wanted - wanted.mean()).sum())
    if spread == 0:
        return 1.0 if missed == 0 else 0.0
    return 1 - missed / spread


@quiet
def accuracy(prediction: Any, target: Any) -> float:
    """Return the part of targets that were hit.

    Parameters
    ----------
    prediction : array_like
        Classes, shape (N,), or scores, shape (N, C), of which the largest counts.
    target : array_like
        Classes, shape (N,).

    Examples
    --------
    >>> accuracy([[0.1, 0.9], [0.8, 0.2]], [1, 1])
    0.5
    """
    guesses, wanted = np.asarray(prediction), np.asarray(target)
    if guesses.ndim == wanted.ndim + 1:
        guesses = guesses.argmax(axis=1)
    expect_shape(guesses, wanted.shape, "prediction")
    if not wanted.size:
        raise ValueError("a metric needs at least one prediction")
    return float((guesses == wanted).mean())


def _both(prediction: Any, target: Any) -> tuple[Array, Array]:
    values, wanted = float_arrays(prediction, target)
    expect_shape(values, wanted.shape, "prediction")
    if not wanted.size:
        raise ValueError("a metric needs at least one prediction")
    return values.astype(np.float64), wanted.astype(np.float64)
