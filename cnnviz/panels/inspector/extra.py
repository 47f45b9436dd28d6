"""What every section is that only some layers have."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnnviz.layers import Layer
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.session import LayerStatus


class ExtraSection(QWidget):
    """A section for layers with some capability.

    Parameters
    ----------
    bridge : Bridge
        Takes commands.
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget
        Where it lies.
    """

    # No ABC: Qt's metaclass allows no other, so what is not overridden says so when called.

    formulas_before: ClassVar[int] = 0
    """How many of the layer's formulas stand before the sections."""

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.bridge, self.appearance = bridge, appearance
        self.map = 0
        self.status: LayerStatus | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    @classmethod
    def serves(cls, kind: type[Layer]) -> bool:
        """Whether layers of a kind have this section."""
        raise NotImplementedError

    def show_status(self, status: LayerStatus, index: int) -> None:
        """Show a layer, and which of its filters or channels; cheap if little changed."""
        self.status, self.map = status, index
        self.refresh(status)

    def choose_map(self, index: int) -> None:
        """Put a filter or channel on stage; while its map is not there, only in the form."""
        if index < self.bridge.presented.maps:
            self.bridge.session.choose_map(index)
        else:
            self.bridge.session.view(map=index)

    def leave(self) -> None:
        """Let go of the layer and its arrays: the section is not shown any more."""
        self.status = None

    def refresh(self, status: LayerStatus) -> None:
        """Take what is shown from the layer."""
        raise NotImplementedError
