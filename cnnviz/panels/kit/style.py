"""How the application's widgets look: its style sheet, palette and fonts, changed live."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.icons import icon_file
from cnnviz.panels.kit.sheets import buttons, fields, lists, surfaces
from cnnviz.views.fonts import ui_font
from cnnviz.views.theme import Theme, palette

TEXT_PX = 13
"""Height of plain text at text size 1, in logical pixels."""

_SHEETS = (surfaces.SHEET, buttons.SHEET, fields.SHEET, lists.SHEET)


def mixed(one: QColor, other: QColor, part: float) -> str:
    """Mix two colours; `part` of the other, 0 to 1."""
    mine = 1 - part
    return QColor.fromRgbF(
        one.redF() * mine + other.redF() * part,
        one.greenF() * mine + other.greenF() * part,
        one.blueF() * mine + other.blueF() * part,
    ).name()


class _Values(dict[str, str]):
    """What the templates' names stand for; ``$px8`` is 8 pixels at text size 1.

    ``$in8`` is one pixel less than ``$px8``: the room inside a border of 2 pixels.
    """

    def __init__(self, theme: Theme, text: float) -> None:
        colour = theme.colour
        super().__init__({role: value for role, value in vars(theme).items() if role != "name"})
        self.text = text
        knob, ring, dot = 2 * round(6 * text), 2 * round(7 * text), round(5 * text)
        groove = 2 * round(2 * text)  # even, as the knob is: else it stands off the middle
        self |= {
            "hover": mixed(colour("raised"), colour("text"), 0.05),
            "pressed": mixed(colour("raised"), colour("text"), 0.11),
            "edge": mixed(colour("border"), colour("text"), 0.25),
            "accent_hover": mixed(colour("accent"), colour("strong"), 0.12),
            "accent_pressed": mixed(colour("accent"), colour("strong"), 0.25),
            "warning_wash": mixed(colour("window"), colour("warning"), 0.10),
            "even12": f"{knob}px",
            "knob_in": f"{knob - 2}px",
            "groove": f"{groove}px",
            "knob_over": f"{(knob + 2 - groove) // 2}px",
            "knob_round": f"{knob // 2 + 1}px",
            "ring": f"{ring}px",
            "ring_in": f"{ring + 2 - 2 * dot}px",
            "ring_round": f"{ring // 2 + 1}px",
            "dot": f"{dot}px",
            "chevron": icon_file("chevron-down", theme.muted),
            "chevron_up": icon_file("chevron-up", theme.muted),
            "chevron_right": icon_file("chevron-right", theme.muted),
            "tick": icon_file("tick", theme.accent_text),
            "tick_text": icon_file("tick", theme.text),
        }

    def __missing__(self, name: str) -> str:
        if name.startswith(("px", "in")) and name[2:].isdigit():
            return f"{round(int(name[2:]) * self.text) - int(name.startswith('in'))}px"
        raise KeyError(name)


def style_sheet(theme: Theme, text: float) -> str:
    """Write the style sheet of the whole application.

    Parameters
    ----------
    theme : Theme
        Where the colours come from.
    text : float
        How much larger than normal everything is written, 0.8 to 2.
    """
    values = _Values(theme, text)
    return "".join(Template(sheet).substitute(values) for sheet in _SHEETS)


class _Styler(QObject):
    """Puts the appearance on the application, now and after each change."""

    def __init__(self, app: QApplication, appearance: Appearance) -> None:
        super().__init__(app)
        self._app, self._appearance = app, appearance
        self._applied: tuple[str, float] | None = None
        appearance.changed.connect(self.apply)
        self.apply()

    def apply(self) -> None:
        """Set palette, fonts and style sheet, if they are others than before."""
        theme, text = self._appearance.theme, self._appearance.tools
        if self._applied == (theme.name, text):
            return
        self._applied = (theme.name, text)
        colours = palette(theme)
        colours.setColor(QPalette.ColorRole.Window, theme.colour("window"))
        font = ui_font(TEXT_PX * text)
        self._app.setStyleSheet("")  # exchanged, Qt would polish each widget once per ancestor
        self._app.setPalette(colours)
        QToolTip.setPalette(colours)
        self._app.setFont(font)
        QToolTip.setFont(font)
        self._app.setStyleSheet(style_sheet(theme, text))


def apply_appearance(app: QApplication, appearance: Appearance) -> None:
    """Give the application an appearance from now on, in place of an earlier one.

    Parameters
    ----------
    app : QApplication
        The application.
    appearance : Appearance
        Theme, language and text size; its changes are followed.
    """
    for earlier in app.findChildren(_Styler):
        earlier._appearance.changed.disconnect(earlier.apply)
        earlier.setParent(None)
        earlier.deleteLater()
    if (app.style().objectName() or "").lower() != "fusion":
        app.setStyle("Fusion")
    _Styler(app, appearance)
