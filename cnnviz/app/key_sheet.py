"""The sheet of all keys, shown under F1."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cnnviz.app.actions import MENUS, Action, timeline, view
from cnnviz.panels.appearance import Appearance
from cnnviz.views.fonts import mono_font
from cnnviz.words import Text, text

POINTING: tuple[tuple[Text, Text], ...] = (
    (text("point at an output cell"), text("its inputs and its sum")),
    (text("point at an input cell"), text("every output that it reaches")),
    (text("point at a weight"), text("every input that it is multiplied with")),
    (text("click"), text("pins what is pointed at; Esc unpins")),
    (text("Ctrl and the wheel"), text("zooms about the pointer")),
    (text("drag"), text("moves what is zoomed")),
)

PAD: tuple[tuple[str, Text], ...] = (
    ("← → ↑ ↓", text("Go from cell to cell")),
    ("Shift+← → ↑ ↓", text("Go eight cells at once")),
    ("Space  Enter", text("Paint the cell")),
    ("0 … 9  .  -", text("Type a value")),
    ("Delete", text("Erase the cell")),
    ("[  ]", text("Thinner or thicker pen")),
    ("Ctrl+Enter", text("Make the image of the numbers typed")),
)
"""Keys of the drawing pad, and of the matrix beside it."""

READING: tuple[tuple[Text | str, Text], ...] = (
    (text("row 1, column 1"), text("words count from 1")),
    ("y[0, 0, 0]", text("brackets count from 0")),
    ("≈", text("what is written is rounded")),
)

LEFT = (timeline.ACTIONS, view.ACTIONS)
"""What stands in the left column."""

FRAME = QSize(16, 48)
"""Pixels that the frame of the sheet's window takes on the screen."""

ARROWS = {
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "PgUp": "PageUp",
    "PgDown": "PageDown",
}


class KeySheet(QDialog):
    """Lists every action with its keys, group by group."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        words = appearance.words
        self.setWindowTitle(words(text("Keys")))
        columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(appearance.px(36))
        left, right = QVBoxLayout(), QVBoxLayout()
        for place in (left, right):
            place.setSpacing(appearance.px(18))
        for title, actions in MENUS:
            place = left if actions in LEFT else right
            rows = [(_keys(each), words(each.label)) for each in actions if each.keys]
            place.addLayout(self._section(words(title), rows))
        pointing = [(words(what), words(does)) for what, does in POINTING]
        right.addLayout(self._section(words(text("Pointing")), pointing))
        on_pad = [(keys, words(does)) for keys, does in PAD]
        left.addLayout(self._section(words(text("On the drawing pad")), on_pad))
        reading = [(words(what), words(means)) for what, means in READING]
        right.addLayout(self._section(words(text("Reading")), reading))
        for place in (left, right):
            place.addStretch(1)
            columns.addLayout(place)
        inside = QWidget()
        inside.setLayout(columns)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        self._bar = scroll.verticalScrollBar()
        buttons = QDialogButtonBox()
        close = buttons.addButton(words(text("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(scroll, 1)
        whole.addWidget(buttons)
        screen = room_of(self) - FRAME
        if inside.sizeHint().width() + appearance.px(60) > screen.width():
            columns.setDirection(QBoxLayout.Direction.TopToBottom)
            columns.setSpacing(appearance.px(18))
        wanted = inside.sizeHint()
        inside_of = QSize(wanted.width() + appearance.px(60), wanted.height() + appearance.px(90))
        self.resize(inside_of.boundedTo(screen))
        scroll.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the first or the last line with Home and End; the area has the other keys."""
        if event.key() == Qt.Key.Key_Home:
            self._bar.setValue(self._bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            self._bar.setValue(self._bar.maximum())
        else:
            super().keyPressEvent(event)

    def _section(self, title: str, rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._appearance.px(18))
        grid.setVerticalSpacing(self._appearance.px(5))
        heading = QLabel(title)
        heading.setObjectName("heading")
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, (keys, does) in enumerate(rows, start=1):
            name = QLabel(keys)
            if keys.isascii() or any(c in keys for c in "←→↑↓…"):
                name.setFont(mono_font(12.5 * self._appearance.tools))
            grid.addWidget(name, row, 0)
            what = QLabel(does)
            what.setWordWrap(False)
            grid.addWidget(what, row, 1)
        grid.setColumnStretch(1, 1)
        return grid


def room_of(sheet: QWidget) -> QSize:
    """Give the size of the screen that a sheet has to fit, in logical pixels."""
    return sheet.screen().availableSize()


def _keys(action: Action) -> str:
    return "  ".join(shown(each) for each in action.keys)


def shown(keys: str) -> str:
    """Write a shortcut as it stands on the keyboard, in no language."""
    plain = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText) or keys
    *modifiers, last = plain.split("+") if not plain.endswith("+") else [plain]
    return "+".join((*modifiers, ARROWS.get(last, last)))
