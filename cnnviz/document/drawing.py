"""Commands that change the images: paint, type, replace, add, resize."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable
from dataclasses import dataclass
from operator import is_
from typing import TypeVar

import numpy as np

from cnnviz.document.commands import EditCommand, check_number
from cnnviz.document.evaluation import Evaluation, LayerResult, evaluate
from cnnviz.document.intake import DRAWING, is_digit
from cnnviz.document.state import MOST_IMAGES, Batch, Document, State
from cnnviz.layers import ParameterError
from cnnviz.layers.base import frozen
from cnnviz.layers.capabilities import Averaging
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Paint(EditCommand):
    """Replace the pixels of one image during a stroke; one stroke is one undo step.

    A digit, and an image that is cleared, is called a drawing from then on.

    Attributes
    ----------
    image : int
        Its index, from 0.
    pixels : ndarray, shape (C, H, W)
        The current image.
    stroke : int
        Number of the stroke.
    """

    image: int
    pixels: FloatArray
    stroke: int

    def apply(self, state: State) -> State:
        batch = state.document.batch
        pixels = np.array(batch.pixels)
        pixels[self.image] = self.pixels
        painted = _touched(batch, pixels, self.image)
        cleared = bool((self.pixels == self.pixels[:, :1, :1]).all())
        if cleared or is_digit(batch.names[self.image]):
            names = [*batch.names]
            names[self.image] = DRAWING  # it shows no digit of that name any more
            painted = dataclasses.replace(painted, names=tuple(names))
        return _with_batch(state, painted)

    def label(self) -> Text:
        return text("draw")

    def merge_key(self) -> Hashable:
        return ("stroke", self.stroke)


@dataclass(frozen=True)
class SetCell(EditCommand):
    """Type one value of one image: (image, channel, row, column)."""

    index: tuple[int, int, int, int]
    value: float

    def apply(self, state: State) -> State:
        check_number(self.value)
        batch = state.document.batch
        if batch.pixels[self.index] == np.float32(self.value):
            return state
        pixels = np.array(batch.pixels)
        pixels[self.index] = self.value
        return _with_batch(state, _touched(batch, pixels, self.index[0]))

    def label(self) -> Text:
        return text("change value")

    def merge_key(self) -> Hashable:
        return ("cell", self.index)


@dataclass(frozen=True, eq=False)
class SetBatch(EditCommand):
    """Replace all images, and show the first."""

    batch: Batch

    def apply(self, state: State) -> State:
        return dataclasses.replace(_with_batch(state, self.batch), image=0)

    def label(self) -> Text:
        return text("replace image")


@dataclass(frozen=True, eq=False)
class ResizeImages(EditCommand):
    """Replace the images by resized or converted ones; the same one stays displayed."""

    batch: Batch

    def apply(self, state: State) -> State:
        return _with_batch(state, self.batch)

    def label(self) -> Text:
        return text("resize image")

    def merge_key(self) -> Hashable:
        return ("size",)


@dataclass(frozen=True, eq=False)
class AddImages(EditCommand):
    """Add images of the batch's own size and channels, and show the first of them."""

    batch: Batch

    def apply(self, state: State) -> State:
        """Append them, with their brightness scaled to the batch's own range."""
        old, new = state.document.batch, self.batch
        if new.shape != old.shape:
            raise ValueError(f"images of shape {new.shape} do not fit a batch of {old.shape}")
        if len(old) + len(new) > MOST_IMAGES:
            raise ParameterError(text("a batch holds at most {most} images", most=MOST_IMAGES))
        scaled = (new.pixels * np.float64(old.peak / new.peak)).astype(np.float32)
        if new.ink != old.ink:
            scaled = np.float32(old.peak) - scaled
        both = bool(old.digits) and bool(new.digits)
        batch = Batch(
            frozen(np.concatenate((old.pixels, scaled))),
            (*old.names, *new.names),
            old.peak,
            old.ink,
            (*old.digits, *new.digits) if both else (),
        )
        return dataclasses.replace(_with_batch(state, batch), image=len(old))

    def label(self) -> Text:
        return text("add image")


@dataclass(frozen=True)
class RemoveImage(EditCommand):
    """Remove one image of the batch; the only one cannot be removed."""

    image: int

    def apply(self, state: State) -> State:
        """Remove it; the image on stage stays unless it is the removed one."""
        batch = state.document.batch
        if len(batch) == 1:
            raise ParameterError(text("a batch needs at least one image"))
        shown = state.image - (self.image < state.image)
        return _with_batch(
            dataclasses.replace(state, image=shown),
            Batch(
                frozen(np.delete(batch.pixels, self.image, axis=0)),
                _without(batch.names, self.image),
                batch.peak,
                batch.ink,
                _without(batch.digits, self.image),
            ),
        )

    def label(self) -> Text:
        return text("remove image")


@dataclass(frozen=True, eq=False)
class NextBatch(EditCommand):
    """Update the running averages of layers in training with the batch, then replace it.

    Attributes
    ----------
    batch : Batch or None
        The next images; None keeps the same ones.
    evaluation : Evaluation or None
        Results of the document, so that no layer has to run again; results of another
        document are ignored where it differs.
    """

    batch: Batch | None = None
    evaluation: Evaluation | None = None

    def apply(self, state: State) -> State:
        document = state.document
        results = self._results(document)
        layers = tuple(
            layer.counted(result.x)
            if isinstance(layer, Averaging)
            and layer.training
            and result.y is not None
            and result.x is not None
            else layer
            for layer, result in zip(document.layers, results, strict=True)
        )
        new = state.with_document(dataclasses.replace(document, layers=layers))
        return new if self.batch is None else _with_batch(new, self.batch)

    def label(self) -> Text:
        return text("next batch")

    def _results(self, document: Document) -> tuple[LayerResult, ...]:
        """Reuse the given results if they belong to this document."""
        known = self.evaluation
        if known is not None and known.batch.pixels is document.batch.pixels:
            layers = tuple(result.layer for result in known.results)
            if len(layers) == len(document.layers) and all(map(is_, layers, document.layers)):
                return known.results
        return evaluate(document, known).results


def _with_batch(state: State, batch: Batch) -> State:
    return state.with_document(state.document.with_batch(batch))


def _touched(batch: Batch, pixels: FloatArray, image: int) -> Batch:
    """Copy a batch with new pixels, of which one image changed."""
    one = pixels[image]
    peak = max(batch.peak, float(one.max()), -float(one.min()))
    pixels.flags.writeable = False
    return dataclasses.replace(batch, pixels=pixels, peak=peak, digits=())


T = TypeVar("T")


def _without(values: tuple[T, ...], index: int) -> tuple[T, ...]:
    return (*values[:index], *values[index + 1 :])
