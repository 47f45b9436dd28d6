"""BatchNorm2d over time: the running averages, batch by batch."""

from __future__ import annotations

from cnnviz.scene.batch_norm_marks import running
from cnnviz.scene.batch_norm_stage import BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.marks import Box, Mark
from cnnviz.words import text


class RunningStage(BatchNormStage):
    """Batch normalization over time."""

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Plot the running averages of the channel after each batch."""
        history = self.layer.history[:, :, view.record.channel]
        return running(body, history, view.record, view.size)


EXPLANATION = Explanation("running", text("Running averages"), serves, RunningStage, order=40)
