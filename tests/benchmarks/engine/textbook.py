"""The im2col of a well-known textbook kind: clear, and what a student would time."""

from __future__ import annotations

from typing import Any

import numpy as np


def im2col(x: Any, rows: int, columns: int, stride: int = 1, pad: int = 0) -> Any:
    n, c, h, w = x.shape
    out_h = (h + 2 * pad - rows) // stride + 1
    out_w = (w + 2 * pad - columns) // stride + 1
    image = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant")
    col = np.zeros((n, c, rows, columns, out_h, out_w))
    for i in range(rows):
        for j in range(columns):
            col[:, :, i, j] = image[
                :, :, i : i + stride * out_h : stride, j : j + stride * out_w : stride
            ]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * out_h * out_w, -1)


def col2im(col: Any, shape: Any, rows: int, columns: int, stride: int = 1, pad: int = 0) -> Any:
    n, c, h, w = shape
    out_h = (h + 2 * pad - rows) // stride + 1
    out_w = (w + 2 * pad - columns) // stride + 1
    col = col.reshape(n, out_h, out_w, c, rows, columns).transpose(0, 3, 4, 5, 1, 2)
    image = np.zeros((n, c, h + 2 * pad + stride - 1, w + 2 * pad + stride - 1))
    for i in range(rows):
        for j in range(columns):
            image[:, :, i : i + stride * out_h : stride, j : j + stride * out_w : stride] += col[
                :, :, i, j
            ]
    return image[:, :, pad : h + pad, pad : w + pad]


def conv2d(x: Any, weight: Any, bias: Any = None, stride: int = 1, pad: int = 0) -> Any:
    n, _, h, w = x.shape
    filters, _, rows, columns = weight.shape
    out_h, out_w = (h + 2 * pad - rows) // stride + 1, (w + 2 * pad - columns) // stride + 1
    out = np.dot(im2col(x, rows, columns, stride, pad), weight.reshape(filters, -1).T)
    if bias is not None:
        out = out + bias
    return out.reshape(n, out_h, out_w, -1).transpose(0, 3, 1, 2)


def conv2d_backward(grad: Any, x: Any, weight: Any, stride: int = 1, pad: int = 0) -> Any:
    filters, _, rows, columns = weight.shape
    flat = grad.transpose(0, 2, 3, 1).reshape(-1, filters)
    col = im2col(x, rows, columns, stride, pad)
    grad_weight = np.dot(col.T, flat).T.reshape(weight.shape)
    grad_x = col2im(np.dot(flat, weight.reshape(filters, -1)), x.shape, rows, columns, stride, pad)
    return grad_x, grad_weight, flat.sum(axis=0)


def max_pool2d(x: Any, size: int, stride: int) -> Any:
    n, c, h, w = x.shape
    out_h, out_w = (h - size) // stride + 1, (w - size) // stride + 1
    col = im2col(x, size, size, stride).reshape(-1, size * size)
    return np.max(col, axis=1).reshape(n, out_h, out_w, c).transpose(0, 3, 1, 2), col


def batch_norm(x: Any, gamma: Any, beta: Any, eps: float = 1e-5) -> Any:
    n, c, h, w = x.shape
    flat = x.transpose(0, 2, 3, 1).reshape(-1, c)
    centred = flat - flat.mean(axis=0)
    deviation = np.sqrt(np.mean(centred**2, axis=0) + eps)
    out = gamma * (centred / deviation) + beta
    return out.reshape(n, h, w, c).transpose(0, 3, 1, 2)
