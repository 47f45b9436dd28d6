"""The learned arrays of any kind that has no section of its own: one output at a time."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.document.numbers import SetRow, SetValue
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import Normalizing
from cnnviz.layers.filter_bank import FilterBank
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.chooser import Chooser
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.filter.kernel_grid import KernelGrid
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import Hairline, NumberField
from cnnviz.session import LayerStatus
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text

MOST_CELLS, WIDEST = 64, 8
"""Numbers of a row that are shown as a grid, and beside each other; of a longer row one is."""
LABELS = {"weight": text("Weight"), "bias": text("Bias")}


class LearnedSection(ExtraSection):
    """Which output, the numbers that it learns, typed one by one.

    Attributes
    ----------
    index : int
        Which number of a long row is shown.
    """

    formulas_before = 1

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(bridge, appearance, parent)
        self.index = 0
        self.chooser = Chooser(
            appearance, _sentence, text("Previous output"), text("Next output"), self
        )
        self.chooser.chosen.connect(self._chosen)
        self.grid = KernelGrid(appearance, self)
        self.grid.edited.connect(self._typed)
        self.grid.replaced.connect(self._pasted)
        self.grid.refused.connect(bridge.refused)
        self.place = NumberField(
            appearance,
            text("Index"),
            whole=True,
            low=0,
            high=10**6,
            hint=text("Which number of the row, counted from 0."),
            digits=7,
            parent=self,
        )
        self.place_row = FormRow(appearance, text("Index"), "muted", self)
        self.place_row.put(self.place)
        self.value = NumberField(appearance, LABELS["weight"], places=3, digits=9, parent=self)
        self.value_row = FormRow(appearance, LABELS["weight"], "weight", self)
        self.value_row.put(self.value)
        self.single = NumberField(
            appearance,
            LABELS["bias"],
            hint=text("Added to the sum of this output."),
            digits=9,
            parent=self,
        )
        self.single_row = FormRow(appearance, LABELS["bias"], "weight", self)
        self.single_row.put(self.single)
        for each in (
            Hairline(self),
            self.chooser,
            self.grid,
            self.place_row,
            self.value_row,
            self.single_row,
        ):
            self.column.addWidget(each)
        self.place.edited.connect(self._moved)
        self.value.edited.connect(self._changed)
        self.value.settled.connect(bridge.settle)
        self.single.edited.connect(self._single_changed)
        self.single.settled.connect(bridge.settle)
        appearance.changed.connect(self._space)
        self._space()

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        return bool(kind.learned()) and not issubclass(kind, (FilterBank, Normalizing))

    def refresh(self, status: LayerStatus) -> None:
        rows, singles = self._arrays(status.layer)
        count = 0 if rows is None and singles is None else len(self._first(status.layer))
        self.setVisible(count > 0)
        if not count:
            return
        self.map = min(self.map, count - 1)
        self.chooser.show_one(self.map, count)
        _set_visible(self.single_row, singles is not None)
        if singles is not None:
            self.single.set_value(float(getattr(status.layer, singles)[self.map]))
        row = None if rows is None else getattr(status.layer, rows)[self.map].reshape(-1)
        wide = None if row is None else _columns(row.size)
        _set_visible(self.grid, wide is not None)
        for each in (self.place_row, self.value_row):
            _set_visible(each, row is not None and wide is None)
        if row is None:
            return
        if wide is not None:
            high = float(np.abs(row).max()) or 1.0
            self.grid.show_kernel(row.reshape(-1, wide), high)
            return
        self.index = min(self.index, row.size - 1)
        self.place.set_value(self.index)
        self.value.set_value(float(row[self.index]))

    def _arrays(self, layer: Layer) -> tuple[str | None, str | None]:
        """Name the first learned array with a row for each output, and that with one number.

        An array that the layer does not use, such as a bias that is off, is left out.
        """
        unused = layer.without_effect()
        filled = [
            name for name in layer.learned() if getattr(layer, name).size and name not in unused
        ]
        rows = [name for name in filled if getattr(layer, name).ndim > 1]
        singles = [name for name in filled if getattr(layer, name).ndim == 1]
        return next(iter(rows), None), next(iter(singles), None)

    def _first(self, layer: Layer) -> FloatArray:
        """Give the array whose length is the number of outputs."""
        found: FloatArray = getattr(layer, next(name for name in self._arrays(layer) if name))
        return found

    def _at(self, layer: Layer, array: str, index: int) -> tuple[int, ...]:
        """Give the index of a number of the row, in all axes of the array."""
        shape = getattr(layer, array).shape[1:]
        return (self.map, *(int(i) for i in np.unravel_index(index, shape)))

    def _set(self, index: int, value: float) -> None:
        if self.status is None:
            return
        array, _ = self._arrays(self.status.layer)
        if array is not None:
            at = self._at(self.status.layer, array, index)
            self.bridge.do(SetValue(self.status.index, array, at, value))

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.choose_map(index)

    @Slot(int, int, float)
    def _typed(self, row: int, column: int, value: float) -> None:
        if self.status is not None:
            columns = _columns(self._first(self.status.layer)[self.map].size) or 1
            self._set(row * columns + column, value)
            self.bridge.settle()

    @Slot(object)
    def _pasted(self, rows: tuple[tuple[float, ...], ...]) -> None:
        if self.status is None:
            return
        array, _ = self._arrays(self.status.layer)
        if array is not None:
            values = tuple(value for row in rows for value in row)
            self.bridge.do(SetRow(self.status.index, array, self.map, values))

    @Slot(object)
    def _moved(self, index: int) -> None:
        self.index = index
        if self.status is not None:
            self.refresh(self.status)

    @Slot(object)
    def _changed(self, value: float) -> None:
        self._set(self.index, value)

    @Slot(object)
    def _single_changed(self, value: float) -> None:
        if self.status is None:
            return
        _, array = self._arrays(self.status.layer)
        if array is not None:
            self.bridge.do(SetValue(self.status.index, array, (self.map,), value))

    def _space(self) -> None:
        self.column.setSpacing(self.appearance.px(5))
        self.column.setContentsMargins(0, 0, 0, self.appearance.px(7))


def _columns(count: int) -> int | None:
    """Choose how many numbers of a row stand beside each other; None for too long a row."""
    if count <= WIDEST:
        return count
    fitting = (n for n in range(WIDEST, 2, -1) if count % n == 0)
    return next(fitting, None) if count <= MOST_CELLS else None


def _set_visible(widget: QWidget, visible: bool) -> None:
    if widget.isHidden() == visible:
        widget.setVisible(visible)


def _sentence(which: int, count: int) -> Text:
    return text("Output {which} of {count}", which=which, count=count)
