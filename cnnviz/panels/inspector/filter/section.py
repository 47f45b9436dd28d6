"""The filters of a Conv2d: which one, its numbers, its bias, and filters by name."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.document.numbers import SetFilter, SetKernel, SetValue
from cnnviz.layers import Layer
from cnnviz.layers.filter_bank import FilterBank
from cnnviz.layers.filters import LABELS, divisor
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.chooser import Chooser
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.filter.kernel_grid import KernelGrid
from cnnviz.panels.inspector.filter.names import FilterNames
from cnnviz.panels.inspector.filter.seed import SeedRow
from cnnviz.panels.inspector.filter.slices import SliceTabs
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import LineBlock, NumberField, Section
from cnnviz.panels.kit.typed import format_exact
from cnnviz.session import LayerStatus
from cnnviz.trace import Span, line
from cnnviz.words import Text, text


class FilterSection(ExtraSection):
    """One filter at a time; its number is the number of its feature map.

    Attributes
    ----------
    slice : int
        Which kernel of the filter is shown.
    """

    formulas_before = 1

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(bridge, appearance, parent)
        self.slice = 0
        section = Section(appearance, text("Filter values"), self)
        section.heading.hide()  # the chooser says it: which filter
        self.column.addWidget(section)
        self.chooser = Chooser(
            appearance, _sentence, text("Previous filter"), text("Next filter"), self
        )
        self.slices = SliceTabs(appearance, self)
        self.grid = KernelGrid(appearance, self)
        self.readout = LineBlock(appearance, 11.5, self)
        self.seed = SeedRow(appearance, self)
        self.bias = NumberField(
            appearance,
            text("Bias of this filter"),
            hint=text("Added to every cell of this filter's feature map."),
            digits=7,
            parent=self,
        )
        self.bias_row = FormRow(appearance, text("Bias of this filter"), "weight", self)
        self.bias_row.put(self.bias)
        self.names = FilterNames(appearance, self)
        for each in (
            self.chooser, self.slices, self.grid, self.readout, self.seed, self.bias_row, self.names
        ):  # fmt: skip
            section.body.addWidget(each)
        self.chooser.chosen.connect(self._chosen)
        self.slices.chosen.connect(self._sliced)
        self.grid.edited.connect(self._typed)
        self.grid.replaced.connect(self._pasted)
        self.grid.refused.connect(bridge.refused)
        self.grid.moved.connect(self._read_out)
        self.seed.chosen.connect(self._seeded)
        self.bias.edited.connect(self._biased)
        self.bias.settled.connect(bridge.settle)
        self.names.chosen.connect(self._named)

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        return issubclass(kind, FilterBank)

    def refresh(self, status: LayerStatus) -> None:
        layer = status.layer
        assert isinstance(layer, FilterBank)
        if not layer.weight.size:
            self.setVisible(False)
            return
        if self.isHidden():
            self.setVisible(True)
        self.map = min(self.map, len(layer.weight) - 1)
        self.slice = min(self.slice, layer.weight.shape[1] - 1)
        name = layer.names[self.map]
        one = layer.weight[self.map]
        self.chooser.show_one(self.map, len(layer.weight), LABELS[name])
        coloured = (
            status.index == 0 and len(one) == 3 and self.bridge.state.document.batch.shape[0] == 3
        )
        self.slices.show_slice(self.slice, len(one), coloured)
        high = float(np.abs(one).max()) or 1.0
        self.grid.show_kernel(one[self.slice], high, divisor(name, one))
        self.seed.show_seed(layer.seeds[self.map] if name == "random" else None)
        self.bias.set_value(float(layer.bias[self.map]))
        if self.bias_row.isHidden() == layer.has_bias:
            self.bias_row.setVisible(layer.has_bias)
        self.names.show_name(name, layer.kernel_size)
        whole = bool((one[self.slice] == np.rint(one[self.slice])).all())
        if self.readout.isHidden() != whole:
            self.readout.setHidden(whole)  # its cell says all of it
        self._read_out()

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.choose_map(index)

    @Slot(int)
    def _sliced(self, index: int) -> None:
        self.slice = index
        if self.status is not None:
            self.refresh(self.status)

    @Slot(int, int, float)
    def _typed(self, row: int, column: int, value: float) -> None:
        if self.status is not None:
            index = (self.map, self.slice, row, column)
            self.bridge.do(SetValue(self.status.index, "weight", index, value))
            self.bridge.settle()

    @Slot(object)
    def _pasted(self, rows: tuple[tuple[float, ...], ...]) -> None:
        if self.status is not None:
            self.bridge.do(SetKernel(self.status.index, self.map, self.slice, rows))

    @Slot(object)
    def _biased(self, value: float) -> None:
        if self.status is not None:
            self.bridge.do(SetValue(self.status.index, "bias", (self.map,), value))

    @Slot(str)
    def _named(self, name: str) -> None:
        if self.status is not None:
            seed = self.map + 1 if name == "random" else 0
            self.bridge.do(SetFilter(self.status.index, self.map, name, seed))
            self.bridge.settle()

    @Slot(int)
    def _seeded(self, seed: int) -> None:
        if self.status is not None:
            self.bridge.do(SetFilter(self.status.index, self.map, "random", seed))
            self.bridge.settle()

    @Slot()
    @Slot(int, int)
    def _read_out(self) -> None:
        if self.status is None:
            return
        layer = self.status.layer
        assert isinstance(layer, FilterBank)
        at = (self.map, self.slice, *self.grid.at)
        place = ", ".join(str(each) for each in at)
        weight = float(layer.weight[at])
        parts = divisor(layer.names[self.map], layer.weight[self.map])
        part = "" if parts == 1 else f"{round(weight * parts)} / {parts} ≈ ".replace("-", "−")
        if format_exact(weight) == format_exact(round(weight, 6)):
            part = part.replace("≈", "=")
        said = Span(part + format_exact(weight), "weight")
        self.readout.show_lines((line(Span("w", "weight"), f"[{place}] = ", said),))


def _sentence(which: int, count: int) -> Text:
    return text("Filter {which} of {count}", which=which, count=count)
