"""Every action of the window: a file for each menu, a row for each action."""

from __future__ import annotations

from cnnviz.app.actions import edit, file, help, timeline, view
from cnnviz.app.actions.action import Action, of_stage
from cnnviz.words import Text, text

MENUS: tuple[tuple[Text, tuple[Action, ...]], ...] = (
    (text("File"), file.ACTIONS),
    (text("Edit"), edit.ACTIONS),
    (text("Timeline"), timeline.ACTIONS),
    (text("View"), view.ACTIONS),
    (text("Help"), help.ACTIONS),
)
ACTIONS: tuple[Action, ...] = tuple(action for _, actions in MENUS for action in actions)

__all__ = ["ACTIONS", "MENUS", "Action", "of_stage"]
