"""Which field edits which class of parameter: the table that forms are made from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cnnviz.layers.parameters import (
    BoolParameter,
    EnumParameter,
    FloatParameter,
    IntParameter,
    LayerParameter,
    PaddingParameter,
    PairParameter,
    Parameter,
    SeedParameter,
)
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.fields.base import ParameterField
from cnnviz.panels.inspector.fields.choice import ChoiceField
from cnnviz.panels.inspector.fields.layer import LayerField
from cnnviz.panels.inspector.fields.padding import PaddingField
from cnnviz.panels.inspector.fields.pair import TwoField
from cnnviz.panels.inspector.fields.real import RealField
from cnnviz.panels.inspector.fields.seed import SeedField
from cnnviz.panels.inspector.fields.switch import SwitchField
from cnnviz.panels.inspector.fields.whole import WholeField

FIELDS: dict[type[Parameter], type[ParameterField]] = {
    IntParameter: WholeField,
    SeedParameter: SeedField,
    LayerParameter: LayerField,
    PairParameter: TwoField,
    FloatParameter: RealField,
    BoolParameter: SwitchField,
    EnumParameter: ChoiceField,
    PaddingParameter: PaddingField,
}


def field_for(parameter: Parameter, appearance: Appearance, parent: QWidget) -> ParameterField:
    """Make the field of a parameter; a subclass takes the field of its nearest base.

    Parameters
    ----------
    parameter : Parameter
        What is edited.
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget
        Where its controls lie.
    """
    kind = next(each for each in type(parameter).__mro__ if each in FIELDS)
    return FIELDS[kind](parameter, appearance, parent)


__all__ = ["FIELDS", "ParameterField", "field_for"]
