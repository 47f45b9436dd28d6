"""Row f: one training step of a small digits network, by public functions only."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnviz import engine as e
from tests.benchmarks.engine import textbook
from tests.benchmarks.engine.peers import available
from tests.benchmarks.engine.workloads import Row

BATCH, RATE = 128, 0.01


def start() -> list[np.ndarray]:
    """Return weights and biases of conv 8, conv 16 and the linear layer."""
    shapes = [(8, 1, 3, 3), (16, 8, 3, 3), (10, 16 * 7 * 7)]
    weights = [e.he_normal(shape, seed) for seed, shape in enumerate(shapes)]
    return [a for w in weights for a in (w, np.zeros(len(w), np.float32))]


def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.random((BATCH, 1, 28, 28), np.float32) - np.float32(0.5), rng.integers(0, 10, BATCH)


def ours(p: list[Any], x: Any, labels: Any) -> tuple[list[Any], float]:
    """Step forwards, backwards and downhill; images (H, W, C, N), the last weight alike."""
    w1, b1, w2, b2, w3, b3 = p
    r1, kept1 = e.conv2d_relu_pool_last(x, w1, b1, 1)
    r2, kept2 = e.conv2d_relu_pool_last(r1, w2, b2, 1)
    f = r2.reshape(-1, BATCH).T
    y = e.linear(f, w3, b3)
    loss = float(e.cross_entropy(y, labels))
    g = e.cross_entropy_backward(1.0, y, labels)
    g, gw3, gb3 = e.linear_backward(g, f, w3, b3)
    g, gw2, gb2 = e.conv2d_relu_pool_last_backward(g.T.reshape(r2.shape), kept2, w2, 1)
    _, gw1, gb1 = e.conv2d_relu_pool_last_backward(g, kept1, w1, 1, with_x=False)
    return e.SGD(RATE).step(p, [gw1, gb1, gw2, gb2, gw3, gb3]), loss


def by_cell(weight: Any) -> Any:
    """Bring the linear layer's weight from features (C, H, W) to (H, W, C), once."""
    return e.to_batch_last(weight.reshape(10, 16, 7, 7)).reshape(-1, 10).T.copy()


def book(p: list[Any], x: Any, labels: Any) -> tuple[list[Any], float]:
    """Do the same in the textbook's way."""
    w1, b1, w2, b2, w3, b3 = p
    c1 = textbook.conv2d(x, w1, b1, 1, 1)
    r1, back1 = _book_pool(c1)
    c2 = textbook.conv2d(r1, w2, b2, 1, 1)
    r2, back2 = _book_pool(c2)
    f = r2.reshape(BATCH, -1)
    y = f @ w3.T + b3
    shares = np.exp(y - y.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    loss = float(-np.log(shares[np.arange(BATCH), labels]).mean())
    g = shares
    g[np.arange(BATCH), labels] -= 1
    g /= BATCH
    gw3, gb3 = g.T @ f, g.sum(axis=0)
    g, gw2, gb2 = textbook.conv2d_backward(back2((g @ w3).reshape(r2.shape)), r1, w2, 1, 1)
    _, gw1, gb1 = textbook.conv2d_backward(back1(g), x, w1, 1, 1)
    grads = (gw1, gb1, gw2, gb2, gw3, gb3)
    return [(a - RATE * b).astype(np.float32) for a, b in zip(p, grads, strict=True)], loss


def _book_pool(c: Any) -> Any:
    m, col = textbook.max_pool2d(c, 2, 2)
    winners = col.argmax(axis=1)

    def back(grad: Any) -> Any:
        flat = (grad * (m > 0)).transpose(0, 2, 3, 1).reshape(-1)
        spread = np.zeros((flat.size, 4))
        spread[np.arange(flat.size), winners] = flat
        n, _, h, w = m.shape
        spread = spread.reshape(n * h * w, -1)
        return textbook.col2im(spread, c.shape, 2, 2, 2)

    return np.maximum(m, 0), back


def torch_step() -> Any:
    torch = available("torch")
    if torch is None:
        return None
    F = torch.nn.functional
    x, labels = (torch.from_numpy(a) for a in data())
    parameters = [torch.from_numpy(a.copy()).requires_grad_() for a in start()]
    optimizer = torch.optim.SGD(parameters, RATE)

    def step() -> float:
        w1, b1, w2, b2, w3, b3 = parameters
        optimizer.zero_grad()
        h = F.relu(F.max_pool2d(F.conv2d(x, w1, b1, padding=1), 2))
        h = F.relu(F.max_pool2d(F.conv2d(h, w2, b2, padding=1), 2))
        loss = F.cross_entropy(F.linear(h.flatten(1), w3, b3), labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


def losses(step: Any, count: int = 30) -> np.ndarray:
    """Run a stepper and return its losses."""
    return np.array([step() for _ in range(count)])


def stepper(one: Any) -> Any:
    """Make a step that keeps its own parameters."""
    x, labels = data()
    kept = [start()]
    if one is ours:
        x = e.to_batch_last(x)
        kept[0][4] = by_cell(kept[0][4])

    def step() -> float:
        kept[0], loss = one(kept[0], x, labels)
        return loss

    return step


def rows() -> list[Row]:
    """Assert that 30 losses agree with every peer's, then offer the steps for timing."""
    made = {"textbook": stepper(book)}
    if torch_step() is not None:
        made["torch"] = torch_step()
    wanted = losses(stepper(ours))
    for name, step in made.items():
        worst = np.abs(losses(step) - wanted).max()
        assert worst < 1e-4, f"{name}: losses differ by {worst}"
    goals = {"torch": 0.34, "textbook": 1 / 7.5}
    return [Row("f training step, batch 128", stepper(ours), made, goals, -1)]
