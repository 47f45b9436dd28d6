"""The pictures that come with the app, in groups."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cnnviz.document.picture import Picture
from cnnviz.document.progress import Progress
from cnnviz.document.supplied import SUPPLIED, Supplied
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.loader import Loader
from cnnviz.panels.image.small import SIDE, picture_image, small_picture
from cnnviz.panels.image.thumb_list import Thumb, ThumbList
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.jobs import Job
from cnnviz.panels.kit import Section, Segmented, TextLabel
from cnnviz.words import text

GROUPS = (
    ("digits", text("Digits")),
    ("handwriting", text("Digits of 28 × 28 cells")),
    ("shapes", text("Shapes")),
    ("photographs", text("Photographs")),
)


@cache
def _small(key: str) -> Picture:
    found = next(each for each in SUPPLIED if each.key == key)
    return small_picture(found.load())


def thumbnail_steps() -> Progress[dict[str, Picture]]:
    """Make a small picture of each supplied one, by their keys."""
    made: dict[str, Picture] = {}
    for each in SUPPLIED:
        yield len(made) / len(SUPPLIED)
        made[each.key] = _small(each.key)
    return made


class GallerySection(Section):
    """A click replaces the images; with Ctrl, or if so chosen, it joins the batch.

    Thumbnails are made in a job when the gallery is first seen.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The panel.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, text("Gallery"), parent)
        self.appearance, self._loader = appearance, Loader.of(bridge)
        self._pictures: dict[str, Picture] = {}
        self._job: Job | None = None
        self.adding = Segmented(
            appearance,
            [(False, text("replace")), (True, text("add to batch"))],
            text("Click:"),
            text("Replace the images, or add to the batch; Ctrl and a click adds too"),
            self,
        )
        self.adding.set_value(False)
        row = FormRow(appearance, text("Click:"), parent=self)
        row.put(self.adding)
        self.body.addWidget(row)
        self.lists: dict[str, ThumbList] = {}
        self._shown: dict[str, list[Supplied]] = {}
        for group, label in GROUPS:
            self.body.addWidget(TextLabel(appearance, label, "muted", self))
            thumbs = ThumbList(appearance, self)
            thumbs.chosen.connect(self._chosen)
            self.body.addWidget(thumbs)
            self.lists[group] = thumbs
            self._shown[group] = [each for each in SUPPLIED if each.group == group]
        self.restyle()

    def want(self) -> None:
        """Make the thumbnails, if that has not begun."""
        if self._job is None:
            self._job = Job(thumbnail_steps(), "cnnviz-pictures")
            self._job.finished.connect(self._take)

    def stop(self) -> None:
        """Make no more thumbnails, and wait for the one under way."""
        if self._job is not None:
            self._job.cancel()
            self._job.finish()

    def restyle(self) -> None:
        """Take theme, language and text size again."""
        for group, label in GROUPS:
            self.lists[group].restyle()
            self.lists[group].setAccessibleName(self.appearance.words(label))
        self._show()

    def _show(self) -> None:
        empty = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        empty.fill(self.appearance.theme.colour("grid"))
        for group, each in self._shown.items():
            self.lists[group].show_thumbs(
                [
                    Thumb(
                        picture_image(self._pictures[one.key], self.appearance.theme)
                        if one.key in self._pictures
                        else empty,
                        one.label,
                    )
                    for one in each
                ]
            )

    def _take(self, made: dict[str, Picture]) -> None:
        self._pictures = made
        self._show()

    def _chosen(self, index: int, held: bool) -> None:
        group = next(name for name, each in self.lists.items() if each is self.sender())
        key = self._shown[group][index].key
        self._loader.open_supplied([key], add=held or bool(self.adding.value()))
