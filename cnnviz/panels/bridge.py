"""The one Qt object between the session and the widgets: commands down, changes up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from cnnviz.document.evaluation import Evaluation
from cnnviz.document.state import State
from cnnviz.document.store import Command, Store
from cnnviz.engine import GeometryError
from cnnviz.layers import ParameterError
from cnnviz.session import Presented, Session
from cnnviz.words import Text


class Bridge(QObject):
    """Carries commands to the session and mirrors its notices as one signal.

    Parameters
    ----------
    session : Session
        Owner of everything that is on stage.

    Attributes
    ----------
    changed : Signal(Presented, Presented)
        What was on stage before a change, and what is now. Widgets refresh from the new one.
    refused : Signal(Text)
        A command could not be carried out; the state is as it was.
    """

    changed = Signal(object, object)
    refused = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        session.listen(self._tell)

    @property
    def presented(self) -> Presented:
        """What is on stage."""
        return self.session.presented

    @property
    def state(self) -> State:
        """The document, and where the user is in it."""
        return self.session.state

    @property
    def store(self) -> Store:
        """The document's history."""
        return self.session.store

    @property
    def evaluation(self) -> Evaluation:
        """The newest activations."""
        return self.session.evaluation

    def do(self, command: Command) -> bool:
        """Apply a command; a refusal goes out as a sentence. True if it was applied."""
        try:
            self.session.do(command)
        except ParameterError as error:
            self.refused.emit(error.message)
        except GeometryError as error:
            self.refused.emit(Text(error.template, error.values))
        else:
            return True
        return False

    def settle(self) -> None:
        """End a gesture, such as a slider drag: it was one undo step."""
        self.store.settle()

    def _tell(self, old: Presented, new: Presented) -> None:
        self.changed.emit(old, new)
