"""The file that is open: opening, saving, recent files, autosave and recovery."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cnnviz.app.asking import Asking
from cnnviz.app.settings import folder
from cnnviz.document import files
from cnnviz.document.autosave import Autosave, Orphan
from cnnviz.document.files import FileError
from cnnviz.document.files.errors import shown
from cnnviz.document.recent import Recent
from cnnviz.document.state import Document, State
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.words import Text, text

AUTOSAVE_MS = 15_000
UNSAFE = text(
    "Changes cannot be kept safe from a crash: cnnviz's own folder cannot be written. Save often."
)


class Desk(QObject):
    """Knows which file the document belongs to, and keeps it from getting lost.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    dress : Dress
        Language of the questions.
    asking : Asking
        Who asks them.

    Attributes
    ----------
    named : Signal()
        The file's name, the recent files, or whether there are changes, may be others.
    told : Signal(Text)
        Something worth a line: saved, recovered, or why not.
    """

    named = Signal()
    told = Signal(object)
    _swap_written = Signal(object)

    def __init__(
        self, bridge: Bridge, dress: Dress, asking: Asking, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._dress, self._asking = bridge, dress, asking
        self.path: Path | None = None
        self.title: Text | None = None
        self.recent = Recent(folder())
        self._autosave = self._begin_autosave()
        self._autosaved: Document | None = None
        self._warned = False
        self._writer: threading.Thread | None = None
        self._recovered: Orphan | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.autosave)
        self._timer.start()
        bridge.changed.connect(self._changed)
        self._swap_written.connect(self._note_swap, Qt.ConnectionType.QueuedConnection)

    @property
    def name(self) -> str:
        """What to call the document."""
        if self.path is not None:
            return shown(self.path)
        if self.title is not None:
            return self._dress.words(self.title)
        return self._dress.words(text("untitled"))

    @property
    def modified(self) -> bool:
        """Whether there are changes that no file has."""
        return self._bridge.store.modified

    def open_scene(self, path: Path) -> bool:
        """Open a scene file in place of the document, after asking about changes."""
        state = self._loaded(path)
        if state is not None and self.modified:
            state = self._loaded(path) if self.may_close() else None  # it may just be saved
        if state is None:
            return False
        self.begin(state, path=path)
        self.recent.add(path)
        self.named.emit()
        return True

    def _loaded(self, path: Path) -> State | None:
        """Read a scene file; None, and a sentence, if it cannot be read."""
        try:
            return files.load(path)
        except FileError as error:
            self._bridge.refused.emit(error.said)
            self.recent.drop_missing()
            self.named.emit()
            return None

    def begin(self, state: State, *, path: Path | None = None, title: Text | None = None) -> None:
        """Put another state in place; it counts as saved."""
        self.path, self.title = path, title
        self._bridge.store.replace(state)
        self._forget_swap()
        self.named.emit()

    def call(self, title: Text) -> None:
        """Give a document without a file a name."""
        self.title = title
        self.named.emit()

    def save(self) -> bool:
        """Save to the document's own file, or ask for one. True if it was saved."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it. True if it was saved."""
        suggested = self.path or Path.home() / f"{self._plain_name()}.cnnviz"
        path = self._asking.file_to_save(self._dress.words, suggested)
        return False if path is None else self._write(path)

    def may_close(self) -> bool:
        """Ask about unsaved changes, if there are any. False if the user wants to stay."""
        if not self.modified:
            return True
        answer = self._asking.unsaved(self._dress.words, self.name)
        if answer == "save":
            return self.save()
        if answer == "discard":
            self._forget_swap()
        return answer == "discard"

    def autosave(self) -> None:
        """Write changes to the swap file, beside the window's work."""
        state = self._bridge.state
        if self._autosave is None or not self.modified or self._autosaved is state.document:
            return
        if self._writer is not None and self._writer.is_alive():
            return
        self._autosaved = state.document
        self._writer = threading.Thread(
            target=self._write_swap, args=(self._autosave, state, self.path), name="autosave"
        )
        self._writer.start()

    def save_at_once(self) -> None:
        """Write changes to the swap file before the process ends."""
        if self._writer is not None:
            self._writer.join()
        if self._autosave is not None and self.modified:
            self._write_swap(self._autosave, self._bridge.state, self.path)

    def offer_recovery(self) -> None:
        """Ask about work that crashed instances left; the first that is wanted is opened."""
        if self._autosave is None:
            self._bridge.refused.emit(UNSAFE)
            return
        for orphan in self._autosave.orphans():
            when = datetime.fromtimestamp(orphan.written).strftime("%Y-%m-%d %H:%M")
            answer = self._asking.recover(self._dress.words, when)
            if answer == "discard":
                self._autosave.discard(orphan)
            elif answer == "recover":
                try:
                    state = self._autosave.recover(orphan)
                except FileError as error:
                    self._bridge.refused.emit(error.said)
                    continue
                self.path, self.title = orphan.scene, text("recovered work")
                self._bridge.store.replace(state, saved=False)
                self._recovered = orphan
                self.named.emit()
                return

    def close(self) -> None:
        """End for good: nothing is left to recover."""
        self._timer.stop()
        self._forget_swap()
        if self._autosave is not None:
            self._autosave.close()

    def _begin_autosave(self) -> Autosave | None:
        try:
            return Autosave(folder() / "autosave")
        except FileError:
            return None

    def _write_swap(self, autosave: Autosave, state: State, scene: Path | None) -> None:
        try:
            autosave.write(state, scene)
        except FileError:
            self._swap_written.emit(None)
        else:
            self._swap_written.emit(state.document)

    def _note_swap(self, document: Document | None) -> None:
        """Try again if the swap file could not be written, and say so once."""
        if document is None:
            self._autosaved = None
        if document is None and not self._warned:
            self._bridge.refused.emit(UNSAFE)
        self._warned = document is None

    def _write(self, path: Path) -> bool:
        state = self._bridge.state
        try:
            files.save(state, path)
        except FileError as error:
            self._bridge.refused.emit(error.said)
            return False
        self.path = path
        self._bridge.store.mark_saved(state.document)
        self._forget_swap()
        self.recent.add(path)
        self.told.emit(text("saved {name}", name=shown(path)))
        self.named.emit()
        return True

    def _forget_swap(self) -> None:
        if self._writer is not None:
            self._writer.join()
        self._autosaved = None
        if self._autosave is not None:
            self._autosave.saved()
            if self._recovered is not None:
                self._autosave.discard(self._recovered)
                self._recovered = None

    def _plain_name(self) -> str:
        kept = "".join(c if c.isalnum() or c in " -_" else " " for c in self.name).strip()
        return kept or "scene"

    def _changed(self, old: State, new: State) -> None:
        if old.document is not new.document:
            self.named.emit()
