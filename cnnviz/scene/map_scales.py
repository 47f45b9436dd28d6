"""The scales of the maps of one output: one for all, or each its own, and what is said of them."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from cnnviz.scene.legends import legend
from cnnviz.scene.marks import Grid, Mark, Scale
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.scales import clipped, of_each
from cnnviz.scene.stage_input import StageInput, VisibleMoment
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@runtime_checkable
class ComparesMaps(Protocol):
    """A stage whose maps are coloured on one scale, or each on its own."""

    scales: MapScales


class MapScales:
    """The scales of one image's output.

    Parameters
    ----------
    maps : tuple of ndarray, each of shape (H, W)
        The maps.
    shared : tuple of Scale
        Their scales where they are compared.
    around : (Scale, Scale)
        Scales of the whole input and the whole output; where the output has that of its
        input, its numbers tell nothing that is hidden.
    memo : ArrayMemo
        Caches scales and counts.
    inputs : tuple of ndarray, optional
        The channels that the maps come from; where the output has the scale of its input,
        each map has that of its channel.
    """

    def __init__(
        self,
        maps: tuple[FloatArray, ...],
        shared: tuple[Scale, ...],
        around: tuple[Scale, ...],
        memo: ArrayMemo,
        inputs: tuple[FloatArray, ...] = (),
    ) -> None:
        self._maps, self._shared, self._memo = maps, shared, memo
        self._known = around[0] is around[1]
        self._coloured = inputs if self._known and inputs else maps

    def of(self, look: StageInput) -> tuple[Scale, ...]:
        """Give the scale of each map, as the switch stands."""
        if look.own_scales:
            return of_each(self._coloured, self._shared, self._memo)
        return self._shared

    def legend(self, grid: Grid, where: VisibleMoment, look: StageInput) -> list[Mark]:
        """Explain the colours of the output on stage; while it is hidden, by signs alone."""
        hidden = where.held is not None
        told = self._known and not look.own_scales
        count = 0 if hidden else self._clipped(where.map, grid.scale)
        return legend("legend", grid, look.viewport, signs=hidden and not told, clipped=count)

    def title(self, title: Text, where: VisibleMoment, look: StageInput) -> tuple[Text, ...]:
        """Say whether the maps of the footer share a scale, and how many cells they clip."""
        scales = self.of(look)
        how = text(", each on its own scale") if look.own_scales else text(", one scale")
        if where.held is not None:
            return title, how
        count = sum(self._clipped(index, scale) for index, scale in enumerate(scales))
        if not count:
            return title, how
        return title, how, text(", {count} cells clipped", count=f"{count:,}")

    def _clipped(self, index: int, scale: Scale) -> int:
        plane = self._maps[index]
        name = ("clipped", scale.low, scale.high)
        return self._memo.of(plane, name, lambda: clipped(plane, scale))
