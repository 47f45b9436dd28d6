"""How surprised a classifier is by the right answers: nll_loss, cross_entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet
from cnnviz.engine.errors import GeometryError
from cnnviz.engine.ops.losses import REDUCTIONS
from cnnviz.engine.ops.softmax import log_softmax

if TYPE_CHECKING:
    from cnnviz.engine.arrays import Array


@quiet
def nll_loss(
    x: Any, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean"
) -> Any:
    """Average the negative log-probability of the right classes.

    Parameters
    ----------
    x : array_like
        Log-probabilities, shape (N, C, ...).
    target : array_like
        Whole numbers 0 to C − 1, shape (N, ...).
    weight : array_like, optional
        How much each class counts, shape (C,).
    ignore_index : int
        Targets of this value do not count.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the weights that counted.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of the shape of ``target``.

    Raises
    ------
    GeometryError
        If a target names a class that does not exist.

    Examples
    --------
    >>> nll_loss([[-1.0, -2.0], [-3.0, -4.0]], [0, 1])
    np.float64(2.5)
    """
    values, labels, shares = _read(x, target, weight, ignore_index)
    picked = np.take_along_axis(values, labels[:, None], axis=1)[:, 0]
    losses = np.where(shares == 0, values.dtype.type(0), -picked * shares)
    return _settled(losses, shares, reduction)


@quiet
def nll_loss_backward(
    grad_output: Any,
    x: Any,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Array:
    """Return ``grad_x``: minus each target's weight at the right class, else 0."""
    values, labels, shares = _read(x, target, weight, ignore_index)
    grad = _spread(grad_output, shares, reduction)
    back = np.zeros_like(values)
    np.put_along_axis(back, labels[:, None], -(shares * grad)[:, None], axis=1)
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
    """Softmax and `nll_loss` in one, from raw scores.

    Parameters
    ----------
    x : array_like
        Scores, shape (N, C, ...).
    target : array_like
        Classes, whole numbers of shape (N, ...); or shares, the shape of ``x``.
    weight, ignore_index, reduction
        As for `nll_loss`; with shares, "mean" divides by the number of targets
        and nothing is ignored.
    label_smoothing : float
        This part of every target is spread evenly over all classes.

    Returns
    -------
    numpy.float32, numpy.float64 or numpy.ndarray
        One number or, with "none", an array of shape (N, ...).

    References
    ----------
    Goodfellow, Bengio & Courville (2016), "Deep learning", section 6.2.2.3;
    Szegedy et al. (2016), "Rethinking the Inception architecture", section 7.

    Examples
    --------
    >>> round(float(cross_entropy([[0.0, 0.0]], [1])), 4)
    0.6931
    """
    logs, goal, shares = _goal(x, target, weight, ignore_index, label_smoothing)
    losses = -np.where(goal == 0, goal, goal * logs).sum(axis=1)
    return _settled(losses, shares, reduction)


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
    """Return ``grad_x``; without weights it is softmax(x) − target, over the count."""
    logs, goal, shares = _goal(x, target, weight, ignore_index, label_smoothing)
    grad = goal * _spread(grad_output, shares, reduction)[:, None]
    result: Array = np.exp(logs) * grad.sum(axis=1, keepdims=True) - grad
    return result


def _goal(
    x: Any, target: Any, weight: Any, ignore_index: int, smoothing: float
) -> tuple[Array, Array, Array]:
    """Return log-probabilities, what each is multiplied by, and each target's weight."""
    if not 0 <= smoothing <= 1:
        raise ValueError(f"label_smoothing is between 0 and 1, not {smoothing!r}")
    wanted = np.asarray(target)
    (scores,) = float_arrays(x)
    logs = log_softmax(scores, dim=1) if scores.ndim > 1 else scores
    if wanted.dtype.kind == "f":
        expect_shape(wanted, scores.shape, "target")
        goal = wanted.astype(scores.dtype)
        shares = np.ones((scores.shape[0], *scores.shape[2:]), scores.dtype)
        counts = shares
    else:
        _, labels, shares = _read(scores, wanted, weight, ignore_index)
        each = np.arange(scores.shape[1]).reshape(-1, *(1,) * (scores.ndim - 2))
        goal = (labels[:, None] == each).astype(scores.dtype)
        counts = wanted != ignore_index
    if smoothing:
        spread = scores.dtype.type(smoothing / scores.shape[1])
        goal = goal * scores.dtype.type(1 - smoothing) + spread
    if weight is not None:
        goal = goal * _class_weights(weight, scores)
    return logs, goal if counts.all() else goal * counts[:, None], shares


def _read(x: Any, target: Any, weight: Any, ignore: int) -> tuple[Array, Array, Array]:
    """Return the values, valid class numbers, and the weight of every target."""
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
    shares = counts.astype(values.dtype)
    if weight is not None:
        shares *= _class_weights(weight, values).reshape(-1)[labels]
    return values, labels, shares


def _class_weights(weight: Any, like: Array) -> Array:
    """Stand the weights along the axis of the classes."""
    classes = like.shape[1]
    expect_shape(np.asarray(weight), (classes,), "weight")
    return np.asarray(weight, like.dtype).reshape(classes, *(1,) * (like.ndim - 2))


def _settled(losses: Array, shares: Array, reduction: str) -> Any:
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction is one of {', '.join(REDUCTIONS)}, not {reduction!r}")
    if reduction == "none":
        return losses
    return losses.sum() / shares.sum() if reduction == "mean" else losses.sum()


def _spread(grad_output: Any, shares: Array, reduction: str) -> Array:
    """Give every target its part of the loss's gradient."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction is one of {', '.join(REDUCTIONS)}, not {reduction!r}")
    grad = np.asarray(grad_output, shares.dtype)
    expect_shape(grad, shares.shape if reduction == "none" else (), "grad_output")
    if reduction == "mean":
        grad = grad / shares.sum()
    return np.broadcast_to(grad, shares.shape)
