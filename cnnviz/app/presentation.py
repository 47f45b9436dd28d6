"""Presenting: the stage alone on the whole screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from cnnviz.app.text_size import TextSize

LEAST = 1.5
"""Text size at least while presenting."""


class Presentation:
    """Hides what stands around the stage, and brings it back as it was.

    Parameters
    ----------
    stage : QWidget
        What stays; has the keyboard.
    around : sequence of QWidget
        What is hidden meanwhile.
    text_size : TextSize
        Larger meanwhile.
    """

    def __init__(self, stage: QWidget, around: Sequence[QWidget], text_size: TextSize) -> None:
        self._stage, self._around, self._text_size = stage, tuple(around), text_size
        self._before: tuple[float, bool] | None = None

    @property
    def active(self) -> bool:
        """Whether the stage is alone."""
        return self._before is not None

    def toggle(self) -> None:
        """Begin, or end."""
        if self.active:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Show the stage alone."""
        window, size = self._stage.window(), self._text_size
        self._before = (size.wanted, window.isMaximized())
        for part in self._around:
            part.hide()
        window.showFullScreen()
        size.presenting = True
        size.wanted = max(size.wanted, LEAST)
        size.fit()
        self._stage.setFocus()

    def end(self) -> None:
        """Bring everything back as it was."""
        if self._before is None:
            return
        wanted, maximized = self._before
        self._before = None
        for part in self._around:
            part.show()
        window = self._stage.window()
        if maximized:
            window.showMaximized()
        else:
            window.showNormal()
        self._text_size.presenting = False
        self._text_size.wanted = wanted
        self._text_size.fit()
        self._stage.setFocus()
