"""A part of a form that opens and closes at a click on its title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.buttons import TextButton
from cnnviz.words import Text


class Fold(QWidget):
    """A title, and under it what it opens; closed at first.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    title : Text
        What it opens.
    content : QWidget
        What is opened.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    button : TextButton
        The title.
    """

    def __init__(
        self,
        appearance: Appearance,
        title: Text,
        content: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._content = content
        self.button = TextButton(appearance, title, icon_name="matrix", parent=self)
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(content)
        self.button.toggled.connect(self._show)
        self._show(False)

    def open(self, opened: bool) -> None:
        """Open or close it."""
        self.button.setChecked(opened)

    def _show(self, opened: bool) -> None:
        self._content.setVisible(opened)
