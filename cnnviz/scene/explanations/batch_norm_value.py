"""BatchNorm2d by one value: read, centred, divided, scaled and shifted."""

from __future__ import annotations

from cnnviz.scene.batch_norm_marks import one_value
from cnnviz.scene.batch_norm_stage import BatchNormStage, ChannelView, serves
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.marks import Box, Mark
from cnnviz.words import text


class ValueStage(BatchNormStage):
    """Batch normalization by one value."""

    def body(self, body: Box, view: ChannelView) -> list[Mark]:
        """Show the channel before and after, and the steps of one value between them."""
        marks, middle, _ = self.columns(body, view)
        return [
            *marks,
            *one_value(middle, view.record, self.image, view.followed, view.step, view.size),
        ]


EXPLANATION = Explanation("value", text("One value"), serves, ValueStage, order=20)
