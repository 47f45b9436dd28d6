"""The store of the state: applies commands, notifies listeners, keeps the undo history."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

from cnnviz.document.commands import ReplaceScene
from cnnviz.document.state import Document, Playhead, State
from cnnviz.words import Text

MOST_UNDO = 200
MOST_BYTES = 512 << 20
"""Of the arrays that only the steps of undo hold; the oldest steps beyond are forgotten."""


class Command(Protocol):
    """A change of the state, as a value that can be applied and undone."""

    def apply(self, state: State) -> State:
        """Return the next state.

        Raises
        ------
        ParameterError, GeometryError
            If the command cannot be applied.
        """
        ...

    def label(self) -> Text | None:
        """Name the command in the menu of undo; None if it is not undone."""
        ...

    def merge_key(self) -> Hashable:
        """Give the key with which successive commands are one undo step; None for no merging."""
        ...


@dataclass(frozen=True, eq=False)
class UndoStep:
    """An entry of the history: the document before a command, and the command's label.

    Attributes
    ----------
    before : Document
        The document.
    label : Text
        Name of the command.
    explanations, places : tuple or None
        Explanations of its layers, and where their timelines were left; None if the
        command did not change them.
    scene : State or None
        The whole state before, if the command replaced all of it.
    """

    before: Document
    label: Text
    explanations: tuple[str, ...] | None = None
    places: tuple[Playhead | None, ...] | None = None
    scene: State | None = None


Listener = Callable[[State, State], None]


class Store:
    """Holds the state, applies commands and keeps the history.

    Parameters
    ----------
    state : State
        The initial state.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._undo: list[UndoStep] = []
        self._redo: list[UndoStep] = []
        self._open_key: Hashable = None
        self._saved: Document | None = state.document
        self._listeners: list[Listener] = []
        self._opened = 0

    @property
    def state(self) -> State:
        """The current state."""
        return self._state

    @property
    def modified(self) -> bool:
        """Whether the document differs from what was last saved or opened."""
        return self._state.document is not self._saved

    @property
    def undo_label(self) -> Text | None:
        """Label of the command that undo reverts; None if there is none."""
        return self._undo[-1].label if self._undo else None

    @property
    def redo_label(self) -> Text | None:
        """Label of the command that redo repeats; None if there is none."""
        return self._redo[-1].label if self._redo else None

    @property
    def opened(self) -> int:
        """Number of scenes put in place; requests made before the last one are out of date."""
        return self._opened

    def listen(self, listener: Listener) -> None:
        """Call `listener(old, new)` after every change."""
        self._listeners.append(listener)

    def do(self, command: Command) -> None:
        """Apply a command; if it raises, the state is unchanged."""
        old = self._state
        new = command.apply(old)
        label = command.label()
        if new.document is not old.document and label is not None:
            key = command.merge_key()
            if key is None or key != self._open_key:
                names = old.explanations if old.explanations != new.explanations else None
                places = old.places if old.places != new.places else None
                scene = old if isinstance(command, ReplaceScene) else None
                self._opened += scene is not None
                self._undo.append(UndoStep(old.document, label, names, places, scene))
                del self._undo[: -_affordable(self._undo[-MOST_UNDO:], new.document)]
            self._open_key = key
            self._redo.clear()
        self._become(new)

    def settle(self) -> None:
        """End a gesture: the next command is an undo step of its own."""
        self._open_key = None

    def undo(self) -> None:
        """Revert the last change of the document, if there is one."""
        self._travel(self._undo, self._redo)

    def redo(self) -> None:
        """Repeat the last undone change, if there is one."""
        self._travel(self._redo, self._undo)

    def replace(self, state: State, *, saved: bool = True) -> None:
        """Replace the state by an opened scene and clear the history."""
        self._undo.clear()
        self._redo.clear()
        self._open_key = None
        self._saved = state.document if saved else None
        self._opened += 1
        self._become(state)

    def mark_saved(self, document: Document | None) -> None:
        """Record the document that was written to the file; None if there is none."""
        self._saved = document

    def _travel(self, source: list[UndoStep], target: list[UndoStep]) -> None:
        if not source:
            return
        step = source.pop()
        now = self._state
        names = None if step.explanations is None else now.explanations
        places = None if step.places is None else now.places
        scene = None if step.scene is None else now
        self._opened += scene is not None
        target.append(UndoStep(now.document, step.label, names, places, scene))
        self._open_key = None
        self._become(step.scene or now.with_document(step.before, step.explanations, step.places))

    def _become(self, new: State) -> None:
        old, self._state = self._state, new
        if old is not new:
            for listener in self._listeners:
                listener(old, new)


def _affordable(steps: list[UndoStep], now: Document) -> int:
    """Count the newest steps whose arrays fit in `MOST_BYTES`, at least 1.

    An array that several documents share counts once, arrays of the document
    `now` do not count.
    """
    seen: set[int] = set()
    _unseen_bytes(now, seen)
    held = 0
    for count, step in enumerate(reversed(steps)):
        held += _unseen_bytes(step.before, seen)
        if held > MOST_BYTES and count:
            return count
    return len(steps)


def _unseen_bytes(document: Document, seen: set[int]) -> int:
    """Sum the bytes of a document's arrays that are not in `seen`, and add them to it."""
    arrays = [document.batch.pixels]
    for layer in document.layers:
        if id(layer) not in seen:
            seen.add(id(layer))
            arrays += (getattr(layer, name) for name in layer.arrays())
    fresh = {id(array): array.nbytes for array in arrays if id(array) not in seen}
    seen.update(fresh)
    return sum(fresh.values())
