"""The map of one layer beside the drawing pad: it follows the pen."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.chooser import Chooser
from cnnviz.panels.kit import TextButton, TextLabel
from cnnviz.scene.marks import EMPTY, Viewport
from cnnviz.session import LayerStatus, Presented
from cnnviz.session.beside import asked_size, beside, large_map, map_size
from cnnviz.session.present import Memo
from cnnviz.views.canvas import Canvas
from cnnviz.words import Text, text

GAP = 6
"""Logical pixels between the chooser and the map."""
WORDED = 340
"""Width in logical pixels from which there is room for a button beside the chooser."""


class LiveStage(QWidget):
    """What a chosen layer makes of the drawing; composed once for each change.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    canvas : Canvas
        Shows the scene.
    chooser : Chooser
        Which layer.
    cell : float
        Side of a cell of the map, in logical pixels.
    sized : Signal(int, int)
        Rows and columns of the map that is going to be shown.
    """

    sized = Signal(int, int)

    def __init__(
        self, bridge: Bridge, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._appearance = bridge, appearance
        self._index, self._memo = 0, Memo()
        self.cell = 1.0
        self.canvas = Canvas(appearance.theme, appearance.words)
        self.canvas.setMinimumSize(120, 120)
        self.chooser = Chooser(
            appearance, _sentence, text("Layer before"), text("Next layer"), self
        )
        self.visit = TextButton(
            appearance, text("Open layer"), text("Go to this layer and its timeline"), parent=self
        )
        self.visit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._trouble = TextLabel(appearance, "", "warning", self)
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        self._row = row = QHBoxLayout()
        row.addWidget(self.chooser, 1)
        row.addWidget(self.visit)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 20, 0)
        column.setSpacing(GAP)
        column.addLayout(row)
        self._body = body = QVBoxLayout()
        body.addWidget(self._trouble)
        body.addWidget(self.canvas, 1)
        column.addLayout(body, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.compose)
        self.chooser.chosen.connect(self._choose)
        self.visit.clicked.connect(self._visit)
        self.canvas.resized.connect(self._later)
        bridge.changed.connect(self._changed)
        appearance.changed.connect(self._restyle)

    @property
    def status(self) -> LayerStatus | None:
        """The layer that is shown; None if there is none."""
        layers = self._bridge.presented.layers
        return layers[min(self._index, len(layers) - 1)] if layers else None

    @property
    def head(self) -> int:
        """Height of what stands above the map, in logical pixels."""
        self._column.activate()
        return self._row.geometry().height() + GAP

    def indent(self, left: int) -> None:
        """Keep this many logical pixels free left of the map, but not of the words above it."""
        self._body.setContentsMargins(left, 0, 0, 0)

    def compose(self) -> None:
        """Show the layer as it is now."""
        self._soon.stop()
        status, presented = self.status, self._bridge.presented
        if status is None or not self.isVisible():
            self.canvas.show_scene(EMPTY)
            return
        self.chooser.show_one(status.index, len(presented.layers), status.layer.kind)
        self._trouble.say(status.error or "")
        self._trouble.setVisible(status.error is not None)
        there = beside(presented, status.index, self._memo)
        shown, asked = presented.visible(status.index), presented.size_asked(status.index)
        size = asked_size(presented) if asked else map_size(there)
        if there.stage is None or size is None:
            self.canvas.show_scene(EMPTY)
            return
        self.sized.emit(*size)
        width, height = max(self.canvas.width(), 120), max(self.canvas.height(), 120)
        room = Viewport(width, height, self._appearance.tools)
        self.canvas.show_scene(large_map(there, room, self.cell, shown, size_asked=asked))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.visit.setVisible(self.width() >= WORDED)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the state."""
        super().showEvent(event)
        self._later()

    def _changed(self, old: Presented, new: Presented) -> None:
        same = old.layers is new.layers and old.document is new.document
        same = same and _drawn(old) == _drawn(new)
        if self.isVisible() and not same:
            self._later()

    def _later(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _choose(self, index: int) -> None:
        self._index = index
        self._later()

    def _visit(self) -> None:
        status = self.status
        if status is not None:
            self._bridge.session.view(selected=status.index + 1)

    def _restyle(self) -> None:
        self.canvas.set_theme(self._appearance.theme)
        self.canvas.set_words(self._appearance.words)
        self._later()


def _drawn(presented: Presented) -> tuple[object, ...]:
    """Which image is on stage, how its maps are shown, and whether a question stands."""
    state = presented.state
    return state.image, state.numbers, state.own_scales, state.axes, presented.opening is None


def _sentence(which: int, count: int) -> Text:
    return text("Layer {which} of {count}", which=which, count=count)
