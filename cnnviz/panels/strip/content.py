"""What each card of the strip says and shows, worked out from the state."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.intake import label_of
from cnnviz.layers import Layer, Shape
from cnnviz.scene.marks import Scale
from cnnviz.session import LayerStatus, Presented
from cnnviz.trace import ALL, UNKNOWN, AxisOrder, FloatArray, Shown, shape_in_order
from cnnviz.words import Text, Words, text


@dataclass(frozen=True)
class Source:
    """Where the thumbnails of a card come from; equal only if the arrays are the same.

    Attributes
    ----------
    values : ndarray, shape (N, C, H, W)
        Outputs of a layer, or the images.
    image : int or None
        Which image's maps are shown; None shows all images.
    scale : Scale
        Their colours, as on stage.
    own : bool
        Whether each map has a scale of its own.
    shown : Shown
        What of them may be seen; the rest is covered.
    """

    values: FloatArray
    scale: Scale
    image: int | None = None
    own: bool = False
    shown: Shown = ALL

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Source)
            and self.values is other.values
            and (self.image, self.scale, self.own) == (other.image, other.scale, other.own)
            and self.shown.alike(other.shown)
        )


@dataclass(frozen=True)
class CardContent:
    """Everything a card shows; the card is painted again only if it differs.

    Attributes
    ----------
    title, name, summary : str
        Its name, what the language calls it, and a few characters about it.
    selected : bool
        Whether it is on stage.
    source : Source or None
        Its thumbnails.
    marked : int or None
        Which thumbnail is the image on stage.
    shape : str
        Shape of its output, on the arrow behind it; empty if there is none.
    error : str
        Why it cannot work.
    waits : str
        Said instead of thumbnails where an earlier layer cannot work.
    hint, spoken : str
        The tooltip, and what a screen reader says.
    folded : int
        How many layers it stands for, if it stands for a block of them.
    """

    title: str
    summary: str = ""
    name: str = ""
    selected: bool = False
    source: Source | None = None
    marked: int | None = None
    shape: str = ""
    error: str = ""
    waits: str = ""
    hint: str = ""
    spoken: str = ""
    folded: int = 0


def shaped(shape: Shape | None, order: AxisOrder = "NCHW") -> str:
    """Write a shape: channels, rows and columns, in an order of axes."""
    return shape_in_order(shape, order, "×") if shape else ""


def of_image(presented: Presented, words: Words) -> CardContent:
    """Fill the card of the images."""
    state = presented.state
    batch = state.document.batch
    name = words(label_of(batch.names[min(state.image, len(batch) - 1)]))
    many = len(batch) > 1
    summary = words(text("{count} images", count=len(batch))) if many else name
    title = words(text("Image"))
    shape = shaped(batch.shape, state.axes)
    return CardContent(
        title,
        summary,
        selected=state.selected == 0,
        source=Source(batch.pixels, presented.scales[0]),
        marked=state.image if many else None,
        shape=shape,
        hint=words(text("{name}: draw on it, or choose another", name=name)),
        spoken=f"{title}, {summary}, {shape}",
    )


def of_layer(presented: Presented, status: LayerStatus, words: Words) -> CardContent:
    """Fill the card of a layer.

    Parameters
    ----------
    presented : Presented
        What is on stage, and what may be seen.
    status : LayerStatus
        Which layer, and how it stands with it.
    words : Words
        The language.
    """
    state, layer, result = presented.state, status.layer, status.result
    summary = words(layer.summary())
    error = words(status.error) if status.error is not None else ""
    waits = words(text("waiting")) if status.waiting else ""
    source, shape, covered = None, "", ""
    if result is not None and result.y is not None:
        visible = presented.visible(status.index)
        source = Source(
            result.y,
            presented.scales[status.index + 1],
            min(state.image, len(result.y) - 1),
            state.own_scales,
            visible,
        )
        shape = shaped((result.y.shape[1], result.y.shape[2], result.y.shape[3]), state.axes)
        if presented.size_asked(status.index):
            shape = UNKNOWN
        covered = words(text("not yet revealed")) if visible.nothing else ""
    name = words(layer.common_name)
    name = name if name != layer.common_name.template else ""
    parts = (layer.kind, name, summary, shape, error or waits or covered)
    return CardContent(
        layer.kind,
        summary,
        name,
        selected=state.selected == status.index + 1,
        source=source,
        shape=shape,
        error=error,
        waits=waits,
        hint=_hint(layer, error, waits, words, "parameters" in presented.covered),
        spoken=", ".join(part for part in parts if part),
    )


def _hint(layer: Layer, error: str, waits: str, words: Words, covered: bool) -> str:
    about: Text = layer.about
    lines = [words(about)]
    count = layer.parameter_count()
    if count and not covered:
        lines.append(words(text("{count} parameters", count=f"{count:,}")))
    if waits:
        lines.append(words(text("A layer before it must be fixed first.")))
    return "\n".join([error, *lines] if error else lines)
