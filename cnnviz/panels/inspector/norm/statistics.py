"""Mean and variance of one channel: of this batch, or the running ones."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.panels.inspector.extra import ExtraSection, Subject
from cnnviz.panels.kit import LineBlock, SaidLabel, Section
from cnnviz.panels.kit.typed import shown_real
from cnnviz.trace import ChannelStatistics, Line, Span, line
from cnnviz.words import Text, text

ONE_IN_TRAINING = text(
    "The batch holds one image: in train mode, μ and σ² come from this image alone."
)
ONE_IN_EVALUATION = text(
    "The batch holds one image: in eval mode the running averages stand in, "
    "so its neighbours do not matter."
)


class StatisticsSection(ExtraSection):
    """μ and σ² that normalize the chosen channel, and where they come from.

    Attributes
    ----------
    section : Section
        Its heading names the channel.
    lines : LineBlock
        The numbers.
    lonely : SaidLabel
        What a batch of one image means; hidden for larger ones.
    """

    def __init__(self, bridge: Bridge, dress: Dress, parent: QWidget) -> None:
        super().__init__(bridge, dress, parent)
        self.section = Section(dress, "", self)
        self.lines = LineBlock(dress, parent=self)
        self.lonely = SaidLabel(dress, "", "muted", self)
        self.section.body.addWidget(self.lines)
        self.section.body.addWidget(self.lonely)
        self.column.addWidget(self.section)
        self._known: tuple[object, object, int] | None = None

    def leave(self) -> None:
        """Let go of the layer and its input."""
        super().leave()
        self._known = None

    def refresh(self, subject: Subject) -> None:
        """Measure the chosen channel, if the evaluation is there."""
        layer, outcome = subject.layer, subject.outcome
        assert isinstance(layer, BatchNorm2d)
        if outcome is None or outcome.layer is not layer or outcome.y is None:
            self.setVisible(bool(self._known) and outcome is not None and outcome.error is None)
            return
        self.setVisible(True)
        assert outcome.x is not None
        self.map = min(self.map, layer.weight.size - 1)
        known = (layer, outcome.x, self.map)
        if (
            self._known is not None
            and all(a is b for a, b in zip(known[:2], self._known[:2], strict=True))
            and known[2] == self._known[2]
        ):
            return
        self._known = known
        trace = layer.trace(outcome.x, outcome.y, 0)
        record = trace[self.map]
        self.section.set_title(text("Channel {which}", which=self.map + 1))
        self.lines.show_lines(_lines(record))
        lonely = len(outcome.x) == 1
        if lonely:
            self.lonely.say(ONE_IN_TRAINING if layer.training else ONE_IN_EVALUATION)
        self.lonely.setVisible(lonely)


def _lines(record: ChannelStatistics) -> tuple[Line, ...]:
    source: Text = text("  this batch") if record.training else text("  running average")
    images, rows, columns = record.x.shape
    count = line(
        Span("N·H·W", "read"),
        f" = {images}·{rows}·{columns} = ",
        Span(f"{record.x.size:,}", "write"),
    )
    mean = line("μ  = ", Span(shown_real(record.mean, 4), "stat"), Span(source, "muted"))
    var = line("σ² = ", Span(shown_real(record.var, 4), "stat"), Span(source, "muted"))
    return (count, mean, var)
