"""Where a document comes from: its file, or the example that it was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cnnviz.document.state import Document, Playhead, State
from cnnviz.words import Text


@dataclass(eq=False)
class Origin:
    """What all documents share that were made from one by editing.

    An example is chosen as one undo step, so undo can lead back to the work before it,
    which has another name and another file.

    Attributes
    ----------
    path : pathlib.Path or None
        Its file; None if it has none.
    title : Text or str or None
        What it is called without a file.
    summary : Text or None
        What is to be seen, if it is an example.
    saved : Document or None
        What the file, or nobody, needs to keep; None if there is no such document.
    left : Work or None
        What was on stage, and in no file, when the example was chosen.
    opened : (int, Playhead) or None
        Layer and place on its timeline with which the example begins.
    """

    path: Path | None = None
    title: Text | str | None = None
    summary: Text | None = None
    saved: Document | None = None
    left: Work | None = None
    opened: tuple[int, Playhead] | None = None


@dataclass(frozen=True, eq=False)
class Work:
    """A state of a document, and where that comes from.

    Attributes
    ----------
    state : State
        The state.
    origin : Origin
        Its file, or what it is called without one.
    """

    state: State
    origin: Origin

    @property
    def saved(self) -> bool:
        """Whether its file has it."""
        return self.state.document is self.origin.saved
