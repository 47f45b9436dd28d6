"""What every parameter's field is: a control, perhaps one below it, and two signals."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cnnviz.layers import Layer
from cnnviz.layers.parameters import Parameter
from cnnviz.panels.appearance import Appearance
from cnnviz.words import Text


class ParameterField(QObject):
    """Edits one parameter of a layer, within the parameter's bounds.

    Parameters
    ----------
    parameter : Parameter
        What is edited.
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget
        Where its controls lie.

    Attributes
    ----------
    control : QWidget
        Stands right of the label.
    below : QWidget or None
        Takes the whole width under it.
    edited : Signal(object)
        A new value of the user's; not sent by `set_value`.
    settled : Signal()
        The gesture is over.
    """

    edited = Signal(object)
    settled = Signal()
    control: QWidget
    below: QWidget | None = None

    def __init__(self, parameter: Parameter, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.parameter, self.appearance = parameter, appearance

    @property
    def hint(self) -> Text | None:
        """The parameter's tooltip, if it has one."""
        return self.parameter.hint if self.parameter.hint.template else None

    def offer(self, layer: Layer) -> None:
        """Offer what can be chosen in a layer, where that depends on more than the parameter."""

    def set_value(self, value: Any) -> None:
        """Show a value without saying so."""
        raise NotImplementedError
