"""Metrics of predictions: errors of numbers, accuracy of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def mae(prediction: Any, target: Any) -> float:
    """Compute the mean absolute error.

    Parameters
    ----------
    prediction, target : array_like
        Predictions and true values, of one shape.

    Returns
    -------
    float
        In the unit of the target.

    Raises
    ------
    ValueError
        If the shapes differ, or there is no prediction.

    Examples
    --------
    >>> mae([1.0, 2.0], [1.0, 4.0])
    1.0
    """
    values, wanted = _read_pair(prediction, target)
    return float(np.abs(values - wanted).mean())


@quiet
def mse(prediction: Any, target: Any) -> float:
    """Compute the mean squared error.

    Parameters
    ----------
    prediction, target : array_like
        Predictions and true values, of one shape.

    Returns
    -------
    float
        In the squared unit of the target.

    Raises
    ------
    ValueError
        If the shapes differ, or there is no prediction.

    Examples
    --------
    >>> mse([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    values, wanted = _read_pair(prediction, target)
    return float(np.square(values - wanted).mean())


@quiet
def rmse(prediction: Any, target: Any) -> float:
    """Compute the root of the mean squared error.

    Parameters
    ----------
    prediction, target : array_like
        Predictions and true values, of one shape.

    Returns
    -------
    float
        In the unit of the target.

    Raises
    ------
    ValueError
        If the shapes differ, or there is no prediction.

    Examples
    --------
    >>> rmse([1.0, 2.0], [1.0, 4.0]) == 2**0.5
    True
    """
    return float(mse(prediction, target) ** 0.5)


@quiet
def rmsle(prediction: Any, target: Any) -> float:
    """Compute the root of the mean squared error of log(1 + value).

    Parameters
    ----------
    prediction, target : array_like
        Predictions and true values above −1, of one shape.

    Returns
    -------
    float
        An error of the logarithms: it measures ratios, not differences.

    Raises
    ------
    ValueError
        If a value is −1 or smaller, the shapes differ, or there is no prediction.

    Examples
    --------
    >>> rmsle([0.0, 3.0], [0.0, 3.0])
    0.0
    """
    values, wanted = _read_pair(prediction, target)
    if (values <= -1).any() or (wanted <= -1).any():
        raise ValueError("rmsle needs values above -1")
    return rmse(np.log1p(values), np.log1p(wanted))


@quiet
def r2(prediction: Any, target: Any) -> float:
    """Compute R², the part of the target's variance that the prediction explains.

    Parameters
    ----------
    prediction, target : array_like
        Predictions and true values, of one shape.

    Returns
    -------
    float
        1 for a perfect prediction, 0 for one no better than the mean. A constant
        target gives 1 if it is predicted exactly and 0 otherwise.

    Raises
    ------
    ValueError
        If the shapes differ, or there is no prediction.

    Examples
    --------
    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), r2([2.0, 2.0, 2.0], [1.0, 2.0, 3.0])
    (1.0, 0.0)
    """
    values, wanted = _read_pair(prediction, target)
    residual = float(np.square(wanted - values).sum())
    total = float(np.square(wanted - wanted.mean()).sum())
    if total == 0:
        return 1.0 if residual == 0 else 0.0
    return 1 - residual / total


@quiet
def accuracy(prediction: Any, target: Any) -> float:
    """Compute the part of the targets that were predicted.

    Parameters
    ----------
    prediction : array_like
        Classes, shape (N,), or scores, shape (N, C), whose maximum is the class.
    target : array_like
        True classes, shape (N,).

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the shapes do not fit, or there is no prediction.

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


def _read_pair(prediction: Any, target: Any) -> tuple[Array, Array]:
    values, wanted = float_arrays(prediction, target)
    expect_shape(values, wanted.shape, "prediction")
    if not wanted.size:
        raise ValueError("a metric needs at least one prediction")
    return values.astype(np.float64), wanted.astype(np.float64)
