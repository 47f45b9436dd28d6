"""Icons in the colours of a theme, drawn by Qt from SVG at whatever size is needed."""

from __future__ import annotations

import atexit
import tempfile
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from cnnviz.paths import resource
from cnnviz.views.theme import Theme

_PEN = "#000"
"""What the bundled icons are drawn in; other colours of an icon stay as they are."""

_TICK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
    'fill="none" stroke="#000" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M5 12.5l5 5L19 7.5"/></svg>'
)


_TURNED = {
    "chevron-up": ("chevron-down", 180),
    "chevron-left": ("chevron-down", 90),
    "chevron-right": ("chevron-down", -90),
}
"""Icons that are others turned, clockwise in degrees."""


@lru_cache(maxsize=1)
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="cnnviz-icons-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@lru_cache(maxsize=512)
def icon_file(name: str, colour: str) -> str:
    """Write an icon in one colour; style sheets want a file.

    Parameters
    ----------
    name : str
        A file of ``resources/icons`` without its ending, ``tick``, or a chevron that
        points elsewhere.
    colour : str
        Such as ``#0f1217``.

    Returns
    -------
    str
        Its path, with slashes; it is removed when the program ends.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    """
    source, turned = _TURNED.get(name, (name, 0))
    drawing = _TICK if name == "tick" else resource("icons", f"{source}.svg").read_text("utf-8")
    drawing = drawing.replace(f'"{_PEN}"', f'"{colour}"')
    if turned:
        opening, rest = drawing.split(">", 1)
        body = rest.rsplit("</svg>", 1)[0]
        drawing = f'{opening}><g transform="rotate({turned} 12 12)">{body}</g></svg>'
    path = _folder() / f"{name}{colour}.svg".replace("#", "-")
    path.write_text(drawing, encoding="utf-8")
    return path.as_posix()


def icon(name: str, theme: Theme, role: str = "text", size: int = 18) -> QIcon:
    """Make an icon in a theme's colours; grey where its button is disabled.

    Parameters
    ----------
    name : str
        A file of ``resources/icons`` without its ending.
    theme : Theme
        Where the colours come from.
    role : str
        What colours it; a plain one becomes strong under the pointer.
    size : int
        Side in logical pixels at which it is at its best; any other works.
    """
    made = QIcon()
    hovered = "strong" if role in ("text", "muted") else role
    for mode, which in (
        (QIcon.Mode.Normal, role),
        (QIcon.Mode.Active, hovered),
        (QIcon.Mode.Selected, hovered),
        (QIcon.Mode.Disabled, "faint"),
    ):
        made.addFile(icon_file(name, getattr(theme, which)), QSize(size, size), mode)
    return made
