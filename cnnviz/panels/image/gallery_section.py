"""The pictures that come with the app, in groups."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from cnnviz.document.picture import Picture
from cnnviz.document.supplied import SUPPLIED, Supplied
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.panels.image.loader import Loader
from cnnviz.panels.image.small import SIDE, picture_image, small_picture
from cnnviz.panels.image.thumb_list import Thumb, ThumbList
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import SaidLabel, Section, Segmented
from cnnviz.words import text

GROUPS = (
    ("digits", text("Digits")),
    ("shapes", text("Shapes")),
    ("photographs", text("Photographs")),
)


@cache
def _small(key: str) -> Picture:
    found = next(each for each in SUPPLIED if each.key == key)
    return small_picture(found.load())


class GallerySection(Section):
    """A click replaces the images; with Ctrl, or if so chosen, it joins the batch.

    Thumbnails are made by a worker when the gallery is first seen.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    dress : Dress
        Theme, language and text size.
    parent : QWidget
        The panel.
    """

    _made = Signal(object)

    def __init__(self, bridge: Bridge, dress: Dress, parent: QWidget) -> None:
        super().__init__(dress, text("Gallery"), parent)
        self.dress, self._loader = dress, Loader.of(bridge)
        self._pictures: dict[str, Picture] = {}
        self._asked = False
        self.adding = Segmented(
            dress,
            [(False, text("replace")), (True, text("add to batch"))],
            text("A click will"),
            text("Replace the images, or add to the batch; Ctrl and a click adds too"),
            self,
        )
        self.adding.set_value(False)
        row = FormRow(dress, text("A click will"), parent=self)
        row.put(self.adding)
        self.body.addWidget(row)
        self.lists: dict[str, ThumbList] = {}
        self._shown: dict[str, list[Supplied]] = {}
        for group, label in GROUPS:
            self.body.addWidget(SaidLabel(dress, label, "muted", self))
            thumbs = ThumbList(dress, self)
            thumbs.chosen.connect(self._chosen)
            self.body.addWidget(thumbs)
            self.lists[group] = thumbs
            self._shown[group] = [each for each in SUPPLIED if each.group == group]
        self._made.connect(self._take)
        self.redress()

    def want(self) -> None:
        """Make the thumbnails, if that has not begun."""
        if not self._asked:
            self._asked = True
            self._loader.spawn(self._make)

    def redress(self) -> None:
        """Take theme, language and text size again."""
        for group, label in GROUPS:
            self.lists[group].redress()
            self.lists[group].setAccessibleName(self.dress.words(label))
        self._show()

    def _show(self) -> None:
        empty = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        empty.fill(self.dress.theme.colour("grid"))
        for group, each in self._shown.items():
            self.lists[group].show_thumbs(
                [
                    Thumb(
                        picture_image(self._pictures[one.key], self.dress.theme)
                        if one.key in self._pictures
                        else empty,
                        one.label,
                    )
                    for one in each
                ]
            )

    def _make(self) -> None:
        made = {each.key: _small(each.key) for each in SUPPLIED}
        try:
            self._made.emit(made)
        except RuntimeError:
            return  # the window closed meanwhile

    def _take(self, made: dict[str, Picture]) -> None:
        self._pictures = made
        self._show()

    def _chosen(self, index: int, held: bool) -> None:
        group = next(name for name, each in self.lists.items() if each is self.sender())
        key = self._shown[group][index].key
        self._loader.open_supplied([key], add=held or bool(self.adding.value()))
