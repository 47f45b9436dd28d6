"""How large the text is to be, and how large this window lets it be."""

from __future__ import annotations

import math

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from cnnviz.app.notice import Notice
from cnnviz.app.settings import Settings
from cnnviz.panels.appearance import LARGEST, MOST_GROWN, SMALLEST, TOOLS, Appearance
from cnnviz.words import text

WIDTH_PER_TOOLS, HEIGHT_PER_TOOLS = 760, 500
"""Logical pixels that the window needs for tools of size 1."""
WIDTH, HEIGHT = 1440, 860
"""Logical pixels of a window beyond which strip and captions grow with it."""
LOW = 680
"""Height of a window, in logical pixels, below which the tools stand as small as they can."""


class TextSize:
    """Remembers the size that is wanted and sets the largest one that fits.

    It is set once the keys that have been pressed are read: a key that is held down
    repeats faster than everything can be laid out anew.

    Parameters
    ----------
    window : QWidget
        What has to hold the text.
    appearance : Appearance
        Told of the size.
    settings : Settings
        Remembers what is wanted.
    notice : Notice
        Says that the window is too small.
    """

    def __init__(
        self, window: QWidget, appearance: Appearance, settings: Settings, notice: Notice
    ) -> None:
        self._window, self._appearance = window, appearance
        self._settings, self._notice = settings, notice
        self.wanted = appearance.text
        self._soon = QTimer(window)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._set_wanted)

    def change(self, by: float) -> None:
        """Make it larger than what is wanted, or smaller than what is seen."""
        self.set((self.wanted if by > 0 else min(self.wanted, self._appearance.text)) + by)

    def set(self, size: float) -> None:
        """Want a size."""
        self.wanted = round(max(SMALLEST, min(LARGEST, size)), 1)
        self._settings.remember("text", self.wanted)
        self._soon.start()

    def _set_wanted(self) -> None:
        self.fit()
        if self._appearance.text < self.wanted:
            self._notice.tell(text("The window is too small for larger text."))

    def fit(self) -> None:
        """Set the size that is wanted, or the largest that the window has room for."""
        width, height = self._window.width(), self._window.height()
        tools = min(width / WIDTH_PER_TOOLS, height / HEIGHT_PER_TOOLS)
        room = 1 + (tools - 1) / TOOLS
        size = max(SMALLEST, min(self.wanted, round(room - 0.05, 1)))
        tight = height < LOW
        grown = max(1.0, min(width / WIDTH, height / HEIGHT, MOST_GROWN))
        grown = math.floor(10 * grown + 1e-6) / 10  # in steps: everything is painted anew
        now = self._appearance
        if (size, tight, grown) != (now.text, now.tight, now.grown):
            now.set(text=size, tight=tight, grown=grown)
