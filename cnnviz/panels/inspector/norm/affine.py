"""γ and β of one channel, each with a slider."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.document.numbers import SetValue
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import Normalizing
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.chooser import Chooser
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import Hairline, NumberField, RealSlider
from cnnviz.session import LayerStatus
from cnnviz.words import Text, text

LOW, HIGH = -3.0, 3.0
"""Ends of the sliders; more can be typed."""


class AffineSection(ExtraSection):
    """Which channel, and the two numbers that it learns."""

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(bridge, appearance, parent)
        self.chooser = Chooser(
            appearance, _sentence, text("Previous channel"), text("Next channel"), self
        )
        self.chooser.chosen.connect(self._chosen)
        self.column.addWidget(Hairline(self))
        self.column.addWidget(self.chooser)
        self.gamma, self.gamma_slider = self._row(
            text("γ (weight)"), text("The normalized values are multiplied with it.")
        )
        self.beta, self.beta_slider = self._row(
            text("β (bias)"), text("It is added to the scaled values.")
        )
        appearance.changed.connect(self._space)
        self._space()
        self.gamma.edited.connect(self._scaled)
        self.gamma_slider.edited.connect(self._scaled)
        self.beta.edited.connect(self._shifted)
        self.beta_slider.edited.connect(self._shifted)

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        return issubclass(kind, Normalizing)

    def refresh(self, status: LayerStatus) -> None:
        layer = status.layer
        assert isinstance(layer, Normalizing)
        count = layer.weight.size
        self.setVisible(count > 0)
        if not count:
            return
        self.map = min(self.map, count - 1)
        self.chooser.show_one(self.map, count)
        gamma, beta = float(layer.weight[self.map]), float(layer.bias[self.map])
        self.gamma.set_value(gamma)
        self.gamma_slider.set_value(gamma)
        self.beta.set_value(beta)
        self.beta_slider.set_value(beta)

    def _row(self, label: Text, hint: Text) -> tuple[NumberField, RealSlider]:
        row = FormRow(self.appearance, label, "weight", self)
        field = NumberField(self.appearance, label, places=3, hint=hint, digits=7, parent=row)
        slider = RealSlider(
            self.appearance, label, LOW, HIGH, steps=600, role="weight", hint=hint, parent=row
        )
        row.put(field, slider)
        field.settled.connect(self.bridge.settle)
        slider.settled.connect(self.bridge.settle)
        self.column.addWidget(row)
        return field, slider

    def _space(self) -> None:
        self.column.setSpacing(self.appearance.px(7))
        self.column.setContentsMargins(0, 0, 0, self.appearance.px(7))

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.choose_map(index)

    @Slot(object)
    def _scaled(self, value: float) -> None:
        self._set("weight", value, "γ")

    @Slot(object)
    def _shifted(self, value: float) -> None:
        self._set("bias", value, "β")

    def _set(self, array: str, value: float, name: str) -> None:
        if self.status is not None:
            self.bridge.do(SetValue(self.status.index, array, (self.map,), value, name))


def _sentence(which: int, count: int) -> Text:
    return text("Channel {which} of {count}", which=which, count=count)
