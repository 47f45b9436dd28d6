"""The actions as Qt knows them, and the keys that belong to the stage alone."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from cnnviz.app.actions import ACTIONS, Action, of_stage
from cnnviz.app.parts import Parts


class WindowAction(QAction):
    """One row of the table of actions, in one window."""

    def __init__(self, action: Action, parts: Parts, parent: QWidget) -> None:
        super().__init__(parent)
        self._action, self._parts = action, parts
        self.setObjectName(action.name)
        keys = [QKeySequence(keys) for keys in action.keys if not of_stage(keys)]
        self.setShortcuts(keys)
        self.triggered.connect(self._run)
        parts.appearance.changed.connect(self._say)
        self._say()

    def _run(self) -> None:
        self._action.run(self._parts)

    def _say(self) -> None:
        self.setText(self._parts.appearance.words(self._action.label))


class Shortcuts:
    """All actions of a window.

    Parameters
    ----------
    parts : Parts
        What they work on.
    window : QWidget
        Where their keys count.

    Attributes
    ----------
    actions : dict of str to QAction
        By the names of their functions.
    """

    def __init__(self, parts: Parts, window: QWidget) -> None:
        self.actions: dict[str, QAction] = {}
        self._of_stage: dict[QKeySequence, QAction] = {}
        for row in ACTIONS:
            made = WindowAction(row, parts, window)
            window.addAction(made)
            self.actions[row.name] = made
            for keys in filter(of_stage, row.keys):
                self._of_stage[QKeySequence(keys)] = made

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key of the stage means; False if it means nothing.

        What is switched on or off is switched once, however long its key is held down, and
        a clicker that is held down turns one page.
        """
        action = self._of_stage.get(QKeySequence(event.keyCombination()))
        if action is None and event.text():
            action = self._of_stage.get(QKeySequence(event.text().upper()))
        if action is None:
            return False
        if not (event.isAutoRepeat() and action.objectName().startswith(("toggle_", "page_"))):
            action.trigger()
        return True
