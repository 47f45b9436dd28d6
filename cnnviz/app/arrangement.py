"""Where the parts of the window stand."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.inspector import WIDTH
from cnnviz.panels.kit import Hairline


class Arrangement(QWidget):
    """Top bar and pipeline above, stage and inspector side by side, transport below.

    Parameters
    ----------
    appearance : Appearance
        Larger text needs a wider inspector.
    top, strip, stage, inspector, transport : QWidget
        The parts.

    Attributes
    ----------
    around : tuple of QWidget
        What is not shown while presenting.
    """

    def __init__(
        self,
        appearance: Appearance,
        top: QWidget,
        strip: QWidget,
        stage: QWidget,
        inspector: QWidget,
        transport: QWidget,
    ) -> None:
        super().__init__()
        self._appearance, self._inspector = appearance, inspector
        above, below, upright = Hairline(), Hairline(), Hairline(upright=True)
        under = Hairline()
        self.around = (top, strip, inspector, transport, above, below, upright, under)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(stage, 1)
        middle.addWidget(upright)
        middle.addWidget(inspector)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (top, above, strip, below):
            column.addWidget(widget)
        column.addLayout(middle, 1)
        column.addWidget(under)
        column.addWidget(transport)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._inspector.setFixedWidth(self._appearance.px(WIDTH))
