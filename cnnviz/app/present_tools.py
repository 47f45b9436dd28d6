"""The tools over a stage before a class: they come when the mouse is near them, and go again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.kit import FlowLayout, Hairline, IconButton
from cnnviz.panels.player import Player
from cnnviz.panels.stage_header import StageHeader
from cnnviz.panels.transport import Transport
from cnnviz.panels.what_if import Offer, WhatIfBar
from cnnviz.words import text

REST_MS = 2500
"""How long the tools stay after the mouse has moved."""
NEAR = 1 / 3
"""Part of the stage, from the top, in which the mouse is moved for the tools."""
TREMBLE = 3
"""Pixels that a hand moves the mouse without meaning it."""


class PresentTools(QWidget):
    """Examples, what-if bar, ways to explain and transport, over the title line.

    They lie over the title and not beside it, so that the picture never jumps. Where they
    are kept, the picture stands below them.

    Parameters
    ----------
    bridge : Bridge
        What is on stage.
    appearance : Appearance
        Language, theme and text size.
    player : Player
        What the transport controls.
    offer : callable
        Names what may be changed in a layer.
    stage : QWidget
        What they lie over.

    Attributes
    ----------
    came : Signal()
        They have come, over whatever else lies over the stage.
    turned : Signal(int)
        The example after (1) or before (−1) is wanted.
    reserved : Signal(int)
        Logical pixels from the top that are kept for them; 0 if they only come and go.
    """

    came = Signal()
    turned = Signal(int)
    reserved = Signal(int)

    def __init__(
        self, bridge: Bridge, appearance: Appearance, player: Player, offer: Offer, stage: QWidget
    ) -> None:
        super().__init__(stage)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stage = stage
        self.kept = False
        self.before = IconButton(
            appearance, "move-left", text("Previous example"), look="plain", parent=self
        )
        self.after = IconButton(
            appearance, "move-right", text("Next example"), look="plain", parent=self
        )
        for button in (self.before, self.after):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.before.clicked.connect(self._turn_back)
        self.after.clicked.connect(self._turn_on)
        self.what_if = WhatIfBar(bridge, appearance, offer, self)
        self.header = StageHeader(bridge, appearance, self, compares=False)
        self.transport = Transport(bridge, appearance, player, slim=True)
        examples = QWidget(self)
        pair = QHBoxLayout(examples)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(appearance.px(4))
        pair.addWidget(self.before)
        pair.addWidget(self.after)
        above = FlowLayout(gap=appearance.px(10))
        above.setContentsMargins(16, 4, 16, 0)
        for widget in (examples, self.what_if, self.header):
            above.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.transport)
        column.addWidget(Hairline(self))
        self._seen_at: QPoint = QCursor.pos()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._leave)
        self._watched: list[QObject] = [stage]
        handle = stage.window().windowHandle()
        if handle is not None:
            self._watched.append(handle)
        for each in self._watched:
            each.installEventFilter(self)
        bridge.changed.connect(self._fit_soon)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fit)
        self.hide()

    def toggle(self) -> None:
        """Stay until told otherwise, or go."""
        self.kept = not self.kept
        if self.kept:
            self.come()
        else:
            self.hide()
        self._reserve()

    def end(self) -> None:
        """Go for good; until Qt deletes them they must not come again."""
        for each in self._watched:
            each.removeEventFilter(self)
        self._rest.stop()
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def come(self) -> None:
        """Be there for a while."""
        if self.isHidden():
            self._fit()
            self.show()
            self.raise_()
            self.came.emit()
            self._soon.start()  # what changed while they were hidden is laid out by then
        self._rest.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come when the mouse moves near the top; keep the width of the stage."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            place = event.globalPosition().toPoint()
            if (place - self._seen_at).manhattanLength() > TREMBLE:
                self._seen_at = place
                if self._stage.mapFromGlobal(place).y() < NEAR * self._stage.height():
                    self.come()
        elif event.type() == QEvent.Type.Resize and watched is self._stage:
            self._fit()
        return False

    def _leave(self) -> None:
        """Go, unless someone is using them."""
        over = self.rect().contains(self.mapFromGlobal(self._seen_at))
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        if over or inside or self.kept or QApplication.activePopupWidget() is not None:
            self._rest.start()
        else:
            self.hide()

    def _fit_soon(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _fit(self) -> None:
        """Take the width of the stage, and the height that the rows need in it."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = self._stage.width()
        high = layout.heightForWidth(width) if layout.hasHeightForWidth() else -1
        self.setGeometry(0, 0, width, max(high, layout.minimumSize().height()))
        self._reserve()

    def _reserve(self) -> None:
        self.reserved.emit(self.height() if self.kept else 0)

    def _turn_on(self) -> None:
        self.turned.emit(1)

    def _turn_back(self) -> None:
        self.turned.emit(-1)
