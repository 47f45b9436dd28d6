"""The document and what of it is displayed, as one immutable value."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from cnnviz.layers import Layer, Shape
from cnnviz.layers.base import frozen
from cnnviz.layers.linked import Linked, tie_of
from cnnviz.trace import AxisOrder, FloatArray

MOST_IMAGES = 32
SMALLEST_SIDE, LARGEST_SIDE = 1, 512

Each = TypeVar("Each")
Granularity = Literal["term", "cell", "row", "map"]


@dataclass(frozen=True, eq=False)
class Batch:
    """The input images of the pipeline, all of one size.

    Attributes
    ----------
    pixels : ndarray, shape (N, C, H, W), float32
        N from 1 to `MOST_IMAGES`, C 1 (gray) or 3 (red, green, blue).
    names : tuple of str
        One for each image.
    peak : float
        Value of full intensity: 16 for digits, 255 for photographs.
    ink : bool
        Whether a high value is ink on paper; if not, it is light.
    digits : tuple of int
        Indices of the supplied digits, which determine the next batch; empty if
        the images are not digits.
    """

    pixels: FloatArray
    names: tuple[str, ...]
    peak: float = 16.0
    ink: bool = True
    digits: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Make the pixels read-only and check their shape."""
        if self.pixels.flags.writeable or self.pixels.dtype != np.float32:
            object.__setattr__(self, "pixels", frozen(self.pixels))
        count, channels, rows, columns = self.pixels.shape
        if not (1 <= count <= MOST_IMAGES and channels in (1, 3) and len(self.names) == count):
            raise ValueError(f"not a batch of images: shape {self.pixels.shape}")
        if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (rows, columns)):
            raise ValueError(f"images have 1 to 512 cells a side, not {rows} × {columns}")

    @property
    def shape(self) -> Shape:
        """Channels, rows and columns."""
        return (self.pixels.shape[1], self.pixels.shape[2], self.pixels.shape[3])

    def __len__(self) -> int:
        return len(self.pixels)


@dataclass(frozen=True, eq=False)
class Document:
    """Images and layers: saved in files, changed with undo."""

    batch: Batch
    layers: tuple[Layer, ...] = ()

    def with_layers(self, layers: tuple[Layer, ...]) -> Document:
        """Replace the layers; weights are fitted to their input channels."""
        return dataclasses.replace(self, layers=fitted(layers, self.batch.shape))

    def with_batch(self, batch: Batch) -> Document:
        """Replace the images; weights are fitted to their input channels."""
        return Document(batch, fitted(self.layers, batch.shape))

    def with_layer(self, index: int, layer: Layer) -> Document:
        """Replace one layer, counted from 0."""
        return self.with_layers((*self.layers[:index], layer, *self.layers[index + 1 :]))


def fitted(layers: tuple[Layer, ...], shape: Shape) -> tuple[Layer, ...]:
    """Fit each layer to its input, up to the first that cannot work, and to what it refers to."""
    result: list[Layer] = []
    shapes: list[Shape | None] = []
    current: Shape | None = shape
    for each in layers:
        layer = each
        if isinstance(layer, Linked):
            layer = layer.tied(tie_of(layer, tuple(result), tuple(shapes)))
        shapes.append(current)
        if current is not None:
            layer = layer.fitted_to(current)
            try:
                current = layer.out_shape(current)
            except ValueError:
                current = None
        result.append(layer)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Playhead:
    """A moment of a layer's timeline.

    Attributes
    ----------
    position : int
        Which position of the timeline; its length or more is the end, where
        everything is shown.
    micro : int
        Which micro-step of that position.
    t : float
        How far into the micro-step, 0 to 1.
    """

    position: int = 0
    micro: int = 0
    t: float = 0.0


AT_END = Playhead(position=1 << 62)


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell of an array that a layer's explanation shows.

    Attributes
    ----------
    layer : int
        Which layer, from 0.
    array : str
        Name of the array in the explanation: ``input``, ``output``, ``filter``.
    index : (int, int)
        Row and column, padding included.
    """

    layer: int
    array: str
    index: tuple[int, int]


@dataclass(frozen=True, eq=False)
class State:
    """The document, and what of it is displayed.

    Attributes
    ----------
    document : Document
        Images and layers.
    selected : int
        0 is the image, i is the i-th layer.
    image : int
        Which image of the batch is on stage, from 0.
    map : int
        Which feature map or channel is on stage while the timeline is at its end.
    playhead : Playhead
        Position on the timeline of the selected layer.
    places : tuple of (Playhead or None)
        Where the timeline of each layer was left; None if it has not been on stage. That
        of the selected layer is `playhead`.
    granularity : str
        What one step is.
    speed : float
        Factor on the speed of playing.
    predict : bool
        Whether the value is asked for before it is shown.
    numbers : bool
        Whether cells show their numbers where they are large enough.
    explanations : tuple of str
        Name of the chosen explanation of each layer; an empty string means the
        first one that serves the layer.
    pin : CellRef or None
        The pinned cell, treated as pointed at while the pointer is elsewhere.
    own_scales : bool
        Whether each map has a scale of its own, instead of one for all.
    axes : str
        The order of axes in which shapes and indices are written.
    """

    document: Document
    selected: int = 0
    image: int = 0
    map: int = 0
    playhead: Playhead = AT_END
    granularity: Granularity = "cell"
    speed: float = 1.0
    predict: bool = False
    numbers: bool = True
    explanations: tuple[str, ...] = ()
    pin: CellRef | None = None
    own_scales: bool = False
    axes: AxisOrder = "NCHW"
    places: tuple[Playhead | None, ...] = ()

    def __post_init__(self) -> None:
        """Adjust `explanations` and `places` to one for each layer, and keep the playhead."""
        count = len(self.document.layers)
        missing = count - len(self.explanations)
        if missing:
            names = (*self.explanations, *("",) * missing)[:count]
            object.__setattr__(self, "explanations", names)
        places = [*self.places, *(None,) * count][:count]
        if 0 < self.selected <= count:
            places[self.selected - 1] = self.playhead
        object.__setattr__(self, "places", tuple(places))

    @property
    def layer(self) -> Layer | None:
        """The layer on stage; None for the image."""
        return self.document.layers[self.selected - 1] if self.selected else None

    def place_of(self, selected: int) -> Playhead:
        """Give the moment at which a layer comes on stage: where it was left.

        One that has not been there opens at its end, or at its start while any other layer
        is under way: its output is then still to be found.

        Parameters
        ----------
        selected : int
            0 is the image, i is the i-th layer.
        """
        return _place(self.places, selected)

    def with_document(
        self,
        document: Document,
        explanations: tuple[str, ...] | None = None,
        places: tuple[Playhead | None, ...] | None = None,
        selected: int | None = None,
    ) -> State:
        """Replace the document; indices past its end are clipped.

        Parameters
        ----------
        document : Document
            The new document.
        explanations : tuple of str, optional
            Explanations of its layers, if layers have moved; a layer that was there
            before keeps its own.
        places : tuple of (Playhead or None), optional
            Where their timelines were left, likewise.
        selected : int, optional
            The layer on stage; if omitted, that of the same index.
        """
        count = len(document.layers)
        selected = min(self.selected if selected is None else selected, count)
        carried = self._carried(document, self.places, places or self.places, None)
        pin = self.pin if self.pin is not None and self.pin.layer < count else None
        return dataclasses.replace(
            self,
            document=document,
            selected=selected,
            image=min(self.image, len(document.batch) - 1),
            explanations=self._carried(
                document, self.explanations, explanations or self.explanations, ""
            ),
            places=carried,
            playhead=_place(carried, selected) if selected else self.playhead,
            pin=pin,
        )

    def _carried(
        self, document: Document, now: tuple[Each, ...], placed: tuple[Each, ...], new: Each
    ) -> tuple[Each, ...]:
        """Keep what each layer has; a new layer takes what was placed at its index."""
        known = {id(layer): each for layer, each in zip(self.document.layers, now, strict=True)}
        padded = (*placed, *(new,) * len(document.layers))
        pairs = zip(document.layers, padded, strict=False)
        return tuple(known.get(id(layer), each) for layer, each in pairs)


def _place(places: tuple[Playhead | None, ...], selected: int) -> Playhead:
    """Find where a layer comes on stage among the places of all."""
    known = places[selected - 1] if selected else AT_END
    if known is not None:
        return known
    return AT_END if all(each in (None, AT_END) for each in places) else Playhead()
