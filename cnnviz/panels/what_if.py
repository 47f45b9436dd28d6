"""The bar of what may be changed before a class: one to three settings of the layer on stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.document.commands import SetParameter
from cnnviz.document.numbers import SetValue
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import Averaging
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.fields import field_for
from cnnviz.panels.kit import NumberField, TextButton, TextLabel
from cnnviz.session import Presented
from cnnviz.words import Text, text

STEP = 0.5
"""What a press of − or + takes from or adds to a learned number."""
Offer = Callable[[Layer | None], tuple[str, ...]]
"""Names what may be changed in a layer: parameters, or arrays by channel."""


class _Setting(QWidget):
    """The label and the field of one parameter, or of one channel's number in an array."""

    def __init__(
        self, bridge: Bridge, appearance: Appearance, layer: Layer, name: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge, self.name = bridge, name
        self._of_array = name not in layer.parameters()
        if self._of_array:
            label: Text | str = layer.arrays()[name]
            control: QWidget = NumberField(
                appearance, label, places=3, step=STEP, digits=6, parent=self, signs=True
            )
            self._field: Any = control
        else:
            parameter = layer.parameters()[name]
            label = parameter.label
            self._field = field_for(parameter, appearance, self)
            control = self._field.control
        self._field.edited.connect(self._set)
        self._field.settled.connect(bridge.settle)
        said = TextLabel(appearance, label, "muted", self)
        said.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(appearance.px(6))
        row.addWidget(said)
        row.addWidget(control)
        if not self._of_array and self._field.below is not None:
            row.addSpacing(appearance.px(4))
            row.addWidget(self._field.below, 0, Qt.AlignmentFlag.AlignVCenter)

    def refresh(self) -> None:
        """Show how the layer on stage is set."""
        layer = self._bridge.state.layer
        assert layer is not None
        value = getattr(layer, self.name)
        if not self._of_array:
            self._field.offer(layer)
        self._field.set_value(float(value[self._place()]) if self._of_array else value)

    def _place(self) -> int:
        """Which number of an array: that of the map on stage."""
        state = self._bridge.state
        return min(state.map, len(getattr(state.layer, self.name)) - 1)

    @Slot(object)
    def _set(self, value: Any) -> None:
        layer, index = self._bridge.state.layer, self._bridge.state.selected - 1
        assert layer is not None
        command: SetValue | SetParameter
        if self._of_array:
            label = layer.arrays()[self.name]
            command = SetValue(index, self.name, (self._place(),), value, label)
        else:
            command = SetParameter(index, self.name, value)
        if not self._bridge.do(command):
            self.refresh()


class WhatIfBar(QWidget):
    """Steppers and choices that send the commands of the inspector.

    Parameters
    ----------
    bridge : Bridge
        What is on stage; takes commands.
    appearance : Appearance
        Language, theme and text size.
    offer : callable
        Names what may be changed in a layer: parameters, or arrays by channel.
    parent : QWidget
        Where it lies.
    """

    def __init__(
        self, bridge: Bridge, appearance: Appearance, offer: Offer, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge, self._appearance, self._offer = bridge, appearance, offer
        self._made: tuple[type[Layer] | None, tuple[str, ...]] = (None, ())
        self.settings: tuple[_Setting, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(appearance.px(14))
        self._batch = TextButton(appearance, text("Next batch"), parent=self)
        self._batch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._batch.clicked.connect(self._next_batch)
        self._row.addWidget(self._batch)
        bridge.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Offer what the layer on stage has, and show how it is set."""
        layer = self._bridge.state.layer
        wanted = (None if layer is None else type(layer), self._offer(layer))
        if wanted != self._made:
            self._made = wanted
            self._make(layer, wanted[1])
        for each in self.settings:
            each.refresh()

    def _changed(self, old: Presented, new: Presented) -> None:
        before, now = old.state, new.state
        if before.layer is not now.layer or before.map != now.map:
            self.refresh()

    def _make(self, layer: Layer | None, names: tuple[str, ...]) -> None:
        """Make the fields of a layer in place of those before."""
        for each in self.settings:
            self._row.removeWidget(each)
            each.hide()
            each.deleteLater()
        self.settings = ()
        if layer is not None:
            bridge, appearance = self._bridge, self._appearance
            self.settings = tuple(_Setting(bridge, appearance, layer, n, self) for n in names)
        for place, each in enumerate(self.settings):
            self._row.insertWidget(place, each)
            each.show()
        self._batch.setVisible(isinstance(layer, Averaging))

    def _next_batch(self) -> None:
        self._bridge.session.next_batch()
