"""The images of the batch: choose, remove, and add more."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.document.drawing import AddImages, RemoveImage, SetBatch
from cnnviz.document.intake import (
    DRAWING,
    batch_of,
    digits_batch,
    framing_of,
    label_of,
    next_digits,
    pictures_of,
)
from cnnviz.document.state import MOST_IMAGES, Batch
from cnnviz.document.supplied import digit_count
from cnnviz.layers import ParameterError
from cnnviz.layers.base import frozen
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.loader import Loader
from cnnviz.panels.image.small import small_image, thinned
from cnnviz.panels.image.thumb_list import Thumb, ThumbList
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import FlowLayout, NumberField, Section, TextButton
from cnnviz.scene.scales import of_batch
from cnnviz.trace import FloatArray
from cnnviz.words import text

USUAL = 8


class BatchSection(Section):
    """Thumbnails of up to 32 images, and what adds to them.

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
        super().__init__(appearance, text("Batch"), parent)
        self._bridge, self.appearance = bridge, appearance
        self._random = np.random.default_rng()
        self._small: list[tuple[object, FloatArray, QImage]] = []
        self.thumbs = ThumbList(appearance, self)
        self.body.addWidget(self.thumbs)
        self.blank = TextButton(
            appearance,
            text("Add blank"),
            text("Add an empty image to draw on"),
            icon_name="add",
            parent=self,
        )
        self.remove = TextButton(
            appearance,
            text("Remove"),
            text("Remove the selected image"),
            icon_name="remove",
            parent=self,
        )
        self.eight = TextButton(
            appearance,
            text("8 digits"),
            text("Replace the images by 8 handwritten digits"),
            icon_name="batch",
            parent=self,
        )
        self.next = TextButton(
            appearance,
            text("Next digits"),
            text("Replace the images by as many digits that follow"),
            icon_name="step-forward",
            parent=self,
        )
        self._flow(self.blank, self.remove)
        self.count = NumberField(
            appearance,
            text("Random digits"),
            whole=True,
            low=1,
            high=MOST_IMAGES,
            digits=3,
            parent=self,
        )
        self.count.set_value(4)
        self.random = TextButton(
            appearance,
            text("Add"),
            text("Add so many handwritten digits, chosen at random"),
            icon_name="shuffle",
            parent=self,
        )
        row = FormRow(appearance, text("Random digits"), parent=self)
        both = QWidget(row)
        pair = QHBoxLayout(both)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.addWidget(self.count)
        pair.addWidget(self.random)
        row.put(both)
        self.body.addWidget(row)
        self._flow(self.eight, self.next)
        self.thumbs.chosen.connect(self._choose)
        self.thumbs.unwanted.connect(self._remove_at)
        self.thumbs.currentRowChanged.connect(self._choose_row)
        self.blank.clicked.connect(self._add_blank)
        self.remove.clicked.connect(self._remove)
        self.random.clicked.connect(self._add_random)
        self.eight.clicked.connect(self._take_eight)
        self.next.clicked.connect(self._take_next)

    def refresh(self) -> None:
        """Show the images; only those that changed are drawn again."""
        state = self._bridge.state
        batch = state.document.batch
        small = thinned(batch.pixels)  # (N, C, h, w)
        key = (of_batch(batch), self.appearance.theme.name)
        kept = self._small
        self._small = [
            kept[i]
            if i < len(kept) and kept[i][0] == key and np.array_equal(kept[i][1], each)
            else (key, each, small_image(each, key[0], self.appearance.theme))
            for i, each in enumerate(small)
        ]
        pictures = [each[2] for each in self._small]
        labels = [
            text("{number}: {name}", number=i + 1, name=label_of(name))
            for i, name in enumerate(batch.names)
        ]
        both = zip(pictures, labels, strict=True)
        self.thumbs.show_thumbs([Thumb(picture, label) for picture, label in both])
        self.thumbs.setAccessibleName(self.appearance.words(text("Images of the batch")))
        self.thumbs.mark(min(state.image, len(batch) - 1))
        self.set_title(text("Batch: {count} of {most}", count=len(batch), most=MOST_IMAGES))
        self.remove.setEnabled(len(batch) > 1)
        full = len(batch) >= MOST_IMAGES
        self.blank.setEnabled(not full)
        self.random.setEnabled(not full)

    def restyle(self) -> None:
        """Take theme and text size again."""
        self.thumbs.restyle()
        self.refresh()

    def _flow(self, *buttons: TextButton) -> None:
        holder = QWidget(self)
        flow = FlowLayout(holder)
        for button in buttons:
            flow.addWidget(button)
        self.body.addWidget(holder)

    def _choose(self, index: int, _held: bool) -> None:
        self._choose_row(index)

    def _choose_row(self, index: int) -> None:
        if index >= 0 and index != self._bridge.state.image:
            self._bridge.session.view(image=index)

    def _remove(self) -> None:
        self._remove_at(self._bridge.state.image)

    def _remove_at(self, index: int) -> None:
        if len(self._bridge.state.document.batch) > 1:
            self._bridge.do(RemoveImage(index))

    def _add_blank(self) -> None:
        batch = self._bridge.state.document.batch
        empty = np.zeros((1, *batch.shape), np.float32)
        self._bridge.do(AddImages(Batch(frozen(empty), (DRAWING,), batch.peak, batch.ink)))

    def _add_random(self) -> None:
        batch = self._bridge.state.document.batch
        self.count.commit()
        wanted = self.count.value()
        assert isinstance(wanted, int)
        count = max(1, min(wanted, MOST_IMAGES - len(batch)))
        indices = tuple(int(i) for i in self._random.choice(digit_count(), count, replace=False))
        digits = digits_batch(indices)
        if digits.shape != batch.shape:
            if min(batch.shape[1:]) < 8:
                said = text(
                    "digits need at least 8 cells a side, this batch has {rows} × {columns}"
                )
                rows, columns = batch.shape[1:]
                self._bridge.refused.emit(text(said.template, rows=rows, columns=columns))
                return
            digits = batch_of(pictures_of(digits), framing_of(batch), indices)
        self._bridge.do(AddImages(digits))

    def _take_eight(self) -> None:
        Loader.of(self._bridge).cancel()
        self._bridge.do(SetBatch(digits_batch(range(USUAL))))

    def _take_next(self) -> None:
        batch = self._bridge.state.document.batch
        try:
            following = next_digits(batch, len(batch))
        except (ParameterError, ValueError):
            following = next_digits(digits_batch([0]), len(batch))
        Loader.of(self._bridge).cancel()
        self._bridge.do(SetBatch(following))
