"""Mean and variance of one channel: of this batch, or the running ones."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cnnviz.layers import Layer
from cnnviz.layers.capabilities import Normalizing, Statistics
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.kit import LineBlock, Section, TextLabel
from cnnviz.session import LayerStatus, Presented
from cnnviz.trace import OPEN, Covered, Line, Span, covered_line, line, one_form
from cnnviz.trace.asked import STATISTICS
from cnnviz.words import Text, text

ONE_IN_TRAINING = text(
    "The batch holds one image: in train mode, μ and σ² come from this image alone."
)
ONE_IN_EVALUATION = text(
    "The batch holds one image: in eval mode the running averages are used instead, "
    "so the other images do not matter."
)


class StatisticsSection(ExtraSection):
    """μ and σ² that normalize the chosen channel, and where they come from.

    Attributes
    ----------
    section : Section
        Its heading names the channel.
    lines : LineBlock
        The numbers.
    lonely : TextLabel
        What a batch of one image means; hidden for larger ones.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(bridge, appearance, parent)
        self.section = Section(appearance, "", self)
        self.lines = LineBlock(appearance, parent=self)
        self.lonely = TextLabel(appearance, "", "muted", self)
        self.section.body.addWidget(self.lines)
        self.section.body.addWidget(self.lonely)
        self.column.addWidget(self.section)
        self._known: tuple[object, object, int, tuple[bool, bool], bool, bool] | None = None
        bridge.changed.connect(self._moved)

    def leave(self) -> None:
        super().leave()
        self._known = None

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        return issubclass(kind, Normalizing)

    def refresh(self, status: LayerStatus) -> None:
        """Measure the chosen channel, if the activations are there."""
        layer, result = status.layer, status.result
        assert isinstance(layer, Normalizing)
        if status.computing or result is None or result.x is None or result.y is None:
            self.setVisible(bool(self._known) and status.computing)
            return
        self.setVisible(True)
        self.map = min(self.map, layer.weight.size - 1)
        told = layer.told(self.bridge.presented.moment, self.map)
        covered = "statistics" in self.bridge.presented.covered
        view = self.bridge.presented.explanation
        parted = layer.training and view is not None and view.name == "two"
        known = (layer, result.x, self.map, told, covered, parted)
        if (
            self._known is not None
            and all(a is b for a, b in zip(known[:2], self._known[:2], strict=True))
            and known[2:] == self._known[2:]
        ):
            return
        self._known = known
        record = layer.statistics(result.x, result.y, self.map)
        self.section.set_title(text("Channel {which}", which=self.map + 1))
        self.lines.show_lines(_lines(record, told, covered, parted))
        lonely = len(result.x) == 1 and not covered
        if lonely:
            self.lonely.say(ONE_IN_TRAINING if layer.training else ONE_IN_EVALUATION)
        self.lonely.setVisible(lonely)

    def _moved(self, old: Presented, new: Presented) -> None:
        """Tell no number before the stage does, and say when it takes two batches."""
        moved = old.moment != new.moment or old.explanation is not new.explanation
        if self.status is not None and moved:
            self.refresh(self.status)


def _lines(
    record: Statistics, told: tuple[bool, bool], covered: bool, parted: bool
) -> tuple[Line, ...]:
    """Write the numbers that the timeline has come to, if they are not asked for."""
    source: Text = text("  this batch") if record.training else text("  running average")
    images, rows, columns = record.x.shape
    if parted:  # the stage takes them as two batches
        source = text("  all {count} images", count=images)
    count = line(
        Span("N·H·W", "read"),
        f" = {images}·{rows}·{columns} = ",
        Span(f"{record.x.size:,}", "write"),
    )
    numbers = one_form((record.mean, record.var), 4)
    said = [
        Span(number if each else "…", "stat" if each else "faint", tells=STATISTICS)
        for number, each in zip(numbers, told, strict=True)
    ]
    asked: Covered = frozenset({"statistics"}) if covered else OPEN
    where = Span(source, "muted", tells=STATISTICS)
    mean, var = line("μ  = ", said[0], where), line("σ² = ", said[1], where)
    return (count, covered_line(mean, asked), covered_line(var, asked))
