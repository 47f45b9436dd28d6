"""Reads pictures in a worker thread, and puts them into the document when they are there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cnnviz.document.drawing import AddImages, ResizeImages, SetBatch
from cnnviz.document.intake import Framing, How, check_framing, framing_of, pictures_of
from cnnviz.document.picture import Picture
from cnnviz.document.state import MOST_IMAGES, Batch
from cnnviz.layers import ParameterError
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.reading import (
    NO_MEMORY,
    Arrival,
    Read,
    arrival_of,
    of_file,
    of_gallery,
    of_image,
    of_picture,
    resized,
)
from cnnviz.session import Presented
from cnnviz.words import text

MOST_KEPT = 256 << 20
"""Bytes of pictures that are kept as they were read, to be resized without loss."""
MOST_AT_ONCE = 2_000_000
"""Pixels up to which resizing is no work for a worker."""


class Loader(QObject):
    """Opens files, pasted images and supplied pictures; one for each bridge.

    Only the latest request counts: what an earlier one brings is dropped, and so is
    what was asked for in a scene that is no longer open.

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
    _framed = Signal(int, object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self.how: How = "fit"
        self._generation = 0
        self._busy = False
        self._opened = bridge.store.opened
        self._threads: list[threading.Thread] = []
        self._sources: tuple[Picture, ...] = ()
        self._made: object = None
        self._asked: tuple[Batch, Framing] | None = None
        self._arrived.connect(self._take)
        self._framed.connect(self._take_framed)
        bridge.changed.connect(self._changed)

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
        generation = self._begin()
        stale = partial(self._is_stale, generation)
        work = partial(arrival_of, tuple(readers), framing, self.how, stale)
        self.spawn(partial(self._bring, self._arrived.emit, generation, work))

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
            check_framing(batch, framing)
        except ParameterError as error:
            self._bridge.refused.emit(error.said)
            return
        if self._made is not batch.pixels:
            self._sources = ()
        pictures = self._sources or pictures_of(batch)
        work = partial(resized, pictures, framing, batch.digits)
        if self._asked is not None:
            self.forget()
        if sum(picture.pixels.size for picture in pictures) > MOST_AT_ONCE:
            generation = self._begin()
            self._asked = (batch, framing)
            self.spawn(partial(self._bring, self._framed.emit, generation, work))
        else:
            self._resize(work())

    def forget(self) -> None:
        """Let what is being read be dropped when it comes."""
        self._generation += 1
        self._asked = None
        self._set_busy(False)

    def wait(self, seconds: float = 10.0) -> None:
        """Drop what is being read, and wait until no worker runs."""
        self.forget()
        for thread in self._threads:
            thread.join(seconds)
        self._threads = [each for each in self._threads if each.is_alive()]

    def _begin(self) -> int:
        self._generation += 1
        self._asked = None
        self._set_busy(True)
        return self._generation

    def _is_stale(self, generation: int) -> bool:
        return generation != self._generation

    def _bring(
        self, tell: Callable[[int, Arrival], object], generation: int, work: Callable[[], Arrival]
    ) -> None:
        arrival = work()
        try:
            tell(generation, arrival)
        except RuntimeError:
            return  # the window closed meanwhile

    def _take(self, generation: int, arrival: Arrival) -> None:
        if self._is_stale(generation):
            return
        self._set_busy(False)
        if arrival.batch is not None:
            try:
                self._put(arrival, arrival.batch)
            except MemoryError:
                self._bridge.refused.emit(NO_MEMORY)
        self._report(arrival)

    def _take_framed(self, generation: int, arrival: Arrival) -> None:
        if self._is_stale(generation) or self._asked is None:
            return
        (batch, framing), self._asked = self._asked, None
        self._set_busy(False)
        if self._bridge.state.document.batch is not batch:  # painted on meanwhile
            self.reframe(framing)
        else:
            self._resize(arrival)

    def _resize(self, arrival: Arrival) -> None:
        if arrival.batch is not None and self._bridge.do(ResizeImages(arrival.batch)):
            self._made = self._bridge.state.document.batch.pixels
        self._report(arrival)

    def _report(self, arrival: Arrival) -> None:
        if arrival.error is not None:
            raise arrival.error
        if arrival.said is not None:
            self._bridge.refused.emit(arrival.said)

    def _put(self, arrival: Arrival, batch: Batch) -> None:
        now = self._bridge.state.document.batch
        if not arrival.add:
            self._bridge.settle()
            self._bridge.do(SetBatch(batch))
            self._keep(arrival.pictures)
            return
        if batch.shape != now.shape:  # resized while this was being read
            self.read([of_picture(each) for each in arrival.pictures], add=True)
            return
        known = bool(self._sources) and self._made is now.pixels
        self._bridge.settle()
        if self._bridge.do(AddImages(batch)):
            self._keep((*self._sources, *arrival.pictures) if known else ())

    def _keep(self, pictures: tuple[Picture, ...]) -> None:
        """Remember what the images were made from, unless that is too much."""
        small = sum(picture.pixels.nbytes for picture in pictures) <= MOST_KEPT
        self._sources = pictures if small else ()
        self._made = self._bridge.state.document.batch.pixels

    def _changed(self, _old: Presented, _new: Presented) -> None:
        opened = self._bridge.store.opened
        if opened != self._opened:
            self._opened, self._sources, self._made = opened, (), None
            self.forget()

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
