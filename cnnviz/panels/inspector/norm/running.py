"""Running averages of one channel: their values, their course, and what changes them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.document.numbers import ResetRunning
from cnnviz.layers import Layer
from cnnviz.layers.capabilities import LONGEST_HISTORY, Averaging
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.norm.chart import RunningChart
from cnnviz.panels.kit import FlowLayout, LineBlock, Section, TextButton
from cnnviz.session import LayerStatus
from cnnviz.trace import UNKNOWN, Span, line, one_form
from cnnviz.words import text


class RunningSection(ExtraSection):
    """The running mean and variance, drawn over the batches that updated them."""

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(bridge, appearance, parent)
        section = Section(appearance, text("Running mean · variance"), self)
        self.column.addWidget(section)
        self._lines = LineBlock(appearance, parent=self)
        self.chart = RunningChart(appearance, self)
        buttons = QWidget(self)
        row = FlowLayout(buttons, gap=appearance.px(6))
        self.next = TextButton(
            appearance,
            text("Next batch"),
            text("Update the running averages with this batch, then load the next."),
            icon_name="batch",
            parent=buttons,
        )
        self.forget = TextButton(
            appearance,
            text("Reset"),
            text("Reset to running mean 0 and running variance 1."),
            icon_name="reset",
            parent=buttons,
        )
        row.addWidget(self.next)
        row.addWidget(self.forget)
        for each in (self._lines, self.chart, buttons):
            section.body.addWidget(each)
        self.next.clicked.connect(self._next)
        self.forget.clicked.connect(self._reset)

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        return issubclass(kind, Averaging)

    def refresh(self, status: LayerStatus) -> None:
        layer = status.layer
        assert isinstance(layer, Averaging)
        if not layer.running_mean.size:
            return
        self.map = min(self.map, layer.running_mean.size - 1)
        mean, var = float(layer.running_mean[self.map]), float(layer.running_var[self.map])
        covered = "statistics" in self.bridge.presented.covered
        said = (UNKNOWN, UNKNOWN) if covered else one_form((mean, var), 4)
        self._lines.show_lines(
            (
                line(Span("running_mean", "stat"), " = ", Span(said[0], "stat")),
                line(Span("running_var", "write"), "  = ", Span(said[1], "write")),
            )
        )
        whole = len(layer.history) < LONGEST_HISTORY
        self.chart.show_course(layer.history[:, :, self.map], whole)
        self.chart.setVisible(not covered)
        self.forget.setEnabled(bool(len(layer.history)) or mean != 0 or var != 1)

    @Slot()
    def _next(self) -> None:
        self.bridge.session.next_batch()

    @Slot()
    def _reset(self) -> None:
        if self.status is not None:
            self.bridge.do(ResetRunning(self.status.index))
            self.bridge.settle()
