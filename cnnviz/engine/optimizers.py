"""Optimizers: each turns parameters and their gradients into new parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnnviz.engine.arrays import Array


class Optimizer:
    """What all optimizers share: checks, weight decay, and a state for each parameter.

    Parameters
    ----------
    lr : float
        Learning rate.
    weight_decay : float
        Strength of the L2 penalty: the gradient grows by this times the parameter.

    Attributes
    ----------
    steps : int
        Number of steps done.

    Raises
    ------
    ValueError
        If ``lr`` or ``weight_decay`` is negative.
    """

    def __init__(self, lr: float, weight_decay: float = 0.0) -> None:
        if not lr >= 0 or not weight_decay >= 0:
            raise ValueError(f"lr and weight_decay are not negative: {lr!r}, {weight_decay!r}")
        self.lr = lr
        self.weight_decay = weight_decay
        self.steps = 0
        self._states: list[dict[str, Array]] = []

    @quiet
    def step(self, parameters: Sequence[Any], gradients: Sequence[Any]) -> list[Array]:
        """Compute the parameters after one step.

        Parameters
        ----------
        parameters : sequence of array_like
            Any shapes, the same in every step; they are not changed.
        gradients : sequence of array_like
            One for each parameter, of its shape. None leaves its parameter as it
            is.

        Returns
        -------
        list of numpy.ndarray
            New arrays, of the shapes of the parameters.

        Raises
        ------
        ValueError
            If numbers or shapes do not match.
        """
        if len(parameters) != len(gradients):
            raise ValueError(f"{len(parameters)} parameters have {len(gradients)} gradients")
        if not self._states:
            self._states = [{} for _ in parameters]
        if len(self._states) != len(parameters):
            raise ValueError(f"{len(parameters)} parameters, earlier {len(self._states)}")
        self.steps += 1
        updated = []
        for given, slope, state in zip(parameters, gradients, self._states, strict=True):
            (parameter,) = float_arrays(given)
            if slope is None:
                updated.append(parameter.copy())
                continue
            grad = np.asarray(slope, parameter.dtype)
            expect_shape(grad, parameter.shape, "gradient")
            if self.weight_decay:
                grad = grad + self.weight_decay * parameter
            updated.append(self._update(parameter, grad, state))
        return updated

    def _update(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        """Compute one parameter after a step, and change its state."""
        raise NotImplementedError


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum and Nesterov's form of it.

    Parameters
    ----------
    lr : float
        Learning rate.
    momentum : float
        Part of the last velocity that is kept.
    nesterov : bool
        Step along gradient + momentum · velocity.
    weight_decay : float
        Strength of the L2 penalty.

    Raises
    ------
    ValueError
        If a number is negative, or ``nesterov`` is given without momentum.

    References
    ----------
    Sutskever et al. (2013), "On the importance of initialization and momentum in
    deep learning", section 2, in PyTorch's form: velocity = momentum·velocity + gradient.

    Examples
    --------
    >>> SGD(0.1).step([[1.0, 2.0]], [[1.0, -1.0]])
    [array([0.9, 2.1])]
    """

    def __init__(
        self, lr: float, momentum: float = 0, nesterov: bool = False, weight_decay: float = 0
    ) -> None:
        super().__init__(lr, weight_decay)
        if not momentum >= 0 or (nesterov and momentum == 0):
            raise ValueError(f"momentum is not negative, with nesterov positive: {momentum!r}")
        self.momentum = momentum
        self.nesterov = nesterov

    def _update(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        if self.momentum:
            earlier = state.get("velocity")
            velocity = grad.copy() if earlier is None else self.momentum * earlier + grad
            state["velocity"] = velocity
            grad = grad + self.momentum * velocity if self.nesterov else velocity
        result: Array = parameter - self.lr * grad
        return result


class AdaGrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients.

    Parameters
    ----------
    lr : float
        Learning rate.
    lr_decay : float
        The learning rate of step t is lr / (1 + (t − 1)·lr_decay).
    weight_decay : float
        Strength of the L2 penalty.
    eps : float
        Added to the root.

    References
    ----------
    Duchi, Hazan & Singer (2011), "Adaptive subgradient methods", figure 1.
    """

    def __init__(
        self, lr: float = 0.01, lr_decay: float = 0, weight_decay: float = 0, eps: float = 1e-10
    ) -> None:
        super().__init__(lr, weight_decay)
        self.lr_decay = lr_decay
        self.eps = eps

    def _update(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        total = state.get("total", np.zeros_like(parameter)) + grad * grad
        state["total"] = total
        lr = self.lr / (1 + (self.steps - 1) * self.lr_decay)
        result: Array = parameter - lr * grad / (np.sqrt(total) + self.eps)
        return result


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of squared gradients.

    Parameters
    ----------
    lr : float
        Learning rate.
    alpha : float
        Weight of the old value in the running means.
    eps : float
        Added to the root.
    weight_decay : float
        Strength of the L2 penalty.
    momentum : float
        Part of the last velocity that is kept.
    centered : bool
        Subtract the square of the gradient's running mean, which gives its variance.

    References
    ----------
    Tieleman & Hinton (2012), "Neural networks for machine learning", lecture 6.5;
    centred: Graves (2013), "Generating sequences", section 4.2.
    """

    def __init__(
        self,
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
    ) -> None:
        super().__init__(lr, weight_decay)
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.centered = centered

    def _update(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        zeros = np.zeros_like(parameter)
        square = self.alpha * state.get("square", zeros) + (1 - self.alpha) * grad * grad
        state["square"] = square
        variance = square
        if self.centered:
            mean = self.alpha * state.get("mean", zeros) + (1 - self.alpha) * grad
            state["mean"] = mean
            variance = square - mean * mean
        move = grad / (np.sqrt(variance) + self.eps)
        if self.momentum:
            move = self.momentum * state.get("velocity", zeros) + move
            state["velocity"] = move
        result: Array = parameter - self.lr * move
        return result


class Adam(Optimizer):
    """Steps along a running mean of gradients, divided by the root of that of their squares.

    Parameters
    ----------
    lr : float
        Learning rate.
    betas : (float, float)
        Weight of the old value in the running means of gradients and of their
        squares.
    eps : float
        Added to the root.
    weight_decay : float
        Strength of the L2 penalty.

    Raises
    ------
    ValueError
        If a beta is not in [0, 1), or ``lr`` or ``weight_decay`` is negative.

    References
    ----------
    Kingma & Ba (2015), "Adam: a method for stochastic optimization", algorithm 1.
    """

    def __init__(
        self,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(lr, weight_decay)
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas are in [0, 1): {betas!r}")
        self.betas = betas
        self.eps = eps

    def _update(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        first, second = self.betas
        zeros = np.zeros_like(parameter)
        mean = first * state.get("mean", zeros) + (1 - first) * grad
        square = second * state.get("square", zeros) + (1 - second) * grad * grad
        state["mean"], state["square"] = mean, square
        lr = self.lr / (1 - first**self.steps)
        root = np.sqrt(square) / (1 - second**self.steps) ** 0.5
        result: Array = parameter - lr * mean / (root + self.eps)
        return result
