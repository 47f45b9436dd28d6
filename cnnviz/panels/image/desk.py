"""The drawing pad and, beside it, the stage of a layer that follows the pen."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.live import LiveStage
from cnnviz.panels.image.pad import DrawingPad
from cnnviz.panels.kit import keep_keys
from cnnviz.session import Presented

SHARE = 0.56
"""Part of the width that the stage takes."""
STAGE, PAD = 440, 170
"""Logical pixels: of the stage, before the pad gives way; of the pad, at the least."""


class DrawingDesk(QWidget):
    """Pad left, stage right; where there is little room the pad shrinks first.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.

    Attributes
    ----------
    pad : DrawingPad
        What is drawn on.
    live : LiveStage
        What a layer makes of it; not there without layers.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance) -> None:
        super().__init__()
        self.pad = DrawingPad(bridge, appearance, self)
        self.live = LiveStage(bridge, appearance, self)
        keep_keys(self.pad)
        self.setFocusProxy(self.pad)
        self._has_layers = bool(bridge.presented.layers)
        bridge.changed.connect(self._changed)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _changed(self, _old: Presented, new: Presented) -> None:
        if bool(new.layers) != self._has_layers:
            self._has_layers = bool(new.layers)
            self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        stage = max(round(SHARE * width), min(STAGE, width - PAD)) if self._has_layers else 0
        self.pad.setGeometry(0, 0, width - stage, height)
        self.live.setGeometry(width - stage, 0, stage, height)
        self.live.setVisible(self._has_layers)
