"""The file that is open: opening, saving, recent files, autosave and recovery."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from cnnviz.app.dialogs import Dialogs
from cnnviz.app.origin import Origin, Work
from cnnviz.app.saving import Order, Saving
from cnnviz.app.settings import folder
from cnnviz.app.swap import Kept, Swap
from cnnviz.document import files
from cnnviz.document.commands import ReplaceScene
from cnnviz.document.files import FileError
from cnnviz.document.files.errors import display_name
from cnnviz.document.progress import Progress
from cnnviz.document.recent import Recent
from cnnviz.document.state import Document, State
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.jobs import Job
from cnnviz.session import Presented
from cnnviz.words import Text, text


class SceneFileController(QObject):
    """Knows which file the document belongs to, and keeps it from getting lost.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Language of the questions.
    dialogs : Dialogs
        Who asks them.

    Attributes
    ----------
    named : Signal()
        The file's name, the recent files, or whether there are changes, may be others.
    told : Signal(Text)
        Something worth a line: saved, recovered, or why not.
    working : Signal(Text, Work)
        Saving has begun.
    """

    named = Signal()
    told = Signal(object)
    working = Signal(object, object)

    def __init__(
        self,
        bridge: Bridge,
        appearance: Appearance,
        dialogs: Dialogs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._appearance, self._dialogs = bridge, appearance, dialogs
        self._origin = Origin(saved=bridge.state.document)
        self._origins: WeakKeyDictionary[Document, Origin] = WeakKeyDictionary()
        self._origins[bridge.state.document] = self._origin
        self.recent = Recent(folder())
        self.swap = Swap(bridge, folder() / "autosave", self._to_keep, self)
        self.saving = Saving(self)
        self.saving.saved.connect(self._take_for_saved)
        self.saving.failed.connect(self._tell_failed)
        self.saving.cancelled.connect(self._tell_cancelled)
        bridge.changed.connect(self._changed)

    @property
    def path(self) -> Path | None:
        """The document's file; None if it has none."""
        return self._origin.path

    @property
    def title(self) -> Text | str | None:
        """What the document is called without a file; None if it has no name."""
        return self._origin.title

    @property
    def summary(self) -> Text | None:
        """What is to be seen in the example on stage; None if it is none."""
        return self._origin.summary

    @property
    def at_opening(self) -> bool:
        """Whether the example on stage is where it began."""
        state = self._bridge.state
        return self._origin.opened == (state.selected, state.playhead)

    @property
    def name(self) -> str:
        """What to call the document."""
        return self._name_of(self._origin)

    @property
    def plain_name(self) -> str:
        """What to call a file made of the document, without its ending."""
        return self._plain_name_of(self._origin)

    @property
    def changed(self) -> bool:
        """Whether what is on stage has changes that no file has."""
        return self._bridge.store.modified

    @property
    def modified(self) -> bool:
        """Whether there are changes that no file has, on stage or behind an example."""
        return self._unsaved is not None

    def open_scene(self, path: Path) -> bool:
        """Open a scene file in place of the document, after asking about changes."""
        state = self._loaded(path) if self._at_rest() else None
        unsaved = self._unsaved
        if state is not None and unsaved is not None:
            if not self.may_close():
                return False
            if unsaved.saved:  # maybe to this very file
                state = self._loaded(path)
        if state is None:
            return False
        self.begin(state, path=path)
        self.recent.add(path)
        self._dialogs.remember(path)
        self.named.emit()
        return True

    def begin(self, state: State, *, path: Path | None = None, title: Text | None = None) -> None:
        """Put another state in place; it counts as saved."""
        self._begin(state, Origin(path, title, saved=state.document))
        self.swap.forget()
        self.named.emit()

    def choose(self, state: State, title: Text, summary: Text) -> None:
        """Put an example on stage; undo brings the document before it back, and its name.

        What was not saved before it counts as not saved still, under the name that it has;
        it is said where to find it.
        """
        origin = Origin(title=title, summary=summary, saved=state.document, left=self._unsaved)
        origin.opened = state.selected, state.playhead
        left_changes = self.changed
        self._origin = origin
        self._bridge.do(ReplaceScene(state))
        self._bridge.store.mark_saved(state.document)
        self.named.emit()
        if left_changes:
            self.told.emit(text("{key} brings your changes back", key="Ctrl+Z"))

    def name_after(self, image: Path) -> None:
        """Call a document without a file after the image that was opened in it.

        Undo brings the image before it back, and its name. A document that has a file
        keeps its name: the image is a change of that file.
        """
        if self.path is None:
            before = self._origin
            title = display_name(image.stem)
            self._origin = Origin(title=title, saved=before.saved, left=before.left)
            self._origins[self._bridge.state.document] = self._origin
        self.named.emit()

    def call(self, title: Text, summary: Text | None = None) -> None:
        """Give a document without a file a name."""
        self._origin.title, self._origin.summary = title, summary
        self.named.emit()

    def save(self) -> bool:
        """Save to the document's own file, or ask for one; False if there is none."""
        return self._save(self._on_stage)

    def save_as(self) -> bool:
        """Ask for a file and save to it; False if there is none."""
        return self._save_as(self._on_stage)

    def save_to(self, path: Path) -> bool:
        """Save the state of this moment to a file, beside the window's work."""
        return self._save_to(self._on_stage, path)

    def may_close(self) -> bool:
        """Ask about unsaved changes, if there are any. False if the user wants to stay."""
        if not self._at_rest():
            return False
        unsaved = self._unsaved
        if unsaved is None:
            return True
        answer = self._dialogs.unsaved(self._name_of(unsaved.origin))
        if answer == "save":
            return self._save(unsaved) and self._at_rest() and unsaved.saved
        if answer == "discard":
            self.swap.forget()
        return answer == "discard"

    def save_at_once(self) -> None:
        """Bring to disk what is not there before the process ends."""
        self.saving.finish()
        self.swap.keep_and_end()

    def offer_recovery(self) -> None:
        """Ask about work that crashed instances left; the first that is wanted is opened."""
        self.swap.warn_if_unsafe()
        for orphan in self.swap.orphans():
            when = datetime.fromtimestamp(orphan.written).strftime("%Y-%m-%d %H:%M")
            answer = self._dialogs.recover(orphan.name, when)
            if answer == "discard":
                self.swap.discard(orphan)
            elif answer == "recover":
                state = self._read(self.swap.recover_steps(orphan), text("recovered work"))
                if state is None:
                    continue
                self._begin(state, Origin(orphan.scene, text("recovered work")))
                self.named.emit()
                return

    def close(self) -> None:
        """End for good: nothing is left to recover."""
        self.swap.close()

    def _begin(self, state: State, origin: Origin) -> None:
        """Put a state in place that has nothing to do with the one before."""
        self._origin = origin
        self._bridge.store.replace(state, saved=origin.saved is not None)

    @property
    def _on_stage(self) -> Work:
        return Work(self._bridge.state, self._origin)

    @property
    def _unsaved(self) -> Work | None:
        """What is to be kept from getting lost: an unchanged example hides the work before it."""
        if self.changed:
            return self._on_stage
        left = self._origin.left
        return None if left is None or left.saved else left

    def _to_keep(self) -> Kept | None:
        unsaved = self._unsaved
        if unsaved is None:
            return None
        return Kept(unsaved.state, unsaved.origin.path, self._name_of(unsaved.origin))

    def _name_of(self, origin: Origin) -> str:
        if origin.path is not None:
            return display_name(origin.path)
        return self._appearance.words(origin.title or text("untitled"))

    def _plain_name_of(self, origin: Origin) -> str:
        name = self._name_of(origin) if origin.path is None else origin.path.stem
        kept = "".join(c if c.isalnum() or c in " -_" else " " for c in name).strip()
        return kept or "scene"

    def _save(self, work: Work) -> bool:
        last, path = self.saving.last, work.origin.path
        if last is not None and last.origin is work.origin:
            return self._save_to(work, last.path)
        return self._save_as(work) if path is None else self._save_to(work, path)

    def _save_as(self, work: Work) -> bool:
        if work.origin.path is not None:
            self._dialogs.remember(work.origin.path)
        path = self._dialogs.scene_to_save(f"{self._plain_name_of(work.origin)}.cnnviz")
        return False if path is None else self._save_to(work, path)

    def _save_to(self, work: Work, path: Path) -> bool:
        self.saving.ask(Order(work.state, path, work.origin))
        self.working.emit(self._saving_said(), self.saving)
        return True

    def _at_rest(self) -> bool:
        """Wait until all is written; False if the user will not."""
        return self._dialogs.wait(self._saving_said(), self.saving)

    def _saving_said(self) -> Text:
        last = self.saving.last
        return text("Saving {name}…", name=self.name if last is None else display_name(last.path))

    def _loaded(self, path: Path) -> State | None:
        """Read a scene file; None, and a sentence, if it cannot be read."""
        state = self._read(files.load_steps(path), display_name(path))
        if state is None:
            self.recent.drop_missing()
            self.named.emit()
        return state

    def _read(self, steps: Progress[State], name: Text | str) -> State | None:
        """Read a state in a job; None if it cannot be read, or nobody will wait for it."""
        job = Job(steps, "cnnviz-opening", expects=FileError)
        job.failed.connect(self._refuse)
        if not self._dialogs.wait(text("Opening {name}…", name=name), job):
            job.cancel()
            return None
        state: State | None = job.result
        return state

    def _refuse(self, error: FileError) -> None:
        self._bridge.refused.emit(error.message)

    def _take_for_saved(self, order: Order) -> None:
        """Remember what was written to which file."""
        self.recent.add(order.path)
        order.origin.path, order.origin.saved = order.path, order.state.document
        if order.origin is self._origin:  # else another scene is on stage by now
            self._bridge.store.mark_saved(order.state.document)
        self.swap.forget()
        self.swap.keep()  # what was changed while it was written
        self.told.emit(text("saved {name}", name=display_name(order.path)))
        self.named.emit()

    def _tell_failed(self, _order: Order, error: FileError) -> None:
        self._refuse(error)
        self.named.emit()

    def _tell_cancelled(self, order: Order) -> None:
        name = display_name(order.path)
        self.told.emit(text("saving was cancelled: {name} is as it was", name=name))
        self.named.emit()

    def _changed(self, old: Presented, new: Presented) -> None:
        if old.document is new.document:
            return
        known = self._origins.setdefault(new.document, self._origin)
        if known is not self._origin:  # undo and redo across the choice of an example
            self._origin = known
            self._bridge.store.mark_saved(known.saved)
        self.named.emit()
