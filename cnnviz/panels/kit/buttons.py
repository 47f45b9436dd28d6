"""Buttons that follow the appearance: a word, an icon, or both."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.focus import give_keys_back
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.panels.kit.icons import icon
from cnnviz.words import Text

ICON_PX = 18


class TextButton(QPushButton):
    """A button with a word, and an icon before it if one is named.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    label : Text or str
        Its word.
    hint : Text, optional
        Tooltip; the label if none.
    icon_name : str, optional
        A file of ``resources/icons``.
    look : str
        ``plain``, ``primary``, ``outline`` or ``quiet``.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self,
        appearance: Appearance,
        label: Text | str,
        hint: Text | None = None,
        *,
        icon_name: str | None = None,
        look: str = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance, self._label, self._hint = appearance, label, hint
        self._icon_name, self._worded = icon_name, True
        self.setProperty("look", look)
        self.setAutoDefault(False)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def setMenu(self, menu: QMenu) -> None:
        super().setMenu(menu)
        menu.aboutToHide.connect(self._menu_closed)

    def say(self, label: Text | str, hint: Text | None = None) -> None:
        """Take another word."""
        if (label, hint) != (self._label, self._hint):
            self._label, self._hint = label, hint
            self._restyle()

    def show_word(self, shown: bool) -> None:
        """Stand with the word, or with the icon alone; the tooltip says it all."""
        if shown != self._worded:
            self._worded = shown
            self._restyle()

    def _menu_closed(self) -> None:
        give_keys_back(self)
        over = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)  # the menu had the mouse
        self.update()

    def _restyle(self) -> None:
        label = self._appearance.words(self._label)
        self.setText(label.replace("&", "&&") if self._worded else "")
        self.setAccessibleName(label)
        self.setToolTip(
            plain_hint(self._appearance.words(self._hint) if self._hint is not None else label)
        )
        if self._icon_name is not None:
            role = {"primary": "accent_text", "outline": "accent"}.get(
                self.property("look"), "text"
            )
            side = self._appearance.px(ICON_PX - 2)
            self.setIconSize(QSize(side, side))
            self.setIcon(icon(self._icon_name, self._appearance.theme, role, side))


class IconButton(QToolButton):
    """A button with an icon alone; its name is read out and shown as its tooltip.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    icon_name : str
        A file of ``resources/icons``.
    label : Text
        What it does.
    look : str
        ``quiet``, ``plain``, ``primary`` or ``outline``.
    size : int
        Side of the icon in logical pixels at text size 1.
    keys : str
        Its shortcut, added to the tooltip.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self,
        appearance: Appearance,
        icon_name: str,
        label: Text,
        *,
        look: str = "quiet",
        size: int = ICON_PX,
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance, self._icon_name, self._label = appearance, icon_name, label
        self._size, self._keys = size, keys
        self.setProperty("look", look)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_icon(self, icon_name: str, label: Text) -> None:
        """Take another icon and meaning, such as pause for play."""
        if (icon_name, label) != (self._icon_name, self._label):
            self._icon_name, self._label = icon_name, label
            self._restyle()

    def _restyle(self) -> None:
        label = self._appearance.words(self._label)
        self.setAccessibleName(label)
        self.setToolTip(plain_hint(f"{label} ({self._keys})" if self._keys else label))
        role = {"primary": "accent_text", "outline": "accent"}.get(self.property("look"), "text")
        side = self._appearance.px(self._size)
        self.setIconSize(QSize(side, side))
        self.setIcon(icon(self._icon_name, self._appearance.theme, role, side))
