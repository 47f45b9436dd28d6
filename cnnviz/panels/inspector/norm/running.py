"""Running averages of one channel: their values, their course, and what changes them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cnnviz.document.commands import ResetRunning
from cnnviz.layers.kinds.batch_norm2d import LONGEST_HISTORY, BatchNorm2d
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.panels.inspector.extra import ExtraSection, Subject
from cnnviz.panels.inspector.norm.chart import RunningChart
from cnnviz.panels.kit import FlowLayout, LineBlock, Section, WordButton
from cnnviz.panels.kit.typed import format_real
from cnnviz.trace import Span, line
from cnnviz.words import text


class RunningSection(ExtraSection):
    """The running mean and variance, drawn over the batches that have counted."""

    def __init__(self, bridge: Bridge, dress: Dress, parent: QWidget) -> None:
        super().__init__(bridge, dress, parent)
        section = Section(dress, text("Running mean · variance"), self)
        self.column.addWidget(section)
        self._lines = LineBlock(dress, parent=self)
        self.chart = RunningChart(dress, self)
        buttons = QWidget(self)
        row = FlowLayout(buttons, gap=dress.px(6))
        self.next = WordButton(
            dress,
            text("Next batch"),
            text("Let this batch count in the running averages, then take the next one."),
            icon_name="batch",
            parent=buttons,
        )
        self.forget = WordButton(
            dress,
            text("Reset"),
            text("Forget all batches: running mean 0, running variance 1."),
            icon_name="reset",
            parent=buttons,
        )
        row.addWidget(self.next)
        row.addWidget(self.forget)
        for each in (self._lines, self.chart, buttons):
            section.body.addWidget(each)
        self.next.clicked.connect(self._next)
        self.forget.clicked.connect(self._reset)

    def refresh(self, subject: Subject) -> None:
        """Show the chosen channel's averages."""
        layer = subject.layer
        assert isinstance(layer, BatchNorm2d)
        if not layer.weight.size:
            return
        self.map = min(self.map, layer.weight.size - 1)
        mean, var = float(layer.running_mean[self.map]), float(layer.running_var[self.map])
        self._lines.show_lines(
            (
                line(Span("running_mean", "stat"), " = ", Span(format_real(mean, 4), "stat")),
                line(Span("running_var", "write"), "  = ", Span(format_real(var, 4), "write")),
            )
        )
        whole = len(layer.history) < LONGEST_HISTORY
        self.chart.show_course(layer.history[:, :, self.map], whole)
        self.forget.setEnabled(bool(len(layer.history)) or mean != 0 or var != 1)

    @Slot()
    def _next(self) -> None:
        self.next_batch_asked.emit()

    @Slot()
    def _reset(self) -> None:
        if self.subject is not None:
            self.bridge.do(ResetRunning(self.subject.index))
            self.bridge.settle()
