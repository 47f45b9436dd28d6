"""A slider over a range of real numbers."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.hints import plain_hint
from cnnviz.words import Text


class RealSlider(QSlider):
    """A horizontal slider from `low` to `high`; a click goes there.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    label : Text or str
        What it sets.
    low, high : float
        Its ends; a value beyond them stands at the end.
    steps : int
        Places that it can stand at, less one.
    role : str
        ``weight``, ``write`` or ``stat`` colours it so; otherwise the accent.
    hint : Text, optional
        Tooltip.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    edited : Signal(object)
        A new value of the user's; not sent by `set_value`.
    settled : Signal()
        The drag, or the run of keys, is over.
    """

    edited = Signal(object)
    settled = Signal()

    def __init__(
        self,
        appearance: Appearance,
        label: Text | str,
        low: float,
        high: float,
        *,
        steps: int = 200,
        role: str = "",
        hint: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._appearance, self._label, self._hint = appearance, label, hint
        self._low, self._high = low, high
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 10))
        self.setSingleStep(max(1, steps // 100))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if role:
            self.setProperty("role", role)
        self.valueChanged.connect(self._moved)
        self.sliderReleased.connect(self.settled)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def real(self) -> float:
        """Give the value it stands at."""
        part = self.value() / self.maximum()
        return float(f"{self._low + part * (self._high - self._low):.9g}")

    def set_value(self, value: float) -> None:
        """Stand at a value without saying so; a drag under way is left alone."""
        if self.isSliderDown():
            return
        span = self._high - self._low
        if not span > 0 or math.isnan(value):
            place = 0
        else:
            inside = min(max(value, self._low), self._high)
            place = round((inside - self._low) / span * self.maximum())
        with QSignalBlocker(self):
            self.setValue(max(0, min(self.maximum(), place)))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle under the pointer, then drag it."""
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            handle = self.style().subControlRect(
                QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
            )
            if not handle.contains(event.position().toPoint()):
                room = max(1, self.width() - handle.width())
                place = QStyle.sliderValueFromPosition(
                    0, self.maximum(), round(event.position().x() - handle.width() / 2), room
                )
                self.setValue(place)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click is a gesture of its own."""
        super().mouseReleaseEvent(event)
        self.settled.emit()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key let go ends a run of steps."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.settled.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving ends whatever was going on."""
        super().focusOutEvent(event)
        self.settled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while it has the focus; otherwise let the form scroll."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _moved(self) -> None:
        self.edited.emit(self.real())

    def _restyle(self) -> None:
        label = self._appearance.words(self._label)
        self.setAccessibleName(label)
        self.setToolTip(
            plain_hint(self._appearance.words(self._hint) if self._hint is not None else label)
        )
