"""The base class of layers: parameters and weights as a value, and how it computes."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError
from cnnviz.layers.generic import LayerTimeline
from cnnviz.layers.parameters import Parameter
from cnnviz.layers.shapes import Region, Shape
from cnnviz.trace import FloatArray, Line, Timeline
from cnnviz.words import Text

MOST_VALUES = 1 << 25
"""Maximum of values in one activation: 128 MiB of float32."""


@dataclass(frozen=True)
class Formula:
    """A quantity in symbols and in numbers: a title and its lines."""

    title: Text
    lines: tuple[Line, ...]


def setting(default: Any, parameter: Parameter) -> Any:
    """Declare a dataclass field that the user can set."""
    return dataclasses.field(default=default, metadata={"parameter": parameter})


def weights(label: str, *, learned: bool = True) -> Any:
    """Declare a dataclass field that holds an array, learned or not.

    Parameters
    ----------
    label : str
        What a lecturer calls it: *weight*, *γ*.
    learned : bool
        Whether training changes it by gradients.
    """
    return dataclasses.field(
        default_factory=lambda: frozen(np.zeros(0, np.float32)),
        metadata={"weights": label, "learned": learned},
    )


def derived(default: Any) -> Any:
    """Declare a dataclass field that follows from the rest of the document: it is not saved."""
    return dataclasses.field(default=default, metadata={"derived": True}, repr=False)


def frozen(array: Any) -> FloatArray:
    """Copy to a read-only, C-contiguous float32 array.

    Parameters
    ----------
    array : array_like
        Any shape and dtype.

    Returns
    -------
    ndarray, float32
        Same shape; it cannot be written to.
    """
    copy = np.array(array, dtype=np.float32, order="C")
    copy.flags.writeable = False
    return copy


@dataclass(frozen=True, eq=False)
class Layer(ABC):
    """One layer of the pipeline: an immutable value that computes its output.

    Subclasses are dataclasses whose fields are declared with `setting` (what a
    form edits and a file saves) and `weights` (arrays). A field that is neither
    is saved too, as JSON, unless it is `derived`.
    """

    kind: ClassVar[str]
    """PyTorch's class name; the key in files."""
    order: ClassVar[int] = 100
    """Place in the palette."""
    about: ClassVar[Text]
    """One sentence for the palette."""
    common_name: ClassVar[Text] = Text("")
    """What a lecturer calls it; empty where that is the name of the class."""

    def __post_init__(self) -> None:
        """Check every parameter against its bounds."""
        for name, parameter in self.parameters().items():
            parameter.check(name, getattr(self, name))

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """List the parameters by field name, in the order of the form."""
        return {
            f.name: f.metadata["parameter"]
            for f in dataclasses.fields(cls)
            if "parameter" in f.metadata
        }

    def without_effect(self) -> tuple[str, ...]:
        """List the parameters and arrays that change nothing as they are set; forms hide them."""
        return ()

    @classmethod
    def arrays(cls) -> dict[str, str]:
        """List the labels of the fields that hold arrays, by field name."""
        return {
            f.name: f.metadata["weights"]
            for f in dataclasses.fields(cls)
            if "weights" in f.metadata
        }

    @classmethod
    def derived(cls) -> tuple[str, ...]:
        """List the names of the fields that follow from the rest of the document."""
        return tuple(f.name for f in dataclasses.fields(cls) if f.metadata.get("derived"))

    @classmethod
    def learned(cls) -> tuple[str, ...]:
        """List the names of the arrays that training changes by gradients."""
        return tuple(f.name for f in dataclasses.fields(cls) if f.metadata.get("learned"))

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter, and reshape the weights that depend on it."""
        return dataclasses.replace(self, **{name: value})

    def with_value(self, array: str, index: tuple[int, ...], value: float) -> Self:
        """Change one number of one array.

        Parameters
        ----------
        array : str
            A key of `arrays`.
        index : tuple of int
            Which number.
        value : float
            Its new value.
        """
        changed = np.array(getattr(self, array))
        changed[index] = value
        return dataclasses.replace(self, **{array: frozen(changed)})

    def fitted(self, channels: int) -> Self:
        """Give the weights the shape that this many input channels need.

        Returns the same object if nothing has to change.
        """
        return self

    def fitted_to(self, shape: Shape) -> Self:
        """Give the weights the shape that an input of this shape needs.

        By default only the number of channels matters. Returns the same object if nothing
        has to change, or if the layer cannot work on such an input.
        """
        return self.fitted(shape[0])

    def check_arrays(self) -> None:
        """Refuse arrays whose shapes do not match, as a damaged file may hold.

        A kind with arrays overrides this with the shapes and values that it accepts;
        empty arrays, as in a new layer, are always accepted.

        Raises
        ------
        ValueError
            If shapes or values do not fit the layer, or a dtype is not float32.
        """
        for name in self.arrays():
            if getattr(self, name).dtype != np.float32:
                raise ValueError(f"{name} is not float32")

    @abstractmethod
    def out_shape(self, shape: Shape) -> Shape:
        """Compute the output's shape.

        Raises
        ------
        GeometryError
            If the layer cannot work on such an input; the message counts in cells.
        """

    @abstractmethod
    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the output.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W), float32
            The input; not modified.

        Returns
        -------
        ndarray, shape (N, C_out, H_out, W_out), float32
            The output.

        Raises
        ------
        GeometryError
            If the layer cannot work on such an input.
        """

    def forward_again(self, x: FloatArray, old: Layer, old_y: FloatArray) -> FloatArray | None:
        """Compute the output from an earlier one of the same input, if that is less work.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input, the same as then.
        old : Layer
            The layer as it was.
        old_y : ndarray, shape (N, C_out, H_out, W_out)
            Its output for `x`; not modified.

        Returns
        -------
        ndarray or None
            The output, or None if `forward` has to compute all of it.
        """
        return None

    def timeline(self, x: FloatArray, y: FloatArray, image: int) -> Timeline:
        """Make the timeline of how `forward` got y from x, for one image of the batch.

        By default every output cell is one position: the part of the input that it
        depends on, then its value.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input.
        y : ndarray, shape (N, C_out, H_out, W_out)
            The output.
        image : int
            Which image, from 0.

        Returns
        -------
        Timeline
            Its positions, made on demand.
        """
        return LayerTimeline(self, x, y, image)

    def parameter_count(self) -> int:
        """Count the learned numbers."""
        return sum(getattr(self, name).size for name in self.learned())

    def cost(self, shape: Shape) -> int:
        """Count multiply-adds for one image of this shape."""
        return 0

    def sees(self, shape: Shape, region: Region) -> Region:
        """Give the cells of the input that a region of the output depends on.

        By default that is the whole input.

        Parameters
        ----------
        shape : tuple of int
            Of the input.
        region : Region
            Of the output.
        """
        return Region.whole(shape)

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """List the formulas of the inspector, with the numbers of this input shape."""
        return ()

    def summary(self) -> Text | str:
        """Describe the layer in a few characters, for its card."""
        return ""

    def in_words(self) -> tuple[Text | str, ...]:
        """Describe the layer part by part, for a title; by default as its card does."""
        summary = self.summary()
        return (summary,) if summary else ()


def check_size(batch: int, shape: Shape) -> None:
    """Refuse an activation that would not fit in memory.

    Raises
    ------
    GeometryError
        If batch × channels × rows × columns exceeds `MOST_VALUES`.
    """
    values = batch * shape[0] * shape[1] * shape[2]
    if values > MOST_VALUES:
        raise GeometryError(
            "the output would hold {values} numbers, at most {most} are possible",
            values=values,
            most=MOST_VALUES,
        )
