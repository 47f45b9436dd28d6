"""The drawing pad and, beside it, the map of a layer that follows the pen."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.cells import LARGEST_CELL, whole_pixels
from cnnviz.panels.image.live import LiveStage
from cnnviz.panels.image.pad import BELOW, LEFT, RIGHT, TOP, DrawingPad
from cnnviz.panels.kit import keep_keys
from cnnviz.session import Presented

PAD, MAP, HEAD = 170, 260, 400
"""Logical pixels: of the pad, of the map, and of the words above it, at the least."""


class DrawingDesk(QWidget):
    """Pad left, map right, in cells of one size: a smaller map is seen to be smaller.

    Where there is little room both give way together.

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
        self.pad.raise_()
        keep_keys(self.pad)
        self.setFocusProxy(self.pad)
        self._appearance = appearance
        self._map = (1, 1)
        self._has_layers = bool(bridge.presented.layers)
        self.live.sized.connect(self._fit)
        bridge.changed.connect(self._changed)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _changed(self, _old: Presented, new: Presented) -> None:
        if bool(new.layers) != self._has_layers:
            self._has_layers = bool(new.layers)
            self._place()

    def _fit(self, rows: int, columns: int) -> None:
        """Make room for a map of another size."""
        self._map = (rows, columns)
        self._place()

    def _place(self) -> None:
        width, height = self.width(), self.height()
        self.live.setVisible(self._has_layers)
        if not self._has_layers:
            self.pad.fit(None)
            self.pad.setGeometry(0, 0, width, height)
            return
        cells, head = self.pad.cells, self.live.head
        sides = LEFT + RIGHT
        below = TOP + self._appearance.px(BELOW)
        side = min(
            (width - sides - LEFT) / (cells.columns + self._map[1]),
            (height - head - below) / max(cells.rows, self._map[0]),
            float(LARGEST_CELL),
        )
        pad = max(PAD, min(round(side * cells.columns) + sides, width - MAP))
        side = whole_pixels(min(side, (pad - sides) / cells.columns), self.devicePixelRatioF())
        self.live.cell = side
        self.pad.fit(side)
        self.pad.setGeometry(0, head, pad, height - head)
        left = max(0, min(pad, width - HEAD))  # words that need more than the map begin before it
        self.live.indent(pad - left)
        self.live.setGeometry(left, 0, width - left, height)
