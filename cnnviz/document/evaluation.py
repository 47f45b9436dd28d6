"""Activations of a document, reused as long as their layer and input are the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cnnviz.document.progress import Progress, run_to_end
from cnnviz.document.state import Batch, Document
from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Region, Shape
from cnnviz.layers.base import check_size
from cnnviz.layers.linked import Linked
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class LayerResult:
    """Input and output of one layer.

    Attributes
    ----------
    layer : Layer
        Which layer.
    x, y : ndarray or None
        Its input and output, shape (N, C, H, W); None where there is none.
    error : Text or None
        Why there is no output.
    source : LayerResult or None
        That of the earlier layer that this one refers to.
    """

    layer: Layer
    x: FloatArray | None
    y: FloatArray | None
    error: Text | None = None
    source: LayerResult | None = None

    @cached_property
    def at_work(self) -> Layer:
        """The layer with what it has read of the one that it refers to."""
        layer, source = self.layer, self.source
        if isinstance(layer, Linked) and source is not None and source.x is not None:
            return layer.reading(source.layer, source.x)
        return layer

    @property
    def in_shape(self) -> Shape | None:
        """Channels, rows and columns of the input."""
        return None if self.x is None else (self.x.shape[1], self.x.shape[2], self.x.shape[3])


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The results of all layers for one document."""

    batch: Batch
    results: tuple[LayerResult, ...]

    def output(self, selected: int) -> FloatArray | None:
        """Give the output of a layer.

        Parameters
        ----------
        selected : int
            0 for the images themselves, i for the i-th layer.

        Returns
        -------
        ndarray, shape (N, C, H, W), float32, or None
            None if the layer has no output.
        """
        return self.batch.pixels if selected == 0 else self.results[selected - 1].y

    @property
    def parameters(self) -> int:
        """Learned numbers of all layers."""
        return sum(each.layer.parameter_count() for each in self.results)

    @property
    def cost(self) -> int:
        """Multiply-adds for one image, of the layers that work."""
        return sum(
            each.layer.cost(each.in_shape)
            for each in self.results
            if each.in_shape is not None and each.error is None
        )

    def receptive_field(self, selected: int | None = None) -> tuple[int, int]:
        """Compute the most rows and columns of the image that one cell of an output depends on.

        References
        ----------
        Araujo, Norris & Sim (2019), "Computing receptive fields of convolutional
        neural networks", Distill, equation 2.
        """
        works = tuple(each for each in self.results[:selected] if each.y is not None)
        if not works or works[-1].y is None:
            return (1, 1)
        rows, columns = works[-1].y.shape[2:]
        # Behind a layer that enlarges, cells see differently far; the first few show all cases.
        cells = {(min(i, rows - 1), min(i, columns - 1)) for i in range(FIRST)}
        sizes = [walk_back(works, Region.cell(*cell))[0].size for cell in cells]
        return max(size[0] for size in sizes), max(size[1] for size in sizes)


def walk_back(results: tuple[LayerResult, ...], region: Region) -> tuple[Region, ...]:
    """Compute the receptive field of a region in every activation before it.

    Parameters
    ----------
    results : tuple of LayerResult
        Results of the layers, in their order; all have an input.
    region : Region
        Region of the last layer's output.

    Returns
    -------
    tuple of Region
        Regions of the image and of each output, ending with `region` itself: one
        more than the layers.
    """
    regions = [region]
    for result in reversed(results):
        assert result.in_shape is not None
        region = regions[-1]
        regions.append(region if region.empty else result.layer.sees(result.in_shape, region))
    return tuple(reversed(regions))


FIRST = 8
"""Cells along the diagonal whose receptive fields are compared."""
MOST_HELD = 1 << 27
"""Maximum of values in all activations together: 512 MiB of float32."""


def evaluate(document: Document, previous: Evaluation | None = None) -> Evaluation:
    """Run every layer at once; see `evaluate_steps`."""
    return run_to_end(evaluate_steps(document, previous))


def evaluate_steps(document: Document, previous: Evaluation | None = None) -> Progress[Evaluation]:
    """Run every layer; one that cannot work has an error, and those after it no input.

    Parameters
    ----------
    document : Document
        Images and layers.
    previous : Evaluation, optional
        An earlier result; results whose layer and input are the same objects are
        reused, and a layer may use its earlier output where little changed.

    Returns
    -------
    Evaluation
        The results of all layers.

    Yields
    ------
    float
        Fraction done before each layer, 0 to 1.
    """
    x: FloatArray | None = document.batch.pixels
    results: list[LayerResult] = []
    held = 0
    for index, layer in enumerate(document.layers):
        yield index / len(document.layers)
        old = None
        if previous is not None and index < len(previous.results):
            old = previous.results[index]
        source = _source(layer, results)
        same = old is not None and old.layer is layer and old.x is x and old.source is source
        result = old if old is not None and same else _run(layer, x, old, held, source)
        results.append(result)
        x = result.y
        held += 0 if x is None else x.size
    return Evaluation(document.batch, tuple(results))


def _source(layer: Layer, results: list[LayerResult]) -> LayerResult | None:
    """Find the result of the layer that a layer refers to, if there is one."""
    if not isinstance(layer, Linked) or not 0 <= layer.source < len(results):
        return None
    return results[layer.source]


def _run(
    layer: Layer,
    x: FloatArray | None,
    old: LayerResult | None,
    held: int,
    source: LayerResult | None,
) -> LayerResult:
    if x is None:
        return LayerResult(layer, None, None, None, source)
    try:
        shape = layer.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        check_size(len(x), shape)
        _check_held(held + len(x) * shape[0] * shape[1] * shape[2])
        y = None
        if old is not None and old.x is x and old.y is not None:
            y = layer.forward_again(x, old.layer, old.y)
        if y is None:
            y = LayerResult(layer, x, None, None, source).at_work.forward(x)
    except GeometryError as error:
        return LayerResult(layer, x, None, Text(error.template, error.values), source)
    except MemoryError:
        said = text("there is not enough memory for this output")
        return LayerResult(layer, x, None, said, source)
    y.flags.writeable = False
    return LayerResult(layer, x, y, None, source)


def _check_held(values: int) -> None:
    """Refuse an activation that would not fit in memory beside those before it."""
    if values > MOST_HELD:
        raise GeometryError(
            "up to here all outputs would hold {values} numbers, at most {most} are possible",
            values=values,
            most=MOST_HELD,
        )
