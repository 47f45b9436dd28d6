"""Filters with names and seeds: the part that every kind of convolution has."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from cnnviz.engine import GeometryError
from cnnviz.layers.base import Layer, frozen, setting, weights
from cnnviz.layers.filters import LABELS, ORDER, kernel, random_kernels
from cnnviz.layers.parameters import IntParameter, PairParameter
from cnnviz.trace import FloatArray
from cnnviz.words import text


@dataclass(frozen=True, eq=False)
class FilterBank(Layer):
    """A layer whose weights are filters: each has a name, and a seed if it is random.

    A kind with a filter bank calls `laid_out` once it knows how many kernels a
    filter has.

    Attributes
    ----------
    weight : ndarray, shape (out_channels, kernels of a filter, K_h, K_w)
        One kernel for each channel that a filter reads.
    bias : ndarray, shape (out_channels,)
        Added to every cell of a feature map.
    names : tuple of str
        The name of each filter, a key of `filters.LABELS`.
    seeds : tuple of int
        The seed of each filter that is random; 0 for the others.
    """

    out_channels: int = setting(4, IntParameter(label=text("Filters"), low=1, high=64))
    kernel_size: tuple[int, int] = setting(
        (3, 3), PairParameter(label=text("Kernel size"), low=1, high=11)
    )
    weight: FloatArray = weights("weight")
    bias: FloatArray = weights("bias")
    names: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()

    @property
    def has_bias(self) -> bool:
        """Whether the biases are used."""
        return True

    def check_arrays(self) -> None:
        """Require one weight, bias, name and seed for each filter.

        Raises
        ------
        ValueError
            If their counts or shapes differ, or a name is unknown.
        """
        count = self.out_channels
        if self.weight.size == self.bias.size == len(self.names) == len(self.seeds) == 0:
            return
        if (
            self.weight.ndim != 4
            or self.weight.size == 0
            or self.weight.shape != (count, self.weight.shape[1], *self.kernel_size)
            or self.bias.shape != (count,)
            or not len(self.names) == len(self.seeds) == count
            or not set(self.names) <= LABELS.keys()
            or min(self.seeds) < 0
        ):
            raise ValueError("not one weight, bias, name and seed for each filter")

    def with_filter(self, index: int, name: str, seed: int = 0) -> Self:
        """Replace a filter by a named one.

        Raises
        ------
        GeometryError
            If the kernel is too small to hold it.
        """
        weight = np.array(self.weight)
        made = self._named(name, seed, weight.shape[1])
        if made is None:
            raise GeometryError(
                "this filter is 3 cells wide, the kernel has {rows} × {columns}",
                rows=self.kernel_size[0],
                columns=self.kernel_size[1],
            )
        weight[index] = made
        return dataclasses.replace(
            self,
            weight=frozen(weight),
            names=_put(self.names, index, name),
            seeds=_put(self.seeds, index, seed),
        )

    def with_value(self, array: str, index: tuple[int, ...], value: float) -> Self:
        """Change one number; a filter with a changed weight is *custom* from then on."""
        changed = super().with_value(array, index, value)
        if array != "weight":
            return changed
        return dataclasses.replace(
            changed,
            names=_put(self.names, index[0], "custom"),
            seeds=_put(self.seeds, index[0], 0),
        )

    def laid_out(self, kernels: int) -> Self:
        """Give every filter this number of kernels, each of the bank's kernel size.

        Named filters are made again, random ones from their seeds; custom ones are
        cropped or padded around their centre, and their kernels are repeated in turn.

        Parameters
        ----------
        kernels : int
            Kernels of each filter: the channels that it reads.
        """
        count, old = self.out_channels, self.weight
        names = [*self.names[:count], *(_fresh(i) for i in range(len(self.names), count))]
        seeds = [*self.seeds[:count], *([0] * (count - len(self.seeds)))]
        weight = np.zeros((count, kernels, *self.kernel_size), np.float32)
        for index in range(count):
            if names[index] == "random" and seeds[index] == 0:
                seeds[index] = index + 1
            made = self._named(names[index], seeds[index], kernels)
            if made is None and index < len(old) and old.size:
                made, names[index] = _carried(old[index], kernels, self.kernel_size), "custom"
            elif made is None:
                names[index] = "box"
                made = self._named("box", 0, kernels)
            weight[index] = made
        bias = np.zeros(count, np.float32)
        kept = min(count, self.bias.size)
        bias[:kept] = self.bias[:kept]
        return dataclasses.replace(
            self, weight=frozen(weight), bias=frozen(bias), names=tuple(names), seeds=tuple(seeds)
        )

    def _named(self, name: str, seed: int, kernels: int) -> FloatArray | None:
        if name == "random":
            return random_kernels(seed, (kernels, *self.kernel_size))
        one = kernel(name, self.kernel_size)
        return None if one is None else np.repeat(one[None], kernels, axis=0)


def _fresh(index: int) -> str:
    return ORDER[index] if index < len(ORDER) else "random"


def _put(values: tuple[Any, ...], index: int, value: Any) -> tuple[Any, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _carried(old: FloatArray, kernels: int, size: tuple[int, int]) -> FloatArray:
    """Resize a custom filter around its centre; kernels are repeated in turn."""
    new = np.zeros((kernels, *size), np.float32)
    old = old[np.arange(kernels) % len(old)]
    cut: list[tuple[slice, slice]] = []
    for axis in (0, 1):
        have, want = old.shape[1 + axis], size[axis]
        both = min(have, want)
        source, target = (have - both) // 2, (want - both) // 2
        cut.append((slice(target, target + both), slice(source, source + both)))
    new[:, cut[0][0], cut[1][0]] = old[:, cut[0][1], cut[1][1]]
    return new
