"""The one Qt object between the store and the widgets: commands down, changes up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cnnviz.document.evaluation import Evaluation
from cnnviz.document.state import Document, State
from cnnviz.document.store import Command, Store
from cnnviz.engine import GeometryError
from cnnviz.layers import ParameterError
from cnnviz.words import Text

Evaluate = Callable[[Document, Evaluation, Callable[[Document, Evaluation], None]], None]


class Bridge(QObject):
    """Carries commands to the store and tells every widget what changed.

    Parameters
    ----------
    store : Store
        Where the state is.
    evaluation : Evaluation
        Of the store's document.

    Attributes
    ----------
    changed : Signal(State, State)
        The state before and after a command. Widgets refresh from the new one.
    evaluated : Signal(Evaluation)
        New activations; may come later than `changed` where the work is large.
    refused : Signal(Text)
        A command could not be carried out; the state is as it was.
    """

    changed = Signal(object, object)
    evaluated = Signal(object)
    refused = Signal(object)

    def __init__(self, store: Store, evaluation: Evaluation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.evaluation = evaluation
        store.listen(self._tell)

    @property
    def state(self) -> State:
        """The current state."""
        return self.store.state

    def do(self, command: Command) -> bool:
        """Apply a command; a refusal goes out as a sentence. True if it was applied."""
        try:
            self.store.do(command)
        except ParameterError as error:
            self.refused.emit(error.said)
        except GeometryError as error:
            self.refused.emit(Text(error.template, error.values))
        else:
            return True
        return False

    def settle(self) -> None:
        """End a gesture, such as a slider drag: it was one undo step."""
        self.store.settle()

    def show(self, evaluation: Evaluation) -> None:
        """Publish new activations."""
        self.evaluation = evaluation
        self.evaluated.emit(evaluation)

    def evaluate_with(self, evaluator: Evaluate) -> None:
        """Let every new document be evaluated from now on."""
        self._evaluate = evaluator
        self.changed.connect(self._ask)

    def _ask(self, old: State, new: State) -> None:
        if new.document is not old.document:
            self._evaluate(new.document, self.evaluation, self._deliver)

    def _deliver(self, _document: Document, evaluation: Evaluation) -> None:
        self.show(evaluation)

    def _tell(self, old: State, new: State) -> None:
        self.changed.emit(old, new)
