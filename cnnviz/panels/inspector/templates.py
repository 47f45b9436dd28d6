"""Where the weights of a layer come from, and templates of the digits in their place."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.document.templates import UseTemplates
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import TakesTemplates
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.kit import Hairline, TextButton, TextLabel
from cnnviz.session import LayerStatus
from cnnviz.words import text


class TemplateSection(ExtraSection):
    """Says what the weights are, and makes templates of the supplied digits."""

    formulas_before = 1

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(bridge, appearance, parent)
        self.said = TextLabel(appearance, "", "muted", self)
        self.said.setWordWrap(True)
        self.button = TextButton(
            appearance,
            text("Templates of the digits"),
            text("A node for each digit: the mean of its class minus the mean of all."),
            parent=self,
        )
        for each in (Hairline(self), self.said, self.button):
            self.column.addWidget(each)
        self.column.setSpacing(appearance.px(5))
        self.button.clicked.connect(self._clicked)

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        return issubclass(kind, TakesTemplates)

    def refresh(self, status: LayerStatus) -> None:
        layer = status.layer
        assert isinstance(layer, TakesTemplates)
        self.said.say(layer.origin_said())

    @Slot()
    def _clicked(self) -> None:
        if self.status is not None:
            self.bridge.do(UseTemplates(self.status.index))
            self.bridge.settle()
