"""A row of colours to paint with, and any other on demand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QColorDialog, QToolButton, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import FlowLayout, TextButton
from cnnviz.words import Text, text

Colour = tuple[int, int, int]

SWATCHES: tuple[tuple[Colour, Text], ...] = (
    ((255, 255, 255), text("white")),
    ((0, 0, 0), text("black")),
    ((255, 0, 0), text("red")),
    ((0, 255, 0), text("green")),
    ((0, 0, 255), text("blue")),
    ((255, 255, 0), text("yellow")),
    ((0, 255, 255), text("cyan")),
    ((255, 0, 255), text("magenta")),
)


class ColourRow(QWidget):
    """Swatches of the corners of the colour cube, and a button for others.

    Parameters
    ----------
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        Where it lies.

    Attributes
    ----------
    chosen : Signal(object)
        Red, green and blue, 0 to 255.
    """

    chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._colour: Colour = (255, 255, 255)
        flow = FlowLayout(self, gap=4)
        self.swatches: list[QToolButton] = []
        for _ in SWATCHES:
            swatch = QToolButton(self)
            swatch.setCheckable(True)
            swatch.clicked.connect(self._clicked)
            flow.addWidget(swatch)
            self.swatches.append(swatch)
        self.other = TextButton(appearance, text("Other…"), text("Choose any colour"), parent=self)
        self.other.clicked.connect(self._ask)
        flow.addWidget(self.other)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, colour: Colour) -> None:
        """Show which colour is in the pen."""
        self._colour = colour
        for swatch, (each, _) in zip(self.swatches, SWATCHES, strict=True):
            swatch.setChecked(each == colour)

    def _clicked(self) -> None:
        swatch = self.sender()
        assert isinstance(swatch, QToolButton)
        colour, _ = SWATCHES[self.swatches.index(swatch)]
        self.set_colour(self._colour)
        self.chosen.emit(colour)

    def _ask(self) -> None:
        title = self._appearance.words(text("Colour of the pen"))
        chosen = QColorDialog.getColor(QColor(*self._colour), self.window(), title)
        if chosen.isValid():
            self.chosen.emit((chosen.red(), chosen.green(), chosen.blue()))

    def _restyle(self) -> None:
        words, side = self._appearance.words, self._appearance.px(16)
        for swatch, (colour, name) in zip(self.swatches, SWATCHES, strict=True):
            filled = QPixmap(side, side)
            filled.fill(QColor(*colour))
            swatch.setIcon(QIcon(filled))
            swatch.setIconSize(QSize(side, side))
            swatch.setAccessibleName(words(name))
            swatch.setToolTip(words(name))
