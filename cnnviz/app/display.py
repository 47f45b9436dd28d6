"""Whether there is a screen to draw on, asked before Qt would abort over it."""

from __future__ import annotations

import ctypes.util
import os
import re
import socket
import sys
from pathlib import Path

from cnnviz.words import Text, text

NEEDED = ("xcb-cursor", "xcb-icccm", "xcb-keysyms", "xkbcommon-x11")
"""Libraries that Qt's window needs on X11 and that a bare system lacks."""
WITHOUT_SCREEN = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl", "vkkhrdisplay")
"""Qt's platforms that need no display server."""


def problem() -> Text | None:
    """Say in a sentence why no window can be opened; None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if platform in WITHOUT_SCREEN:
        return None
    if platform not in ("", "xcb", "wayland", "wayland-egl"):
        return text(
            "Qt has no platform named {platform}: unset QT_QPA_PLATFORM.", platform=platform
        )
    if platform != "xcb" and _wayland_answers():
        return None
    display = os.environ.get("DISPLAY", "")
    if not display:
        return text(
            "There is no display. Start cnnviz on a desktop, or set DISPLAY to one that is running."
        )
    if not _answers(display):
        return text("The display {display} does not answer. Is it running?", display=display)
    missing = [name for name in NEEDED if ctypes.util.find_library(name) is None]
    if missing:
        return text(
            "Qt needs libraries that are missing: {missing}. On Debian: "
            "apt install libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 "
            "libxkbcommon-x11-0",
            missing=", ".join(f"lib{name}" for name in missing),
        )
    return None


def _wayland_answers() -> bool:
    """Whether a Wayland compositor listens where the environment points."""
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    path = str(Path(os.environ.get("XDG_RUNTIME_DIR", "")) / name)
    return _connects(socket.AF_UNIX, path)


def _answers(display: str) -> bool:
    """Whether an X server listens where ``host:number.screen`` points."""
    match = re.fullmatch(r"(.*):(\d{1,5})(\.\d+)?", display)
    if match is None:
        return False
    host, number = match[1], int(match[2])
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, "\0" + path)
    return 6000 + number < 65536 and _connects(socket.AF_INET, (host, 6000 + number))


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.settimeout(1.0)
        try:
            attempt.connect(address)
        except OSError:
            return False
    return True
