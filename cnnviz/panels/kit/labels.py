"""Labels that say a text in the language of the appearance."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.views.fonts import ui_font
from cnnviz.words import Text

TITLE_PX, HEADING_PX = 15, 11


class TextLabel(QLabel):
    """A label that says a text, again after each change of the appearance.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    text : Text or str
        What it says.
    look : str
        ``text``, ``muted``, ``title``, ``heading`` (small capitals), or a role.
    hint : Text, optional
        Tooltip.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self,
        appearance: Appearance,
        text: Text | str = "",
        look: str = "text",
        parent: QWidget | None = None,
        hint: Text | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance, self._text, self._hint = appearance, text, hint
        self.setProperty("look", look)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(look not in ("heading",))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def say(self, text: Text | str) -> None:
        """Say something else from now on."""
        if text != self._text:
            self._text = text
            self.setText(self._appearance.words(text))

    def _restyle(self) -> None:
        look = self.property("look")
        if look == "heading":
            font = ui_font(HEADING_PX * self._appearance.tools)
            font.setCapitalization(QFont.Capitalization.AllUppercase)
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
            self.setFont(font)
        elif look == "title":
            self.setFont(ui_font(TITLE_PX * self._appearance.tools, bold=True))
        self.setText(self._appearance.words(self._text))
        if self._hint is not None:
            self.setToolTip(plain_hint(self._appearance.words(self._hint)))


class Hairline(QFrame):
    """A line one pixel thick between sections, lying or upright."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("surface", "hairline")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
