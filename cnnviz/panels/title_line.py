"""The line above a stage before a class: what is shown, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.layers import Layer
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.session import Presented
from cnnviz.trace import UNKNOWN
from cnnviz.views.fonts import ui_font
from cnnviz.views.painting import painted
from cnnviz.words import Words, text

TITLE, TALL = 1.2, 1.85
"""Heights of the title's font and of the line, in that of the other words."""
SIDE, GAP = 20.0, 14.0
"""Margin and space between the parts, in logical pixels."""
BEFORE, BEHIND = Qt.TextElideMode.ElideLeft, Qt.TextElideMode.ElideRight
"""Where words are left out: what a sum comes to stands behind."""


@dataclass(frozen=True)
class TitleContent:
    """What the line says; it is painted again only if that differs.

    Attributes
    ----------
    title, subtitle, counter : str
        Name of the document, the layer in words, and how far its timeline is.
    answer : str
        What the question of an example comes to, once it is answered.
    """

    title: str
    subtitle: str
    counter: str
    answer: str = ""


def subtitle_of(layer: Layer | None, words: Words) -> str:
    """Describe a layer in one line: what a lecturer calls it, and how it is set.

    Parameters
    ----------
    layer : Layer or None
        None is the image, of which nothing is said.
    words : Words
        The language; the English name stands in parentheses behind another one.
    """
    if layer is None:
        return ""
    english, name = layer.common_name.template or layer.kind, words(layer.common_name)
    if name and name != english:
        name = f"{name}({english})"
    return " · ".join((name or english, *map(words, layer.in_words())))


def counter_of(presented: Presented, words: Words) -> str:
    """Write how far the timeline is: cells of the map, or steps where a map is one position.

    Parameters
    ----------
    presented : Presented
        The moment.
    words : Words
        The language; of several maps it is said which one the cells are those of.
    """
    timeline, moment = presented.timeline, presented.moment
    if timeline is None or not len(timeline):
        return ""
    if timeline.whole:
        count = len(timeline.steps)
        return f"{count if moment is None else moment.number + 1} / {count}"
    count = timeline.axes[1] * timeline.axes[2]
    here = count if moment is None else moment.position % count + 1
    if "size" in presented.covered:
        return f"{here:,} / {UNKNOWN}"
    cells, maps = f"{here:,} / {count:,}", timeline.axes[0]
    if maps == 1:
        return cells
    index = presented.state.map if moment is None else moment.position // count
    which = text("map {index} of {count}", index=f"{index + 1:,}", count=f"{maps:,}")
    return f"{words(which)} · {cells}"


class TitleLine(QWidget):
    """A title, the layer in muted words, and a counter at the right.

    Parameters
    ----------
    bridge : Bridge
        What is on stage.
    appearance : Appearance
        Language and theme.
    parent : QWidget
        The stage.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._appearance = bridge, appearance
        self._title, self._size = "", 20.0
        self._content = TitleContent("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bridge.changed.connect(self._refresh)
        appearance.changed.connect(self._refresh)
        self._refresh()

    @property
    def content(self) -> TitleContent:
        """What it says."""
        return self._content

    def show_title(self, title: str) -> None:
        """Take the name of the document."""
        self._title = title
        self._refresh()

    def set_text_size(self, px: float) -> None:
        """Set the height of its smaller words in logical pixels."""
        self._size = px
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, round(TALL * self._size))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def _refresh(self) -> None:
        presented, words = self._bridge.presented, self._appearance.words
        subtitle = subtitle_of(presented.state.layer, words)
        answer = "".join(words(span.text) for span in presented.answer)
        content = TitleContent(self._title, subtitle, counter_of(presented, words), answer)
        if content != self._content:
            self._content = content
            said = (content.title, content.answer, content.subtitle)
            self.setAccessibleName(", ".join(filter(None, said)))
        self.update()

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the counter and the title, then the answer and as much of the rest as fits."""
        painter = QPainter(self)
        content, room = self._content, QRectF(self.rect()).adjusted(SIDE, 0, -SIDE, 0)
        small, large = ui_font(self._size), ui_font(TITLE * self._size, bold=True)
        taken = self._write(painter, room, content.counter, small, "muted", right=True)
        room.setRight(room.right() - taken)
        room.setLeft(room.left() + self._write(painter, room, content.title, large, "strong"))
        answer = self._write(painter, room, content.answer, small, "write", left_out=BEFORE)
        room.setLeft(room.left() + answer)
        self._write(painter, room, content.subtitle, small, "muted")

    def _write(
        self,
        painter: QPainter,
        room: QRectF,
        said: str,
        font: QFont,
        role: str,
        right: bool = False,
        left_out: Qt.TextElideMode = BEHIND,
    ) -> float:
        """Write words at one side of a room; gives the width that they take with their gap."""
        metrics = QFontMetricsF(font)
        said = metrics.elidedText(said, left_out, room.width())
        if len(said) < 2:  # a lone sign of omission says nothing
            return 0.0
        wide = metrics.horizontalAdvance(said)
        left = room.right() - wide if right else room.left()
        base = room.center().y() + 0.36 * QFontMetricsF(ui_font(TITLE * self._size)).ascent()
        painter.setFont(font)
        painter.setPen(self._appearance.theme.colour(role))
        painter.drawText(round(left), round(base), said)
        return wide + GAP
