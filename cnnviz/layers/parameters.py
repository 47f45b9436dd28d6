"""Parameters of layers: their bounds, labels and choices, from which forms are made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnviz.words import Text, text


class ParameterError(ValueError):
    """A value that a parameter cannot take; ``message`` is shown to the user."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of a layer.

    Attributes
    ----------
    label : Text
        Name in the form.
    hint : Text
        Tooltip: what it does, in one sentence.
    """

    label: Text
    hint: Text = field(default_factory=lambda: text(""))

    def check(self, name: str, value: Any) -> None:
        """Check a value of the parameter.

        Raises
        ------
        ParameterError
            If the parameter cannot take this value; the message contains `name`.
        """


@dataclass(frozen=True, kw_only=True)
class IntParameter(Parameter):
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def check(self, name: str, value: Any) -> None:
        """Raise `ParameterError` unless it is a whole number within the bounds."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise ParameterError(text("{name} must be a whole number", name=name))
        if not self.low <= value <= self.high:
            raise ParameterError(
                text("{name} must be from {low} to {high}", name=name, low=self.low, high=self.high)
            )


NONE = -1
"""The place of no layer."""


@dataclass(frozen=True, kw_only=True)
class LayerParameter(IntParameter):
    """The place of an earlier layer in the pipeline, from 0; `NONE` is none."""

    low: int = NONE
    high: int = 99


@dataclass(frozen=True, kw_only=True)
class SeedParameter(IntParameter):
    """The seed of random numbers; the next one makes another draw."""

    def after(self, seed: int) -> int:
        """Give the seed of the next draw; after the highest comes the lowest."""
        return seed + 1 if seed < self.high else self.low


@dataclass(frozen=True, kw_only=True)
class PairParameter(IntParameter):
    """Two whole numbers, for rows and for columns."""

    def check(self, name: str, value: Any) -> None:
        """Raise `ParameterError` unless both are whole numbers within the bounds."""
        if not isinstance(value, tuple) or len(value) != 2:
            raise ParameterError(text("{name} must be two whole numbers", name=name))
        for part in value:
            super().check(name, part)


@dataclass(frozen=True, kw_only=True)
class FloatParameter(Parameter):
    """A number from `low` to `high`, optionally with a slider."""

    low: float
    high: float
    places: int = 2
    slider: bool = False

    def check(self, name: str, value: Any) -> None:
        """Raise `ParameterError` unless it is a finite number within the bounds."""
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or (isinstance(value, float) and not math.isfinite(value))
        ):
            raise ParameterError(text("{name} must be a number", name=name))
        if not self.low <= value <= self.high:
            raise ParameterError(
                text("{name} must be from {low} to {high}", name=name, low=self.low, high=self.high)
            )


@dataclass(frozen=True, kw_only=True)
class BoolParameter(Parameter):
    """True or false, each with a label."""

    on: Text = field(default_factory=lambda: text("on"))
    off: Text = field(default_factory=lambda: text("off"))

    def check(self, name: str, value: Any) -> None:
        """Raise `ParameterError` unless it is true or false."""
        if not isinstance(value, bool):
            raise ParameterError(text("{name} must be on or off", name=name))


@dataclass(frozen=True, kw_only=True)
class EnumParameter(Parameter):
    """One of a few strings; the mapping gives each value its label."""

    options: Mapping[str, Text]

    def check(self, name: str, value: Any) -> None:
        """Raise `ParameterError` unless it is one of the options."""
        if not isinstance(value, str) or value not in self.options:
            raise ParameterError(
                text("{name} must be one of {options}", name=name, options=", ".join(self.options))
            )


@dataclass(frozen=True, kw_only=True)
class PaddingParameter(PairParameter):
    """A named padding, or cells added above and below, and left and right."""

    words: Mapping[str, Text]

    def check(self, name: str, value: Any) -> None:
        """Raise `ParameterError` unless it is a named padding or two whole numbers."""
        if isinstance(value, str):
            if value not in self.words:
                raise ParameterError(
                    text(
                        "{name} must be one of {options}", name=name, options=", ".join(self.words)
                    )
                )
            return
        super().check(name, value)
