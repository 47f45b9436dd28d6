"""Where the parts of the window stand."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.app.settings import Settings
from cnnviz.app.side import Side
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import Hairline


class Arrangement(QWidget):
    """Top bar and pipeline above, stage and inspector side by side, transport below.

    Parameters
    ----------
    appearance : Appearance
        Larger text makes the tools smaller.
    settings : Settings
        How wide the inspector was.
    top, strip, stage, inspector, transport : QWidget
        The parts.

    Attributes
    ----------
    around : tuple of QWidget
        What is not shown while presenting.
    side : Side
        Holds the inspector, and folds it.
    """

    def __init__(
        self,
        appearance: Appearance,
        settings: Settings,
        top: QWidget,
        strip: QWidget,
        stage: QWidget,
        inspector: QWidget,
        transport: QWidget,
    ) -> None:
        super().__init__()
        above, below, under = Hairline(), Hairline(), Hairline()
        self.side = Side(appearance, settings, inspector)
        self.around = (top, strip, self.side, transport, above, below, under)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(stage, 1)
        middle.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (top, above, strip, below):
            column.addWidget(widget)
        column.addLayout(middle, 1)
        column.addWidget(under)
        column.addWidget(transport)
        appearance.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.side.fit(self.width())
