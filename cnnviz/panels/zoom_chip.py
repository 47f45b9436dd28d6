"""How far the stage is zoomed, in its corner; what is new on stage is seen as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.session import Presented
from cnnviz.views.canvas import Canvas
from cnnviz.views.zoom import WHOLE

MARGIN = 12
"""Logical pixels to the edges of the canvas."""


class ZoomChip(QLabel):
    """Says how far the canvas is zoomed and which keys end that; hidden while it is not.

    Parameters
    ----------
    bridge : Bridge
        What is on stage: another document, layer or view ends the zoom.
    appearance : Appearance
        Language, theme and text size.
    canvas : Canvas
        What is zoomed, and where the chip lies.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._bridge, self._appearance, self._canvas = bridge, appearance, canvas
        self._opened = bridge.store.opened
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        canvas.zoomed.connect(self._show_zoom)
        canvas.installEventFilter(self)
        bridge.changed.connect(self._changed)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _changed(self, old: Presented, new: Presented) -> None:
        opened, self._opened = self._opened, self._bridge.store.opened
        view = old.state.selected != new.state.selected or old.explanation != new.explanation
        if view or opened != self._opened:
            self._canvas.set_zoom(WHOLE)

    def _show_zoom(self) -> None:
        factor = self._canvas.zoom.factor
        if factor > 1:
            keys = QKeySequence("Ctrl+0").toString(QKeySequence.SequenceFormat.NativeText)
            self.setText(f"×{factor:.1f} · {keys}")  # signs alone, in every language
            self._place()
        self.setVisible(factor > 1)

    def _place(self) -> None:
        self.adjustSize()
        self.move(self._canvas.width() - self.width() - MARGIN, MARGIN)

    def _restyle(self) -> None:
        theme, px = self._appearance.theme, self._appearance.px
        self.setStyleSheet(
            f"QLabel {{ background: {theme.raised}; color: {theme.text};"
            f" border: 1px solid {theme.border}; border-radius: {px(6)}px;"
            f" padding: {px(3)}px {px(8)}px; }}"
        )
        self._show_zoom()
