"""The bar at the top: menus, undo and redo, the document's name, language, theme, present."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from cnnviz.app.actions import MENUS
from cnnviz.app.examples_menu import ExamplesMenu
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import IconButton, TextButton, icon
from cnnviz.words import Text, text

NARROW = 940
"""Width, in logical pixels at normal size, below which buttons have no words."""


class ShortLabel(QLabel):
    """A line that is shortened in its middle where there is no room; whole in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, said: str) -> None:
        """Show a line."""
        self._whole = said
        self.setToolTip(html.escape(said))
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._shorten()

    def _shorten(self) -> None:
        room = self.width() - 8
        self.setText(
            self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
            if room > self.fontMetrics().averageCharWidth() * 5
            else ""
        )


class TopBar(QWidget):
    """Menus made from the table of actions and the list of examples.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.

    Attributes
    ----------
    example_chosen : Signal(Example)
        An example is wanted.
    recent_chosen : Signal(str)
        A recent file is wanted.
    """

    example_chosen = Signal(object)
    recent_chosen = Signal(str)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._appearance = appearance
        self._actions: dict[str, QAction] = {}
        self._logo = QLabel()
        self._logo.setAccessibleName("cnnviz")
        self._word = QLabel("cnnviz")
        self._recent: tuple[str, ...] = ()
        self._menu = TextButton(appearance, text("Menu"), text("Every action of the window"))
        self._examples = TextButton(
            appearance, text("Examples"), text("Prepared examples to begin with")
        )
        self._draw = TextButton(
            appearance, text("Draw"), text("Draw the image (D)"), icon_name="draw"
        )
        self._open = TextButton(
            appearance, text("Open…"), text("Open an image or a scene (Ctrl+O)"), icon_name="open"
        )
        self._save = TextButton(
            appearance, text("Save"), text("Save the scene (Ctrl+S)"), icon_name="save"
        )
        self._undo = IconButton(appearance, "undo", text("Undo"), keys="Ctrl+Z")
        self._redo = IconButton(appearance, "redo", text("Redo"), keys="Ctrl+Shift+Z")
        self._language = TextButton(
            appearance, "한 / EN", text("English or Korean (L)"), look="plain"
        )
        self._theme = IconButton(appearance, "theme", text("Light or dark"), look="plain", keys="T")
        self._help = IconButton(appearance, "help", text("Keys"), look="plain", keys="F1")
        self._present = TextButton(
            appearance,
            text("Present"),
            text("The stage alone, for the projector (F5)"),
            icon_name="present",
            look="outline",
        )
        self._name = ShortLabel()
        self._file_menu, self.example_menu = QMenu(self), ExamplesMenu(appearance, self)
        self._menu.setMenu(self._file_menu)
        self._examples.setMenu(self.example_menu)
        self._file_menu.aboutToShow.connect(self._fill_menu)
        self.example_menu.chosen.connect(self.example_chosen)
        self._lay_out()
        appearance.changed.connect(self._restyle)
        self._restyle()

    def set_actions(self, actions: dict[str, QAction]) -> None:
        """Let buttons and menus do these actions of the window, by name."""
        self._actions = actions
        for button, name in (
            (self._draw, "draw"),
            (self._open, "open_files"),
            (self._save, "save"),
            (self._undo, "undo"),
            (self._redo, "redo"),
            (self._language, "toggle_language"),
            (self._theme, "toggle_theme"),
            (self._help, "show_keys"),
            (self._present, "present"),
        ):
            button.clicked.connect(actions[name].trigger)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setSpacing(8)
        first: tuple[QWidget, ...] = (self._logo, self._word, self._menu, self._examples)
        buttons = (self._draw, self._open, self._save, self._undo, self._redo)
        for widget in (*first, *buttons):
            row.addWidget(widget)
        row.addWidget(self._name, 1)
        for button in (self._language, self._theme, self._help, self._present):
            row.addWidget(button)

    def show_name(self, name: str, modified: bool, recent: tuple[str, ...]) -> None:
        """Show the document's name, a dot if it has changes, and keep the recent files."""
        self._name.show_text(f"{name}  •" if modified else name)
        self._recent = recent

    def show_history(self, undo: Text | None, redo: Text | None) -> None:
        """Enable undo and redo and say what they would do."""
        for button, label, does in (
            (self._undo, undo, text("Undo")),
            (self._redo, redo, text("Redo")),
        ):
            button.setEnabled(label is not None)
            said = self._appearance.words(does)
            more = f": {self._appearance.words(label)}" if label is not None else ""
            button.setToolTip(said + more)

    def _fill_menu(self) -> None:
        menu = _emptied(self._file_menu)
        for title, actions in MENUS:
            part = menu.addMenu(self._appearance.words(title))
            for action in actions:
                part.addAction(self._actions[action.name])
                if action.name == "open_files":
                    self._add_recent(part)

    def _add_recent(self, menu: QMenu) -> None:
        part = menu.addMenu(self._appearance.words(text("Open recent")))
        part.setEnabled(bool(self._recent))
        for path in self._recent:
            entry = part.addAction(path)
            entry.setData(path)
        part.triggered.connect(self._choose_recent)

    def _choose_recent(self, entry: QAction) -> None:
        self.recent_chosen.emit(entry.data())

    def _restyle(self) -> None:
        side = self._appearance.px(20)
        self._logo.setPixmap(
            icon("logo", self._appearance.theme, "text", side).pixmap(QSize(side, side))
        )
        font = self._word.font()
        font.setPixelSize(self._appearance.px(16))
        font.setBold(True)
        self._word.setFont(font)
        self._name.setStyleSheet(f"color: {self._appearance.theme.muted};")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give words away where the window is narrow, or the lesson needs the room."""
        appearance = self._appearance
        icons = appearance.compact or self.width() < NARROW * appearance.tools
        self._word.setVisible(not icons)
        for button in (self._draw, self._open, self._save, self._present):
            button.show_word(not icons)
        edge = 4 if appearance.compact else 8
        self._row.setContentsMargins(14, edge, 14, edge)


def _emptied(menu: QMenu) -> QMenu:
    """Take everything out of a menu, and its submenus out of the world."""
    for part in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
        part.deleteLater()
    menu.clear()
    return menu
