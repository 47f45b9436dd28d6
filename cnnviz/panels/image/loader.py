"""Reads pictures in a worker thread, and puts them into the document when they are there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cnnviz.document.drawing import AddImages, ResizeImages, SetBatch
from cnnviz.document.intake import (
    Framing,
    How,
    batch_of,
    framing_of,
    reframed,
)
from cnnviz.document.pictures import Picture, PictureError
from cnnviz.document.state import MOST_IMAGES, Batch
from cnnviz.layers import ParameterError
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.reading import Arrival, Read, gathered, of_file, of_gallery, of_image
from cnnviz.words import Text, text


class Loader(QObject):
    """Opens files, pasted images and supplied pictures; one for each bridge.

    Only the latest request counts: what an earlier one brings is dropped.

    Parameters
    ----------
    bridge : Bridge
        Where the images go.

    Attributes
    ----------
    busy_changed : Signal(bool)
        Reading began or ended.
    how : str
        ``fit`` or ``crop``: how a picture becomes an image of another shape.
    """

    busy_changed = Signal(bool)
    _arrived = Signal(int, object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self.how: How = "fit"
        self._generation = 0
        self._busy = False
        self._threads: list[threading.Thread] = []
        self._sources: tuple[Picture, ...] = ()
        self._made: object = None
        self._arrived.connect(self._take)

    @classmethod
    def of(cls, bridge: Bridge) -> Loader:
        """Give the loader of a bridge; it is made when first asked for."""
        found = bridge.findChild(cls)
        return found if isinstance(found, cls) else cls(bridge)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._busy

    def open_paths(self, paths: Sequence[Path], *, add: bool = False) -> None:
        """Read files into a batch; those that cannot be read are told of and left out."""
        self.read([of_file(path) for path in paths], add=add)

    def open_supplied(self, keys: Sequence[str], *, add: bool = False) -> None:
        """Take pictures of the gallery."""
        self.read([of_gallery(key) for key in keys], add=add)

    def open_image(self, image: QImage, *, add: bool = False) -> None:
        """Take an image of the clipboard, or one that was dropped."""
        self.read([of_image(QImage(image))], add=add)

    def read(self, readers: Sequence[Read], *, add: bool = False) -> None:
        """Read pictures in a worker and put them into the document.

        Parameters
        ----------
        readers : sequence of callable
            Each reads one picture, or raises `PictureError`.
        add : bool
            Whether they join the batch that there is.
        """
        batch = self._bridge.state.document.batch
        if len(readers) + (len(batch) if add else 0) > MOST_IMAGES:
            said = text("a batch holds at most {most} images", most=MOST_IMAGES)
            self._bridge.refused.emit(said)
            return
        framing = framing_of(batch, self.how) if add else None
        self._generation += 1
        self._set_busy(True)
        self.spawn(partial(self._work, self._generation, tuple(readers), framing))

    def spawn(self, job: Callable[[], object]) -> None:
        """Run a job in a thread that `wait` waits for."""
        thread = threading.Thread(target=job, name="cnnviz-pictures", daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def reframe(self, framing: Framing) -> None:
        """Bring the images to another size or other channels, from the files where they are known.

        Parameters
        ----------
        framing : Framing
            What they become.
        """
        batch = self._bridge.state.document.batch
        try:
            if self._sources and self._made is batch.pixels:
                new = batch_of(self._sources, framing, batch.digits)
            else:
                self._sources = ()
                new = reframed(batch, framing)
        except ParameterError as error:
            self._bridge.refused.emit(error.said)
            return
        if self._bridge.do(ResizeImages(new)):
            self._made = self._bridge.state.document.batch.pixels

    def forget(self) -> None:
        """Let what is being read be dropped when it comes."""
        self._generation += 1
        self._set_busy(False)

    def wait(self, seconds: float = 10.0) -> None:
        """Drop what is being read, and wait until no worker runs."""
        self.forget()
        for thread in self._threads:
            thread.join(seconds)
        self._threads = [each for each in self._threads if each.is_alive()]

    def _work(self, generation: int, readers: tuple[Read, ...], framing: Framing | None) -> None:
        pictures: list[Picture] = []
        said: Text | None = None
        batch: Batch | None = None
        for read in readers:
            if generation != self._generation:
                return
            try:
                pictures.append(read())
            except PictureError as error:
                said = said or error.said
            except MemoryError:
                said = said or text("There is not enough memory to open this picture.")
        if pictures:
            try:
                batch = gathered(pictures, framing, self.how)
            except ParameterError as error:
                said = error.said
        try:
            arrival = Arrival(tuple(pictures), batch, framing is not None, said)
            self._arrived.emit(generation, arrival)
        except RuntimeError:
            return  # the window closed meanwhile

    def _take(self, generation: int, arrival: Arrival) -> None:
        if generation != self._generation:
            return
        self._set_busy(False)
        if arrival.batch is not None:
            self._put(arrival, arrival.batch)
        if arrival.said is not None:
            self._bridge.refused.emit(arrival.said)

    def _put(self, arrival: Arrival, batch: Batch) -> None:
        now = self._bridge.state.document.batch
        self._bridge.settle()
        if not arrival.add:
            self._bridge.do(SetBatch(batch))
            self._sources = arrival.pictures
            self._made = self._bridge.state.document.batch.pixels
            return
        if batch.shape != now.shape:  # resized while this was being read
            batch = batch_of(arrival.pictures, framing_of(now, self.how), batch.digits)
        known = bool(self._sources) and self._made is now.pixels
        if self._bridge.do(AddImages(batch)):
            self._sources = (*self._sources, *arrival.pictures) if known else ()
            self._made = self._bridge.state.document.batch.pixels

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
