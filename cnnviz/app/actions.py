"""Every action of the window: one row each, from which menus, keys and the key sheet are made."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.words import Text, text


@dataclass(frozen=True)
class Action:
    """Something the user can do.

    Attributes
    ----------
    name : str
        The window's method that does it.
    label : Text
        What it is called in menus and in the key sheet.
    keys : tuple of str
        Its shortcuts in Qt's notation; the first is shown in the menu.
    group : str
        ``file``, ``edit``, ``view``, ``play`` or ``help``: its menu, and its
        heading in the key sheet.
    """

    name: str
    label: Text
    keys: tuple[str, ...] = ()
    group: str = "file"


GROUPS: dict[str, Text] = {
    "file": text("File"),
    "edit": text("Edit"),
    "play": text("Timeline"),
    "view": text("View"),
    "help": text("Help"),
}

ACTIONS: tuple[Action, ...] = (
    Action("new_drawing", text("New drawing"), ("Ctrl+N",)),
    Action("open", text("Open image or scene…"), ("Ctrl+O",)),
    Action("paste", text("Paste image or numbers"), ("Ctrl+V",), "edit"),
    Action("save", text("Save scene"), ("Ctrl+S",)),
    Action("save_as", text("Save scene as…"), ("Ctrl+Shift+S",)),
    Action("quit", text("Quit"), ("Ctrl+Q",)),
    Action("undo", text("Undo"), ("Ctrl+Z",), "edit"),
    Action("redo", text("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "edit"),
    Action("add_layer", text("Add layer…"), ("Ctrl+Shift+A",), "edit"),
    Action("duplicate_layer", text("Duplicate layer"), ("Ctrl+D",), "edit"),
    Action("remove_layer", text("Remove layer"), ("Ctrl+Backspace",), "edit"),
    Action("move_left", text("Move layer left"), ("Alt+Left",), "edit"),
    Action("move_right", text("Move layer right"), ("Alt+Right",), "edit"),
    Action("next_batch", text("Next batch"), ("Ctrl+B",), "edit"),
    Action("play", text("Play or pause"), ("Space",), "play"),
    Action("step_on", text("Step on"), ("Right", "PgDown"), "play"),
    Action("step_back", text("Step back"), ("Left", "PgUp"), "play"),
    Action("term_on", text("One term on"), ("Ctrl+Right",), "play"),
    Action("term_back", text("One term back"), ("Ctrl+Left",), "play"),
    Action("row_on", text("One row on"), ("Shift+Right",), "play"),
    Action("row_back", text("One row back"), ("Shift+Left",), "play"),
    Action("to_start", text("To the start"), ("Home",), "play"),
    Action("to_end", text("To the end"), ("End",), "play"),
    Action("faster", text("Faster"), ("+", "="), "play"),
    Action("slower", text("Slower"), ("-",), "play"),
    Action("toggle_predict", text("Predict before it is shown"), ("P",), "play"),
    Action("draw", text("Draw: show the image"), ("D",), "view"),
    Action("previous_layer", text("Select the layer before"), ("Ctrl+PgUp",), "view"),
    Action("next_layer", text("Select the layer after"), ("Ctrl+PgDown",), "view"),
    Action("previous_map", text("Feature map before"), ("Up",), "view"),
    Action("next_map", text("Feature map after"), ("Down",), "view"),
    Action("toggle_numbers", text("Numbers in the cells"), ("N",), "view"),
    Action("toggle_theme", text("Light or dark"), ("T",), "view"),
    Action("toggle_language", text("English or Korean"), ("L",), "view"),
    Action("larger_text", text("Larger text"), ("Ctrl+=", "Ctrl++"), "view"),
    Action("smaller_text", text("Smaller text"), ("Ctrl+-",), "view"),
    Action("normal_text", text("Normal text size"), ("Ctrl+0",), "view"),
    Action("present", text("Present: the stage alone"), ("F5",), "view"),
    Action("blank", text("Blank the screen"), (".", "B"), "view"),
    Action("show_keys", text("Keys"), ("F1", "H"), "help"),
    Action("show_about", text("About cnnviz"), (), "help"),
)


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
