"""A theme: the colour of every role, and the palette that the widgets take from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from PySide6.QtGui import QColor, QPalette

from cnnviz.paths import resource

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, each a string such as ``#0f1217``.

    Attributes
    ----------
    name : str
        One of `THEMES`.
    window, panel, raised, border : str
        Surfaces from the back to the front, and the hairline between them.
    grid, hatch : str
        Empty cells; the stripes of padding and of cells that are never reached.
    text, muted, faint, strong : str
        Words, from plain through quiet to loud.
    read, weight, write, stat : str
        Roles: input window, filter, output, mean and variance.
    accent, accent_text, warning, selection : str
        What is chosen, the words on it, what is wrong, what is selected.
    paper, ink : str
        Ends of the scale ``ink``.
    positive, neutral, negative : str
        Ends and middle of the scale ``signed``.
    missing : str
        A value that is not a number.
    red, green, blue : str
        Full light in one channel of a colour picture.
    """

    name: str
    window: str
    panel: str
    raised: str
    border: str
    grid: str
    hatch: str
    text: str
    muted: str
    faint: str
    strong: str
    read: str
    weight: str
    write: str
    stat: str
    accent: str
    accent_text: str
    warning: str
    selection: str
    paper: str
    ink: str
    positive: str
    neutral: str
    negative: str
    missing: str
    red: str
    green: str
    blue: str

    @classmethod
    def load(cls, name: str) -> Theme:
        """Read a theme from the resources.

        Parameters
        ----------
        name : str
            One of `THEMES`.

        Raises
        ------
        ValueError
            If there is no such theme, or it lacks a role.
        """
        if name not in THEMES:
            raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {name!r}")
        return _load(name)

    def on(self, surface: str) -> Theme:
        """Give the same theme for drawing on another surface than the window."""
        return replace(self, window=getattr(self, surface))

    def colour(self, role: str) -> QColor:
        """Give the colour of a role; ask for it by the role's name."""
        return _colour(getattr(self, role))

    def rgb(self, role: str) -> tuple[int, int, int]:
        """Give red, green and blue of a role, each 0 to 255."""
        return rgb(getattr(self, role))


def rgb(colour: str) -> tuple[int, int, int]:
    """Split ``#rrggbb`` into red, green and blue."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=256)
def _colour(value: str) -> QColor:
    return QColor(value)


@lru_cache(maxsize=8)
def _load(name: str) -> Theme:
    with resource("themes", f"{name}.toml").open("rb") as file:
        table = tomllib.load(file)
    wanted = [field.name for field in fields(Theme)]
    lacking = [role for role in wanted if role not in table]
    if lacking:
        raise ValueError(f"theme {name} lacks {', '.join(lacking)}")
    return Theme(**{role: str(table[role]) for role in wanted})


def palette(theme: Theme) -> QPalette:
    """Give the palette that Qt's Fusion style draws widgets with.

    Parameters
    ----------
    theme : Theme
        Where the colours come from.
    """
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.raised,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.faint,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.strong,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.accent_text,
        role.Accent: theme.accent,
        role.Link: theme.stat,
        role.LinkVisited: theme.weight,
        role.Light: theme.raised,
        role.Midlight: theme.border,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.window,
    }
    result = QPalette()
    for each, colour in colours.items():
        result.setColor(each, QColor(colour))
    quiet = QColor(theme.faint)
    for each in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, each, quiet)
    return result
