"""The tools to draw with: pen or eraser, how wide, which value or colour."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtWidgets import QWidget

from cnnviz.document.drawing import Paint
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.colours import ColourRow
from cnnviz.panels.image.pen import WIDEST, Pen
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import FlowLayout, NumberField, Section, Segmented, TextButton
from cnnviz.words import text

_NUMBERS = itertools.count(1_000_000)


class DrawingSection(Section):
    """Sets the pen, clears and fills.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The panel.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, text("Draw"), parent)
        self._bridge = bridge
        self.pen = Pen.of(bridge)
        self.tool = Segmented(
            appearance,
            [(False, text("Pen")), (True, text("Eraser"))],
            text("Tool"),
            text("What the left button does; the right button always erases"),
            self,
        )
        self.brush_width = NumberField(
            appearance,
            text("Brush"),
            whole=True,
            low=1,
            high=WIDEST,
            hint=text("Width of the brush in cells; on the pad [ and ] change it"),
            digits=4,
            parent=self,
        )
        self.value = NumberField(
            appearance,
            text("Value"),
            hint=text("Value the pen writes"),
            digits=6,
            parent=self,
        )
        self.colours = ColourRow(appearance, self)
        self._rows = {}
        for name, label, control in (
            ("tool", text("Tool"), self.tool),
            ("size", text("Brush width"), self.brush_width),
            ("value", text("Value"), self.value),
            ("colour", text("Colour"), self.colours),
        ):
            row = FormRow(appearance, label, parent=self)
            row.put(control)
            self._rows[name] = row
            self.body.addWidget(row)
        self.clear = TextButton(
            appearance,
            text("Clear all"),
            text("Set every cell of the image to 0"),
            icon_name="clear",
        )
        self.fill = TextButton(
            appearance,
            text("Fill all"),
            text("Set every cell of the image to the pen's value"),
            icon_name="brush",
        )
        buttons = QWidget(self)
        flow = FlowLayout(buttons)
        flow.addWidget(self.clear)
        flow.addWidget(self.fill)
        self.body.addWidget(buttons)
        self.tool.chosen.connect(self._tool_chosen)
        self.brush_width.edited.connect(self._width_edited)
        self.value.edited.connect(self._value_edited)
        self.colours.chosen.connect(self._colour_chosen)
        self.clear.clicked.connect(self._clear)
        self.fill.clicked.connect(self._fill)
        self.pen.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the pen, and the batch's full value."""
        batch = self._bridge.state.document.batch
        gray = batch.shape[0] == 1
        self._rows["value"].setVisible(gray)
        self._rows["colour"].setVisible(not gray)
        self.tool.set_value(self.pen.erasing)
        self.brush_width.set_value(self.pen.size)
        self.value.set_value(batch.peak if self.pen.value is None else self.pen.value)
        self.colours.set_colour(self.pen.colour)

    def _tool_chosen(self, erasing: object) -> None:
        self.pen.take(erasing=bool(erasing))

    def _width_edited(self, width: object) -> None:
        self.pen.take(size=width)

    def _value_edited(self, value: object) -> None:
        assert isinstance(value, int | float)
        self.pen.take(value=float(value), erasing=False)

    def _colour_chosen(self, colour: object) -> None:
        self.pen.take(colour=colour, erasing=False)

    def _clear(self) -> None:
        self._cover(erasing=True)

    def _fill(self) -> None:
        self._cover(erasing=False)

    def _cover(self, *, erasing: bool) -> None:
        state = self._bridge.state
        batch = state.document.batch
        pixels = np.empty(batch.shape, np.float32)
        pixels[...] = np.array(self.pen.ink(batch, erasing), np.float32)[:, None, None]
        self._bridge.settle()
        self._bridge.do(Paint(state.image, pixels, next(_NUMBERS)))
        self._bridge.settle()
