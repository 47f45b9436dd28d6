"""Every activation of a document, computed once and kept while nothing below it changes."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.progress import Progress, run_to_end
from cnnviz.document.state import Batch, Document
from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Shape
from cnnviz.layers.base import check_size
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one layer made of its input.

    Attributes
    ----------
    layer : Layer
        Which layer.
    x, y : ndarray or None
        Its input and output, shape (N, C, H, W); None where there is none.
    error : Text or None
        Why there is no output.
    """

    layer: Layer
    x: FloatArray | None
    y: FloatArray | None
    error: Text | None = None

    @property
    def in_shape(self) -> Shape | None:
        """Channels, rows and columns of the input."""
        return None if self.x is None else (self.x.shape[1], self.x.shape[2], self.x.shape[3])


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The outcomes of all layers for one document."""

    batch: Batch
    outcomes: tuple[Outcome, ...]

    def output(self, selected: int) -> FloatArray | None:
        """What comes out of the image (0) or of the i-th layer."""
        return self.batch.pixels if selected == 0 else self.outcomes[selected - 1].y

    @property
    def parameters(self) -> int:
        """Learned numbers of all layers."""
        return sum(each.layer.parameter_count() for each in self.outcomes)

    @property
    def cost(self) -> int:
        """Multiply-adds for one image, of the layers that work."""
        return sum(
            each.layer.cost(each.in_shape)
            for each in self.outcomes
            if each.in_shape is not None and each.error is None
        )

    def receptive_field(self, selected: int | None = None) -> tuple[int, int]:
        """Rows and columns of the image that one cell of an output sees.

        References
        ----------
        Araujo, Norris & Sim (2019), "Computing receptive fields of convolutional
        neural networks", Distill, equation 2.
        """
        field, jump = [1, 1], [1, 1]
        for each in self.outcomes[:selected]:
            if each.error is not None or each.y is None:
                break
            reach = each.layer.reach()
            for axis in (0, 1):
                field[axis] += (reach.kernel[axis] - 1) * jump[axis]
                jump[axis] *= reach.stride[axis]
        return field[0], field[1]


MOST_HELD = 1 << 27
"""Values in all activations together at the most: 512 MiB of float32."""


def evaluate(document: Document, previous: Evaluation | None = None) -> Evaluation:
    """Run every layer at once; see `evaluate_steps`."""
    return run_to_end(evaluate_steps(document, previous))


def evaluate_steps(document: Document, previous: Evaluation | None = None) -> Progress[Evaluation]:
    """Run every layer; a layer that cannot work keeps its reason, and those after it wait.

    Parameters
    ----------
    document : Document
        Images and layers.
    previous : Evaluation, optional
        An earlier result; outcomes whose layer and input are the same objects are
        taken over, and a layer may use its earlier output where little changed.

    Yields
    ------
    float
        How much is done, before each layer.

    Returns
    -------
    Evaluation
        The outcomes of all layers.
    """
    x: FloatArray | None = document.batch.pixels
    outcomes: list[Outcome] = []
    held = 0
    for index, layer in enumerate(document.layers):
        yield index / len(document.layers)
        old = None
        if previous is not None and index < len(previous.outcomes):
            old = previous.outcomes[index]
        outcome = old if old and old.layer is layer and old.x is x else _run(layer, x, old, held)
        outcomes.append(outcome)
        x = outcome.y
        held += 0 if x is None else x.size
    return Evaluation(document.batch, tuple(outcomes))


def _run(layer: Layer, x: FloatArray | None, old: Outcome | None, held: int) -> Outcome:
    if x is None:
        return Outcome(layer, None, None)
    try:
        shape = layer.out_shape((x.shape[1], x.shape[2], x.shape[3]))
        check_size(len(x), shape)
        _check_held(held + len(x) * shape[0] * shape[1] * shape[2])
        y = None
        if old is not None and old.x is x and old.y is not None:
            y = layer.forward_again(x, old.layer, old.y)
        if y is None:
            y = layer.forward(x)
    except GeometryError as error:
        return Outcome(layer, x, None, Text(error.template, error.values))
    except MemoryError:
        return Outcome(layer, x, None, text("there is not enough memory for this output"))
    y.flags.writeable = False
    return Outcome(layer, x, y)


def _check_held(values: int) -> None:
    """Refuse an activation that would not fit in memory beside those before it."""
    if values > MOST_HELD:
        raise GeometryError(
            "up to here all outputs would hold {values} numbers, at most {most} are possible",
            values=values,
            most=MOST_HELD,
        )
