"""What an action is: a row from which menus, keys and the key sheet are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cnnviz.app.parts import Parts
from cnnviz.words import Text


@dataclass(frozen=True)
class Action:
    """Something the user can do.

    Attributes
    ----------
    run : callable
        Does it, given the parts of the window.
    label : Text
        What it is called in menus and in the key sheet.
    keys : tuple of str
        Its shortcuts in Qt's notation; the first is shown in the menu.
    """

    run: Callable[[Parts], None]
    label: Text
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.run.__name__


def of_stage(keys: str) -> bool:
    """Whether a shortcut belongs to the stage alone, so that a focused field keeps it.

    Single keys, and arrows with or without Shift and Ctrl, mean something in fields
    and sliders too.
    """
    parts = keys.split("+") if keys not in ("+", "Ctrl++") else [keys]
    last = parts[-1]
    if last in ("Left", "Right", "Up", "Down", "Home", "End"):
        return "Alt" not in parts
    return not (len(last) > 1 and last[0] == "F" and last[1:].isdigit()) and not any(
        modifier in keys for modifier in ("Ctrl", "Alt")
    )
