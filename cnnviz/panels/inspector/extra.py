"""What every kind-specific section of the form is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from cnnviz.document.evaluation import Outcome
from cnnviz.layers import Layer, Shape
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress


@dataclass(frozen=True, eq=False)
class Subject:
    """What the form shows.

    Attributes
    ----------
    index : int
        Which layer, counted from 0.
    layer : Layer
        Its value.
    in_shape : (int, int, int) or None
        Channels, rows and columns of its input; None if an earlier layer cannot work.
    outcome : Outcome or None
        What it made of its input, once it is known.
    """

    index: int
    layer: Layer
    in_shape: Shape | None
    outcome: Outcome | None


class ExtraSection(QWidget):
    """A section that only one kind of layer has.

    Parameters
    ----------
    bridge : Bridge
        Takes commands.
    dress : Dress
        Language, theme and text size.
    parent : QWidget
        Where it lies.

    Attributes
    ----------
    map_chosen : Signal(int)
        The user chose another filter or channel, counted from 0.
    next_batch_asked : Signal()
        The user wants the next batch to count.
    """

    map_chosen = Signal(int)
    next_batch_asked = Signal()

    def __init__(self, bridge: Bridge, dress: Dress, parent: QWidget) -> None:
        super().__init__(parent)
        self.bridge, self.dress = bridge, dress
        self.map = 0
        self.subject: Subject | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def show_subject(self, subject: Subject) -> None:
        """Show a layer of the kind; cheap if little changed."""
        self.subject = subject
        self.refresh(subject)

    def leave(self) -> None:
        """Let go of the layer and its arrays: the section is not shown any more."""
        self.subject = None

    def show_map(self, index: int) -> None:
        """Show another filter or channel without saying so."""
        if index != self.map:
            self.map = max(index, 0)
            if self.subject is not None:
                self.refresh(self.subject)

    def choose_map(self, index: int) -> None:
        """Show another filter or channel and tell."""
        self.show_map(index)
        self.map_chosen.emit(index)

    def refresh(self, subject: Subject) -> None:
        """Take what is shown from the subject."""
        raise NotImplementedError
