"""A row of a form: the label left and the control right, or one above the other if narrow."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QSizePolicy, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import TextLabel
from cnnviz.panels.kit.width_layout import WidthLayout
from cnnviz.words import Text


class _RowLayout(WidthLayout):
    """Label, control, and what goes below both."""

    def __init__(self, parent: QWidget, appearance: Appearance) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self) -> QSize:
        width = self._natural(0) + self._gap() + self._items[1].sizeHint().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        width = max(item.minimumSize().width() for item in self._items[1:])
        return QSize(width, self._items[1].minimumSize().height())

    def _gap(self) -> int:
        return self._appearance.px(8)

    def _natural(self, index: int) -> int:
        label = self._items[index].widget()
        assert isinstance(label, TextLabel)
        return label.fontMetrics().horizontalAdvance(label.text()) + 2

    def _place(self, rect: QRect, moving: bool) -> int:
        label, control, *below = self._items
        beside = self._natural(0) + self._gap() + control.sizeHint().width() <= rect.width()
        words = self._natural(0) if beside else rect.width()
        wide = min(control.sizeHint().width(), rect.width())
        label_height, control_height = _height(label, words), _height(control, wide)
        top = rect.top()
        if beside:
            height = max(label_height, control_height)
            label_top = top + (height - label_height) // 2
            control_top = top + (height - control_height) // 2
        else:
            label_top, control_top = top, top + label_height + self._appearance.px(3)
            height = control_top + control_height - top
        if moving:
            label.setGeometry(QRect(rect.left(), label_top, words, label_height))
            left = rect.right() + 1 - wide
            control.setGeometry(QRect(left, control_top, wide, control_height))
        for item in below:
            if item.isEmpty():
                continue
            under = _height(item, rect.width())
            height += self._appearance.px(2)
            if moving:
                item.setGeometry(QRect(rect.left(), top + height, rect.width(), under))
            height += under
        return height


class FormRow(QWidget):
    """A label and its control.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    label : Text or str
        What is set.
    look : str
        ``muted``, or the role that colours the label.
    hint : Text, optional
        Tooltip of the label.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self,
        appearance: Appearance,
        label: Text | str,
        look: str = "muted",
        parent: QWidget | None = None,
        hint: Text | None = None,
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.label = TextLabel(appearance, label, look, self, hint)
        self._row = _RowLayout(self, appearance)
        self._row.addWidget(self.label)

    def put(self, control: QWidget, below: QWidget | None = None) -> None:
        """Set in the control, and what goes below."""
        self._row.addWidget(control)
        if below is not None:
            self._row.addWidget(below)
        self.label.setBuddy(control)


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
