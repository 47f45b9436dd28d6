"""A row of words of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QPushButton, QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.flow import FlowLayout
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.views.fonts import ui_font
from cnnviz.views.painting import painted
from cnnviz.words import Text

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class _Segment(QPushButton):
    """One word; it keeps the width that it has when it is bold."""

    def __init__(self, word: str, px: float, parent: QWidget) -> None:
        super().__init__(word, parent)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("look", "segment")
        self.take(word, px)

    def take(self, word: str, px: float) -> None:
        """Say a word in a text size."""
        self.setText(word)
        self.setAccessibleName(word)
        metrics = QFontMetrics(ui_font(13 * px, bold=True))
        self._wide = metrics.horizontalAdvance(word) + round(18 * px) + 2
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as when it is bold; a style sheet would undo a fixed width."""
        return QSize(self._wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()  # the row moves the choice
        else:
            super().keyPressEvent(event)


class Segmented(QWidget):
    """Exclusive words side by side; arrows move, a click chooses.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    options : sequence of (value, Text)
        What can be chosen.
    label : Text or str
        What it sets, for screen readers.
    hint : Text, optional
        Tooltip.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    chosen : Signal(object)
        The value that the user chose; not sent by `set_value`.
    """

    chosen = Signal(object)

    def __init__(
        self,
        appearance: Appearance,
        options: Sequence[tuple[object, Text | str]],
        label: Text | str = "",
        hint: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._appearance, self._label, self._hint = appearance, label, hint
        self._options = tuple(options)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = FlowLayout(self, gap=0, middle=True)
        row.setContentsMargins(1, 1, 1, 1)
        for index, (_, option) in enumerate(self._options):
            button = _Segment(appearance.words(option), appearance.tools, self)
            self._group.addButton(button, index)
            row.addWidget(button)
        self._group.idClicked.connect(self._clicked)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def value(self) -> object:
        """Give what is chosen; None if nothing is."""
        index = self._group.checkedId()
        return self._options[index][0] if index >= 0 else None

    def set_value(self, value: object) -> None:
        """Show a choice without saying so; nothing is chosen if it is not among the options."""
        index = next((i for i, (each, _) in enumerate(self._options) if each == value), -1)
        if index == self._group.checkedId():
            return
        with QSignalBlocker(self._group):
            if index >= 0:
                self._group.button(index).setChecked(True)
            else:
                self._group.setExclusive(False)
                for button in self._group.buttons():
                    button.setChecked(False)
                self._group.setExclusive(True)
        self._one_tab_stop()

    def button(self, value: object) -> QAbstractButton:
        """Give the button of a value."""
        index = next(i for i, (each, _) in enumerate(self._options) if each == value)
        return self._group.button(index)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame around the words, however high the row is that they stand in."""
        first, *_, last = self._group.buttons() * 2
        frame = QRectF(0, first.y() - 1, self.width(), last.geometry().bottom() - first.y() + 3)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._appearance.theme.colour("border"), 1))
        painter.setBrush(self._appearance.theme.colour("raised"))
        radius = self._appearance.px(6)
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        index = max(0, min(self._group.checkedId() + step, len(self._options) - 1))
        button = self._group.button(index)
        button.setFocus(Qt.FocusReason.TabFocusReason)
        if not button.isChecked():
            button.click()

    def _clicked(self, index: int) -> None:
        self._one_tab_stop()
        self.chosen.emit(self._options[index][0])

    def _one_tab_stop(self) -> None:
        stop = max(self._group.checkedId(), 0)
        for index, button in enumerate(self._group.buttons()):
            tab = index == stop
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if tab else Qt.FocusPolicy.NoFocus)

    def _restyle(self) -> None:
        words = self._appearance.words
        label = words(self._label)
        quiet = self._hint is not None and not words(self._hint)
        hint = words(self._hint) if self._hint is not None else ""
        self.setAccessibleName(label)
        self.setToolTip("" if quiet else plain_hint(hint or label))
        for index, (_, option) in enumerate(self._options):
            button = self._group.button(index)
            assert isinstance(button, _Segment)
            button.take(words(option), self._appearance.tools)
            if label:
                button.setAccessibleName(f"{label}: {words(option)}")
            button.setToolTip("" if quiet else plain_hint(hint or label or words(option)))
        self._one_tab_stop()
        self.updateGeometry()
