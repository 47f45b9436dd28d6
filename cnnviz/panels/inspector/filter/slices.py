"""Which kernel slice of a filter is shown: one for each input channel."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.chooser import Chooser
from cnnviz.panels.kit import Segmented
from cnnviz.words import Text, text

MOST_TABS = 8
COLOURS = (text("R"), text("G"), text("B"))


class SliceTabs(QWidget):
    """Tabs for a few channels, arrows for many, nothing for one.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    chosen : Signal(int)
        Which slice, from 0.
    tabs : Segmented or None
        What a few channels are chosen with.
    walk : Chooser or None
        What many channels are chosen with.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._made: tuple[int, bool] | None = None
        self.tabs: Segmented | None = None
        self.walk: Chooser | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_slice(self, index: int, count: int, colours: bool) -> None:
        """Show which of how many; `colours` names three of them red, green and blue."""
        if (count, colours) != self._made:
            self._make(count, colours)
        if self.tabs is not None:
            self.tabs.set_value(index)
        if self.walk is not None:
            self.walk.show_one(index, count)

    def _make(self, count: int, colours: bool) -> None:
        self._made = (count, colours)
        for old in (self.tabs, self.walk):
            if old is not None:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
        self.tabs = self.walk = None
        if 1 < count <= MOST_TABS:
            names = COLOURS if colours and count == 3 else [str(i + 1) for i in range(count)]
            self.tabs = Segmented(
                self._appearance,
                tuple(enumerate(names)),
                text("Input channel"),
                text("Which kernel slice is shown: one for each input channel."),
                self,
            )
            self.tabs.chosen.connect(self._chosen)
            self._column.addWidget(self.tabs)
            self.tabs.show()
        elif count > MOST_TABS:
            self.walk = Chooser(
                self._appearance, _sentence, text("Previous channel"), text("Next channel"), self
            )
            self.walk.chosen.connect(self._chosen)
            self._column.addWidget(self.walk)
            self.walk.show()
        self.setVisible(count > 1)
        self.updateGeometry()

    @Slot(object)
    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.chosen.emit(index)


def _sentence(which: int, count: int) -> Text:
    return text("Input channel {which} of {count}", which=which, count=count)
