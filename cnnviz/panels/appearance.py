"""How all widgets look: theme, language and text size, changed live."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cnnviz.views.theme import Theme
from cnnviz.words import Words

SMALLEST, LARGEST = 0.8, 2.0
TOOLS = 0.3
"""How much of the text's growth the tools take: the lesson needs the rest of the window."""
MOST_GROWN = 1.4
"""How much strip and captions grow with a large window, at the most."""
STRIP = (0.7, 1.6)
"""How small and how large the cards of the strip may be drawn."""
COMPACT = 1.2
"""Text size from which the tools stand as small as they can."""


class Appearance(QObject):
    """Theme, words and text size; one signal when any of them changes.

    Attributes
    ----------
    changed : Signal()
        Widgets say their texts anew and take their colours again.
    theme : Theme
        Colours by role.
    words : Words
        Says a `Text` in the chosen language.
    text : float
        How much larger than normal the text of the lesson is, 0.8 to 2.
    tight : bool
        Whether the window is too low for tools of their usual height.
    grown : float
        How much larger strip and captions are because the window is: 1 to `MOST_GROWN`.
    strip : float
        How much larger or smaller the user wants the cards of the strip.
    """

    changed = Signal()

    def __init__(self, theme: str = "light", language: str = "en", text: float = 1.0) -> None:
        super().__init__()
        self.theme = Theme.load(theme)
        self.words = Words(language)
        self.text = text
        self.tight = False
        self.grown = 1.0
        self.strip = 1.0

    def set(
        self,
        theme: str | None = None,
        language: str | None = None,
        text: float | None = None,
        tight: bool | None = None,
        grown: float | None = None,
    ) -> None:
        """Change what is given and tell everyone."""
        if theme is not None:
            self.theme = Theme.load(theme)
        if language is not None:
            self.words = Words(language)
        if text is not None:
            self.text = max(SMALLEST, min(LARGEST, text))
        if tight is not None:
            self.tight = tight
        if grown is not None:
            self.grown = max(1.0, min(MOST_GROWN, grown))
        self.changed.emit()

    def zoom_strip(self, factor: float) -> None:
        """Make the cards of the strip larger or smaller; only the strip has to hear of it."""
        self.strip = max(STRIP[0], min(STRIP[1], self.strip * factor))

    @property
    def tools(self) -> float:
        """How much larger than normal the words of the tools are."""
        return min(self.text, 1 + (self.text - 1) * TOOLS)

    @property
    def compact(self) -> bool:
        """Whether the tools give way to the lesson."""
        return self.tight or self.text >= COMPACT

    def px(self, size: float) -> int:
        """Scale a length of the tools, given in pixels at normal text size."""
        return round(size * self.tools)
