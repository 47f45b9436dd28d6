"""BatchNorm2d as a table of the statistics and parameters of each channel."""

from __future__ import annotations

from cnnviz.scene.batch_norm_marks import table
from cnnviz.scene.batch_norm_stage import BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.marks import Box, Mark
from cnnviz.words import text


class ChannelsStage(BatchNormStage):
    """Batch normalization as a table."""

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Show a row for each channel."""
        records = [self.record(channel) for channel in range(len(self.timeline))]
        return table(body, records, view.size)


EXPLANATION = Explanation("channels", text("All channels"), serves, ChannelsStage, order=30)
