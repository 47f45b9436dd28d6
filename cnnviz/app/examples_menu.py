"""The menu of examples: a small picture and a title each, and below them what to look for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QMenu, QWidget, QWidgetAction

from cnnviz.document.intake import pictures_of
from cnnviz.lessons import Example, examples
from cnnviz.panels.appearance import Appearance

SIDE = 40
"""Of a picture, in pixels at the usual text size."""
WIDTH, LINES = 330, 3
"""Room for a summary: pixels at the usual text size, and lines."""


class ExamplesMenu(QMenu):
    """A submenu for each group of examples, filled when it is opened.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.

    Attributes
    ----------
    chosen : Signal(Example)
        An example is wanted.
    """

    chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._icons: dict[tuple[str, str], QIcon] = {}
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        for part in self.findChildren(GroupMenu):
            part.deleteLater()
        self.clear()
        groups: dict[str, list[Example]] = {}
        for each in examples():
            groups.setdefault(self._appearance.words(each.group), []).append(each)
        for heading, members in groups.items():
            self.addMenu(GroupMenu(heading, members, self._appearance, self))

    def icon_of(self, example: Example) -> QIcon:
        """Draw the first image of an example; kept, since building one can take a while."""
        from cnnviz.panels.image.small import picture_image  # imported after the first paint

        theme = self._appearance.theme
        key = (example.key, theme.name)
        if key not in self._icons:
            first = pictures_of(example.build().document.batch)[0]
            image = picture_image(first, theme)
            side = self._appearance.px(SIDE)
            small = image.width() > side
            how = (
                Qt.TransformationMode.SmoothTransformation
                if small
                else Qt.TransformationMode.FastTransformation
            )
            scaled = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, how)
            self._icons[key] = QIcon(_framed(QPixmap.fromImage(scaled), theme.colour("border")))
        return self._icons[key]


def _framed(picture: QPixmap, colour: QColor) -> QPixmap:
    """Draw a line around a picture, so that its white cells end somewhere."""
    painter = QPainter(picture)
    painter.setPen(colour)
    painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return picture


class GroupMenu(QMenu):
    """The examples of one group; the summary of the one pointed at stands at the foot.

    Parameters
    ----------
    heading : str
        What the group is called.
    members : list of Example
        Its examples.
    appearance : Appearance
        Language, theme and text size.
    menu : ExamplesMenu
        Draws the pictures, and says which example is chosen.
    """

    def __init__(
        self, heading: str, members: list[Example], appearance: Appearance, menu: ExamplesMenu
    ) -> None:
        super().__init__(heading, menu)
        self._members, self._appearance, self._menu = members, appearance, menu
        self.setStyleSheet(f"QMenu {{ icon-size: {appearance.px(SIDE)}px; }}")
        self.foot = QLabel()
        self.foot.setWordWrap(True)
        self.foot.setStyleSheet(f"color: {appearance.theme.text};")
        self.foot.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.foot.setMinimumWidth(appearance.px(WIDTH))
        self.foot.setMargin(appearance.px(8))
        self.aboutToShow.connect(self._fill)
        self.hovered.connect(self._point)
        self.triggered.connect(self._choose)

    def _fill(self) -> None:
        if self.actions():
            return
        words = self._appearance.words
        for each in self._members:
            entry = self.addAction(self._menu.icon_of(each), words(each.title))
            entry.setIconVisibleInMenu(True)
            entry.setToolTip(words(each.summary))
            entry.setData(each)
        self.addSeparator()
        last = QWidgetAction(self)
        last.setEnabled(False)
        last.setDefaultWidget(self.foot)
        self.addAction(last)
        self.foot.setText(words(self._members[0].summary))
        line = self.foot.fontMetrics().lineSpacing()
        self.foot.setFixedHeight(LINES * line + 2 * self.foot.margin())

    def _point(self, entry: QAction) -> None:
        example = entry.data()
        if isinstance(example, Example):
            self.foot.setText(self._appearance.words(example.summary))

    def _choose(self, entry: QAction) -> None:
        example = entry.data()
        if isinstance(example, Example):
            self._menu.chosen.emit(example)
