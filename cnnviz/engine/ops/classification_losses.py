"""Losses of classifiers: nll_loss and cross_entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.ops.losses import check_reduction
from cnnviz.engine.ops.softmax import log_softmax

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def nll_loss(
    x: Any, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean"
) -> Any:
    """Compute the negative log-likelihood of the true classes.

    Parameters
    ----------
    x : array_like
        Log-probabilities, shape (N, C, ...).
    target : array_like
        True classes, whole numbers from 0 to C − 1, shape (N, ...).
    weight : array_like, optional
        Weight of each class, shape (C,).
    ignore_index : int
        Targets of this value have no loss and no weight.
    reduction : {"mean", "sum", "none"}
        The sum over all targets divided by the sum of their weights; the sum; or one
        number per target.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of the shape of ``target``.

    Raises
    ------
    TypeError
        If the classes are not whole numbers.
    GeometryError
        If a target names a class that does not exist.
    ValueError
        If a rank, a shape or an option is wrong.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.2.3.

    Examples
    --------
    >>> nll_loss([[-1.0, -2.0], [-3.0, -4.0]], [0, 1])
    np.float64(2.5)
    """
    values, labels, weights = _read_targets(x, target, weight, ignore_index)
    picked = np.take_along_axis(values, labels[:, None], axis=1)[:, 0]
    losses = np.where(weights == 0, values.dtype.type(0), -picked * weights)
    return _weighted_reduction(losses, weights, reduction)


@quiet
def nll_loss_backward(
    grad_output: Any,
    x: Any,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Array:
    """Compute the gradient: minus each target's weight at its class, 0 elsewhere.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss: one number or, with "none", an array of the shape of
        ``target``.
    x, target : array_like
        As given to `nll_loss`.
    weight : array_like, optional
        As given to `nll_loss`.
    ignore_index : int
        As given to `nll_loss`.
    reduction : {"mean", "sum", "none"}
        As given to `nll_loss`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.

    Raises
    ------
    TypeError
        If the classes are not whole numbers.
    GeometryError
        If a target names a class that does not exist.
    ValueError
        If a rank, a shape or an option is wrong.
    """
    values, labels, weights = _read_targets(x, target, weight, ignore_index)
    grad = _target_gradients(grad_output, weights, reduction)
    back = np.zeros_like(values)
    np.put_along_axis(back, labels[:, None], -(weights * grad)[:, None], axis=1)
    return back


@quiet
def cross_entropy(
    x: Any,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    """Compute `nll_loss` of the log-softmax of scores.

    Parameters
    ----------
    x : array_like
        Scores, shape (N, C, ...).
    target : array_like
        True classes, whole numbers of shape (N, ...); or their probabilities, floats
        of the shape of ``x``.
    weight : array_like, optional
        Weight of each class, shape (C,).
    ignore_index : int
        Targets of this value have no loss and no weight; without effect on
        probabilities.
    reduction : {"mean", "sum", "none"}
        As for `nll_loss`; "mean" divides probabilities by the number of targets.
    label_smoothing : float
        Part of every target that is distributed evenly among all classes, from 0
        to 1.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of shape (N, ...).

    Raises
    ------
    TypeError
        If the classes are not whole numbers.
    GeometryError
        If a target names a class that does not exist.
    ValueError
        If a rank, a shape or an option is wrong.

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.2.3;
    Szegedy et al. (2016), "Rethinking the Inception architecture", section 7.

    Examples
    --------
    >>> round(float(cross_entropy([[0.0, 0.0]], [1])), 4)
    0.6931
    """
    logs, factors, weights = _read_scores(x, target, weight, ignore_index, label_smoothing)
    losses = -np.where(factors == 0, factors, factors * logs).sum(axis=1)
    return _weighted_reduction(losses, weights, reduction)


@quiet
def cross_entropy_backward(
    grad_output: Any,
    x: Any,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Array:
    """Compute the gradient: softmax(x) − target, divided by the count for "mean".

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss: one number or, with "none", an array of shape (N, ...).
    x, target : array_like
        As given to `cross_entropy`.
    weight : array_like, optional
        As given to `cross_entropy`.
    ignore_index : int
        As given to `cross_entropy`.
    reduction : {"mean", "sum", "none"}
        As given to `cross_entropy`.
    label_smoothing : float
        As given to `cross_entropy`.

    Returns
    -------
    numpy.ndarray
        ``grad_x``, shape of ``x``.

    Raises
    ------
    TypeError
        If the classes are not whole numbers.
    GeometryError
        If a target names a class that does not exist.
    ValueError
        If a rank, a shape or an option is wrong.
    """
    logs, factors, weights = _read_scores(x, target, weight, ignore_index, label_smoothing)
    grad = factors * _target_gradients(grad_output, weights, reduction)[:, None]
    result: Array = np.exp(logs) * grad.sum(axis=1, keepdims=True) - grad
    return result


def _read_scores(
    x: Any, target: Any, weight: Any, ignore_index: int, smoothing: float
) -> tuple[Array, Array, Array]:
    """Return log-probabilities, the factor of each in the loss, and the targets' weights."""
    if not 0 <= smoothing <= 1:
        raise ValueError(f"label_smoothing is between 0 and 1, not {smoothing!r}")
    targets = np.asarray(target)
    (scores,) = float_arrays(x)
    logs = log_softmax(scores, dim=1) if scores.ndim > 1 else scores
    if targets.dtype.kind == "f":
        expect_shape(targets, scores.shape, "target")
        factors = targets.astype(scores.dtype)
        weights = np.ones((scores.shape[0], *scores.shape[2:]), scores.dtype)
        counts = weights
    else:
        _, labels, weights = _read_targets(scores, targets, weight, ignore_index)
        each = np.arange(scores.shape[1]).reshape(-1, *(1,) * (scores.ndim - 2))
        factors = (labels[:, None] == each).astype(scores.dtype)
        counts = targets != ignore_index
    if smoothing:
        even = scores.dtype.type(smoothing / scores.shape[1])
        factors = factors * scores.dtype.type(1 - smoothing) + even
    if weight is not None:
        factors = factors * _class_weights(weight, scores)
    return logs, factors if counts.all() else factors * counts[:, None], weights


def _read_targets(x: Any, target: Any, weight: Any, ignore: int) -> tuple[Array, Array, Array]:
    """Return the values, valid class numbers, and the targets' weights."""
    (values,) = float_arrays(x)
    labels = np.asarray(target)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"target classes are whole numbers, not {labels.dtype}")
    if values.ndim < 2:
        raise ValueError(f"x has {values.ndim} axes, (N, C, ...) needs at least 2")
    expect_shape(labels, (values.shape[0], *values.shape[2:]), "target")
    counts = labels != ignore
    if not counts.all():
        labels = np.where(counts, labels, 0)
    classes = values.shape[1]
    least, most = (labels.min(), labels.max()) if labels.size else (0, 0)
    if labels.size and not (least >= 0 and most < classes):
        raise GeometryError(
            "a target is class {target}, there are {classes} from 0 on",
            target=int(most if least >= 0 else least),
            classes=classes,
        )
    labels = labels.astype(np.int64, copy=False)
    weights = counts.astype(values.dtype)
    if weight is not None:
        weights *= _class_weights(weight, values).reshape(-1)[labels]
    return values, labels, weights


def _class_weights(weight: Any, like: Array) -> Array:
    """Reshape the classes' weights so that they broadcast along axis 1."""
    classes = like.shape[1]
    expect_shape(np.asarray(weight), (classes,), "weight")
    return np.asarray(weight, like.dtype).reshape(classes, *(1,) * (like.ndim - 2))


def _weighted_reduction(losses: Array, weights: Array, reduction: str) -> Any:
    check_reduction(reduction)
    if reduction == "none":
        return losses
    return losses.sum() / weights.sum() if reduction == "mean" else losses.sum()


def _target_gradients(grad_output: Any, weights: Array, reduction: str) -> Array:
    """Return the gradient of every target's loss, shape of ``target``."""
    check_reduction(reduction)
    grad = np.asarray(grad_output, weights.dtype)
    expect_shape(grad, weights.shape if reduction == "none" else (), "grad_output")
    if reduction == "mean":
        grad = grad / weights.sum()
    return np.broadcast_to(grad, weights.shape)
