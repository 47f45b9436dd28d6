"""What every kind of layer is: parameters and weights as a value, and how it acts."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from cnnviz.engine import GeometryError
from cnnviz.layers.parameters import Parameter
from cnnviz.trace import FloatArray, Line, Trace
from cnnviz.words import Text

Shape = tuple[int, int, int]
"""Channels, rows and columns of one image."""

MOST_VALUES = 1 << 25
"""Values in one activation at the most: 128 MiB of float32."""


@dataclass(frozen=True)
class Formula:
    """A quantity worked out in symbols and in numbers: a title and its lines."""

    title: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reach:
    """How a layer widens the receptive field: kernel reach and stride, rows then columns."""

    kernel: tuple[int, int] = (1, 1)
    stride: tuple[int, int] = (1, 1)


def setting(default: Any, parameter: Parameter) -> Any:
    """Declare a dataclass field that the user can set."""
    return dataclasses.field(default=default, metadata={"parameter": parameter})


def weights(label: str, *, learned: bool = True) -> Any:
    """Declare a dataclass field that holds an array: learned, or kept beside."""
    return dataclasses.field(
        default_factory=lambda: frozen(np.zeros(0, np.float32)),
        metadata={"weights": label, "learned": learned},
    )


def frozen(array: Any) -> FloatArray:
    """Copy to a read-only, C-contiguous float32 array."""
    copy = np.array(array, dtype=np.float32, order="C")
    copy.flags.writeable = False
    return copy


@dataclass(frozen=True, eq=False)
class Layer(ABC):
    """One layer of the pipeline: an immutable value that knows how to act.

    Subclasses are dataclasses whose fields are declared with `setting` (what a
    form edits and a file saves) and `weights` (arrays). A field that is neither
    is saved too, as JSON.
    """

    kind: ClassVar[str]
    """PyTorch's class name; the key in files."""
    order: ClassVar[int] = 100
    """Place in the palette."""
    stage: ClassVar[str]
    """Which file of ``scene.stages`` explains it."""
    about: ClassVar[Text]
    """One sentence for the palette."""

    def __post_init__(self) -> None:
        """Check every parameter against its bounds."""
        for name, parameter in self.parameters().items():
            parameter.check(name, getattr(self, name))

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """The parameters in the order of the form, by field name."""
        return {
            f.name: f.metadata["parameter"]
            for f in dataclasses.fields(cls)
            if "parameter" in f.metadata
        }

    @classmethod
    def arrays(cls) -> tuple[str, ...]:
        """Names of the fields that hold arrays."""
        return tuple(f.name for f in dataclasses.fields(cls) if "weights" in f.metadata)

    def with_parameter(self, name: str, value: Any) -> Self:
        """Set one parameter; weights that depend on it follow."""
        return dataclasses.replace(self, **{name: value})

    def fitted(self, channels: int) -> Self:
        """Give the weights the shape that this many input channels need.

        Returns the same object if nothing has to change.
        """
        return self

    def check_arrays(self) -> None:
        """Refuse arrays that do not belong together, as a damaged file may hold.

        A kind with arrays says here which shapes and values it can work with;
        all arrays empty, as in a new layer, is always right.

        Raises
        ------
        ValueError
            If they do not, or are not float32.
        """
        for name in self.arrays():
            if getattr(self, name).dtype != np.float32:
                raise ValueError(f"{name} is not float32")

    @abstractmethod
    def out_shape(self, shape: Shape) -> Shape:
        """Work out the output's shape.

        Raises
        ------
        GeometryError
            If the layer cannot work on such an input; the sentence counts in cells.
        """

    @abstractmethod
    def forward(self, x: FloatArray) -> FloatArray:
        """Compute the output, shape (N, C_out, H_out, W_out), of x, shape (N, C, H, W)."""

    def forward_again(self, x: FloatArray, old: Layer, old_y: FloatArray) -> FloatArray | None:
        """Compute the output from an earlier one of the same input, if that is less work.

        Parameters
        ----------
        x : ndarray, shape (N, C, H, W)
            The input, the same as then.
        old : Layer
            The layer as it was.
        old_y : ndarray, shape (N, C_out, H_out, W_out)
            What it gave; not modified.

        Returns
        -------
        ndarray or None
            None where `forward` has to do everything.
        """
        return None

    def trace(self, x: FloatArray, y: FloatArray, image: int) -> Trace | None:
        """Explain how `forward` got y from x, for one image of the batch.

        None if there is nothing to play.
        """
        return None

    def parameter_count(self) -> int:
        """Count the learned numbers."""
        return sum(
            getattr(self, f.name).size
            for f in dataclasses.fields(self)
            if f.metadata.get("learned")
        )

    def cost(self, shape: Shape) -> int:
        """Count multiply-adds for one image of this shape."""
        return 0

    def reach(self) -> Reach:
        """How far one output cell sees into the input."""
        return Reach()

    def formulas(self, shape: Shape) -> tuple[Formula, ...]:
        """The formulas of the inspector, filled with numbers, for this input shape."""
        return ()

    def summary(self) -> Text | str:
        """A few characters for the card."""
        return ""


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
