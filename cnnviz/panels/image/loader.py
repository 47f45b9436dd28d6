"""Reads pictures in a job, and puts them into the document when they are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from cnnviz.document.drawing import AddImages, ResizeImages, SetBatch
from cnnviz.document.intake import Framing, How, check_framing, framing_of, pictures_of
from cnnviz.document.naming import display_name
from cnnviz.document.picture import Picture
from cnnviz.document.progress import Progress, run_to_end
from cnnviz.document.state import MOST_IMAGES, Batch
from cnnviz.layers import ParameterError
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.reading import (
    NO_MEMORY,
    Arrival,
    Read,
    of_file,
    of_gallery,
    of_image,
    of_picture,
    reading_steps,
    resizing_steps,
)
from cnnviz.panels.jobs import Job
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
    working : Signal(Text, Loader)
        Reading has begun.
    progressed : Signal(float)
        This much is read, 0 to 1.
    ended : Signal()
        All is read, or not wanted any more.
    opened : Signal(tuple of Path, bool)
        These files are images of the batch now; True if they joined others.
    told : Signal(Text)
        What was done to a picture is worth a line.
    how : str
        ``fit`` or ``crop``: how a picture becomes an image of another shape.
    """

    working = Signal(object, object)
    progressed = Signal(float)
    ended = Signal()
    opened = Signal(object, bool)
    told = Signal(object)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self.how: How = "fit"
        self._job: Job | None = None
        self._dropped: list[Job] = []
        self._paths: tuple[Path, ...] = ()
        self._opened = bridge.store.opened
        self._sources: tuple[Picture, ...] = ()
        self._made: object = None
        self._asked: tuple[Batch, Framing] | None = None
        bridge.changed.connect(self._changed)

    @classmethod
    def of(cls, bridge: Bridge) -> Loader:
        """Give the loader of a bridge; it is made when first asked for."""
        found = bridge.findChild(cls)
        return found if isinstance(found, cls) else cls(bridge)

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._job is not None

    @property
    def part(self) -> float:
        """How much is read, 0 to 1."""
        return self._job.part if self._job is not None else 1.0

    def open_paths(self, paths: Sequence[Path], *, add: bool = False) -> None:
        """Read files into a batch; those that cannot be read are told of and left out."""
        self.read([of_file(path) for path in paths], add=add)
        self._paths = tuple(paths)

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
        self._paths = ()
        framing = framing_of(batch, self.how) if add else None
        self._begin(reading_steps(tuple(readers), framing, self.how), self._take)

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
            self._bridge.refused.emit(error.message)
            return
        if self._made is not batch.pixels:
            self._sources = ()
        pictures = self._sources or pictures_of(batch)
        steps = resizing_steps(pictures, framing, batch.digits)
        if self._asked is not None:
            self.cancel()
        if sum(picture.pixels.size for picture in pictures) > MOST_AT_ONCE:
            self._begin(steps, self._take_framed)
            self._asked = (batch, framing)
            return
        try:
            self._resize(run_to_end(steps))
        except (ParameterError, MemoryError) as error:
            self._refuse(error)

    def cancel(self) -> None:
        """Leave the images as they are; what is being read is dropped."""
        if self._job is not None:
            self._drop()
            self.ended.emit()

    def stop(self, seconds: float = 10.0) -> None:
        """Drop what is being read, and wait until no job of this goes on."""
        self.cancel()
        for job in self._dropped:
            job.finish(seconds)
        self._dropped.clear()

    def _begin(self, steps: Progress[Any], take: Callable[[Any], None]) -> None:
        self._drop()
        self._job = Job(steps, "cnnviz-pictures", expects=(ParameterError, MemoryError))
        self._job.progressed.connect(self.progressed)
        self._job.finished.connect(take)
        self._job.failed.connect(self._refuse)
        self._job.ended.connect(self._end)
        self.working.emit(text("Reading pictures"), self)

    def _drop(self) -> None:
        """Cancel what is being read; it goes on until the picture of the moment is read."""
        self._asked = None
        if self._job is not None:
            self._job.cancel()
            self._dropped = [each for each in self._dropped if each.busy] + [self._job]
            self._job = None

    def _end(self) -> None:
        if self._job is not None and not self._job.busy:  # not one that was dropped
            self._job = None
            self.ended.emit()

    def _take(self, arrival: Arrival) -> None:
        if arrival.batch is not None:
            try:
                self._put(arrival, arrival.batch)
            except MemoryError as error:
                self._refuse(error)
            else:
                self._tell(arrival)
        if arrival.said is not None:
            self._bridge.refused.emit(arrival.said)

    def _tell(self, arrival: Arrival) -> None:
        """Say which files are images now."""
        read = {picture.name for picture in arrival.pictures}
        paths = tuple(path for path in self._paths if display_name(path) in read)
        if paths:
            self.opened.emit(paths, arrival.add)
        if arrival.noted is not None:
            self.told.emit(arrival.noted)

    def _take_framed(self, resized: Batch) -> None:
        assert self._asked is not None
        (batch, framing), self._asked = self._asked, None
        if self._bridge.state.document.batch is not batch:  # painted on meanwhile
            self.reframe(framing)
        else:
            self._resize(resized)

    def _resize(self, batch: Batch) -> None:
        if self._bridge.do(ResizeImages(batch)):
            self._made = self._bridge.state.document.batch.pixels

    def _refuse(self, error: ParameterError | MemoryError) -> None:
        said = error.message if isinstance(error, ParameterError) else NO_MEMORY
        self._bridge.refused.emit(said)

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
            self.cancel()
