"""Ways to walk downhill: each turns parameters and gradients into new parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.engine.arrays import expect_shape, float_arrays, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnnviz.engine.arrays import Array


class Optimizer:
    """What all of them share: checking, weight decay, and one state per parameter.

    Parameters
    ----------
    lr : float
        Length of a step.
    weight_decay : float
        L2 penalty: this times the parameter is added to its gradient.
    """

    def __init__(self, lr: float, weight_decay: float = 0.0) -> None:
        if not lr >= 0 or not weight_decay >= 0:
            raise ValueError(f"lr and weight_decay are not negative: {lr!r}, {weight_decay!r}")
        self.lr = lr
        self.weight_decay = weight_decay
        self.steps = 0
        self._state: list[dict[str, Array]] = []

    @quiet
    def step(self, parameters: Sequence[Any], gradients: Sequence[Any]) -> list[Array]:
        """Return the parameters after one step; the given ones are not changed.

        Parameters
        ----------
        parameters, gradients : sequence of array_like
            One gradient per parameter, of its shape, always in the same order.
            A gradient of None leaves its parameter as it is.

        Raises
        ------
        ValueError
            If the numbers or shapes do not match.
        """
        if len(parameters) != len(gradients):
            raise ValueError(f"{len(parameters)} parameters have {len(gradients)} gradients")
        if not self._state:
            self._state = [{} for _ in parameters]
        if len(self._state) != len(parameters):
            raise ValueError(f"{len(parameters)} parameters, earlier {len(self._state)}")
        self.steps += 1
        moved = []
        for given, slope, state in zip(parameters, gradients, self._state, strict=True):
            (parameter,) = float_arrays(given)
            if slope is None:
                moved.append(parameter.copy())
                continue
            grad = np.asarray(slope, parameter.dtype)
            expect_shape(grad, parameter.shape, "gradient")
            moved.append(self._moved(parameter, self._decayed(parameter, grad), state))
        return moved

    def _decayed(self, parameter: Array, grad: Array) -> Array:
        return grad + self.weight_decay * parameter if self.weight_decay else grad

    def _moved(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        raise NotImplementedError


class SGD(Optimizer):
    """Step against the gradient, with momentum a heavy ball that keeps rolling.

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

    def _moved(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        if self.momentum:
            earlier = state.get("velocity")
            velocity = grad.copy() if earlier is None else self.momentum * earlier + grad
            state["velocity"] = velocity
            grad = grad + self.momentum * velocity if self.nesterov else velocity
        result: Array = parameter - self.lr * grad
        return result


class AdaGrad(Optimizer):
    """Shorten the steps of parameters that have moved much.

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

    def _moved(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        total = state.get("total", np.zeros_like(parameter)) + grad * grad
        state["total"] = total
        lr = self.lr / (1 + (self.steps - 1) * self.lr_decay)
        result: Array = parameter - lr * grad / (np.sqrt(total) + self.eps)
        return result


class RMSprop(Optimizer):
    """Divide steps by the recent size of the gradient.

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

    def _moved(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        none = np.zeros_like(parameter)
        square = self.alpha * state.get("square", none) + (1 - self.alpha) * grad * grad
        state["square"] = square
        spread = square
        if self.centered:
            mean = self.alpha * state.get("mean", none) + (1 - self.alpha) * grad
            state["mean"] = mean
            spread = square - mean * mean
        move = grad / (np.sqrt(spread) + self.eps)
        if self.momentum:
            move = self.momentum * state.get("velocity", none) + move
            state["velocity"] = move
        result: Array = parameter - self.lr * move
        return result


class Adam(Optimizer):
    """Momentum and the recent size of the gradient together, both corrected at the start.

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

    def _moved(self, parameter: Array, grad: Array, state: dict[str, Array]) -> Array:
        first, second = self.betas
        none = np.zeros_like(parameter)
        mean = first * state.get("mean", none) + (1 - first) * grad
        square = second * state.get("square", none) + (1 - second) * grad * grad
        state["mean"], state["square"] = mean, square
        lr = self.lr / (1 - first**self.steps)
        root = np.sqrt(square) / (1 - second**self.steps) ** 0.5
        result: Array = parameter - lr * mean / (root + self.eps)
        return result
