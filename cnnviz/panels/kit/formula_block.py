"""A formula of the form: its title, and beside it or below it its lines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from cnnviz.layers import Formula
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.labels import Hairline, TextLabel
from cnnviz.panels.kit.sections import LineBlock
from cnnviz.words import Text

TITLE = 84
"""Width of a title beside its lines, in logical pixels at text size 1."""
EDGE = 5
"""Logical pixels above and below, at text size 1."""


class FormulaBlock(QWidget):
    """A formula: its title, its symbols, its numbers; side by side where nothing is broken.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    formula : Formula, optional
        What it shows first.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    heading : TextLabel
        Says the title.
    lines : LineBlock
        Shows the lines.
    """

    def __init__(
        self, appearance: Appearance, formula: Formula | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.heading = TextLabel(appearance, "", "heading", self)
        self.heading.setWordWrap(True)
        self.lines = LineBlock(appearance, parent=self)
        self._both = _TitleAndLines(self, appearance, self.heading, self.lines)
        if formula is not None:
            self.show_formula(formula)

    def show_formula(self, formula: Formula) -> None:
        """Show another formula, or the same with other numbers."""
        beside = self._both.lies_beside(self.width())
        self.set_title(formula.title)
        self.lines.show_lines(formula.lines)
        if self._both.lies_beside(self.width()) != beside:
            self.lines.updateGeometry()

    def set_title(self, title: Text | str) -> None:
        """Take another title."""
        self.heading.say(title)


class _TitleAndLines(QLayout):
    """A hairline, and under it title and lines."""

    def __init__(
        self, parent: QWidget, appearance: Appearance, title: TextLabel, lines: LineBlock
    ) -> None:
        super().__init__(parent)
        self._appearance, self._title, self._lines = appearance, title, lines
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        for each in (Hairline(parent), title, lines):
            self.addWidget(each)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def sizeHint(self) -> QSize:
        width = self._appearance.px(TITLE) + round(self._lines.natural_width()) + 1
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        return QSize(40, self._lines.minimumSizeHint().height())

    def lies_beside(self, width: int) -> bool:
        """Say whether the lines lie beside the title, unbroken."""
        return self._appearance.px(TITLE) + self._lines.natural_width() <= width

    def _place(self, rect: QRect, moving: bool) -> int:
        edge, column = self._appearance.px(EDGE), self._appearance.px(TITLE)
        beside = self.lies_beside(rect.width())
        title_wide = column if beside else rect.width()
        lines_wide = rect.width() - column if beside else rect.width()
        title_high = max(self._title.heightForWidth(title_wide), 0)
        lines_high = self._lines.heightForWidth(lines_wide)
        top = rect.top() + 1 + edge
        below = 0 if beside else title_high + self._appearance.px(2)
        if moving:
            self._items[0].setGeometry(QRect(rect.left(), rect.top(), rect.width(), 1))
            self._title.setGeometry(rect.left(), top, title_wide, title_high)
            left = rect.right() + 1 - lines_wide
            self._lines.setGeometry(left, top + below, lines_wide, lines_high)
        return 1 + 2 * edge + max(title_high, below + lines_high)
