"""A convolution of 1 × 1 place by place: at each place all filters make a new stick of channels."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.window_sum import ConvolutionTimeline, WindowSum
from cnnviz.trace import ALL, Cell, FloatArray, Moment, Shown, Step
from cnnviz.words import text


@dataclass(frozen=True, eq=False, slots=True)
class PointSum(WindowSum):
    """One output cell: the channels of one place, each times one weight."""

    def steps(self) -> dict[str, int]:
        """Count a term for each channel, and the bias if there is one."""
        return {"terms": self.weight.size, **({} if self.bias is None else {"bias": 1})}


class PointTimeline(ConvolutionTimeline):
    """Positions place by place, and at each place map by map: a stick is a row of positions."""

    def __init__(
        self,
        layer: Conv2d,
        x: FloatArray,
        y: FloatArray,
        image: int,
        padded: FloatArray | None = None,
    ) -> None:
        super().__init__(layer, x, y, image, padded)
        self._shape: Cell = (y.shape[1], y.shape[2], y.shape[3])
        self.axes = (1, y.shape[2] * y.shape[3], y.shape[1])
        self.steps = (
            Step("place", text("take the stick of channels"), short=text("take")),
            Step("terms", text("products"), layer.weight.shape[1]),
            *((Step("bias", text("+ bias")),) if layer.use_bias else ()),
            Step("write", text("write"), reveals=True),
        )

    @property
    def slow(self) -> int:
        """The first place, whose channels are not all zero if there is one, for the first map."""
        maps, rows, columns = self._shape
        down = self.window.stride[0] * np.arange(rows)
        across = self.window.stride[1] * np.arange(columns)
        some = (self.padded[:, down][:, :, across] != 0).any(axis=0)
        return int(some.argmax()) * maps

    def cell_of(self, position: int) -> Cell:
        """Give the output cell that a position writes."""
        maps, _, columns = self._shape
        place, index = divmod(position, maps)
        return (index, *divmod(place, columns))

    def position_of(self, cell: Cell) -> int:
        """Give the position that writes an output cell."""
        maps, _, columns = self._shape
        return (cell[1] * columns + cell[2]) * maps + cell[0]

    def shown(self, moment: Moment | None) -> Shown:
        """Give the visible part: every stick before this one, and this one as far as it is."""
        if moment is None:
            return ALL
        maps, rows, columns = self._shape
        done = moment.position + int(moment.revealed)
        whole, begun = divmod(done, maps)
        hidden = np.ones((maps, rows * columns), bool)
        hidden[:, :whole] = False
        hidden[:begun, whole : whole + 1] = False
        asked = None
        if moment.asks:
            asked = int(np.ravel_multi_index(self.cell_of(moment.position), self._shape))
        return Shown(asked=asked, hidden=hidden.reshape(self._shape))

    def __getitem__(self, position: int) -> PointSum:
        record = super().__getitem__(position)
        return PointSum(*(getattr(record, each.name) for each in fields(record)))
