"""Base class of the stages of sliding windows: input at the left, output at the right."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

import numpy as np

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_timeline import WindowTimeline
from cnnviz.scene import captions, equations, footer, gaze, legends, links, window_marks
from cnnviz.scene.closeup import Closeup, Needs, compose_closeup, signs_beside_lens
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import SYMBOL, Columns, columns, legend_height
from cnnviz.scene.legible import bounds_of, most_signs
from cnnviz.scene.lens import PRIMARY, Place, eventful, lens, spans
from cnnviz.scene.map_scales import MapScales
from cnnviz.scene.marks import Box, Grid, Mark, Scale, Scene
from cnnviz.scene.scales import of_each
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.scene.window_layout import LEAST_MIDDLE, Composition, Middle, compose_columns
from cnnviz.scene.window_view import Arithmetic as Arithmetic
from cnnviz.scene.window_view import WindowView as WindowView
from cnnviz.trace import BoolArray, FloatArray, Line, Moment, Role, Span, last_moment
from cnnviz.words import Text, text

NEARER = 8.0
"""How much nearer to the arithmetic than to its neighbours the signs are, so that no line
crosses them; in a narrow gap less."""
MOST_DIMMED = 1 << 14
"""Cells of the largest input that is dimmed around the window or the cell pointed at."""


class WindowStage(ABC):
    """Stage of a layer whose output cells are each computed from a window of the input.

    Parameters
    ----------
    subject : Subject
        The layer, its input and its output.
    """

    signs: tuple[str, str]
    """Between input and middle, and between middle and output."""
    output_name: Text
    maps_title: Text
    lines_are_signs = False
    """Whether the signs give way to the lines, where there are lines."""

    def __init__(self, subject: Subject) -> None:
        self.subject, self.memo = subject, subject.memo
        batch, image = subject.x, subject.image
        self.x = x = self.memo.of(batch, ("image", image), lambda: batch[image])
        self.y = subject.y[image]
        layer = subject.layer
        self.window: SlidingWindow = layer.window((x.shape[0], x.shape[1], x.shape[2]))
        set_to = tuple(getattr(layer, name) for name in layer.parameters())
        fill = (image, type(layer), set_to)
        padded = self.memo.of(batch, ("padded", *fill), lambda: layer.padded(x))
        self.planes = self.memo.of(batch, ("padded planes", *fill), lambda: tuple(padded))
        self.timeline = self.make_timeline(padded)
        self.maps = tuple(self.y)
        self.bounds = self.memo.of(batch, ("bounds", *fill), lambda: bounds_of(padded))
        self.padded, self.in_scales = padded, subject.in_scales
        self.scales = self.map_scales(subject.out_scales)
        self.hatched = window_marks.unreached(self.window)

    def map_scales(self, shared: tuple[Scale, ...]) -> MapScales:
        """Make the scales of the output's maps, of those that they share."""
        around = self.subject.scales[-2:]
        return MapScales(self.maps, shared, around, self.memo, self.planes)

    def in_scale(self, look: StageInput, channel: int) -> Scale:
        """Give the colours of an input channel, as the switch of the maps stands."""
        scale = self.in_scales[channel]
        own = look.own_scales
        return of_each(self.planes[channel : channel + 1], (scale,), self.memo)[0] if own else scale

    @abstractmethod
    def make_timeline(self, padded: FloatArray) -> WindowTimeline:
        """Make the timeline of the layer.

        Parameters
        ----------
        padded : ndarray, shape (C, H + top + bottom, W + left + right)
            The padded image.

        Returns
        -------
        WindowTimeline
            One position for each output cell.
        """

    @abstractmethod
    def middle_grids(self, look: StageInput, index: int) -> Middle:
        """Give the grids of the arithmetic, for the map on stage."""

    @abstractmethod
    def middle(self, view: WindowView) -> Arithmetic:
        """Show the arithmetic."""

    @abstractmethod
    def equation(self, view: WindowView) -> Line:
        """Write the equation, or a sentence about the cell pointed at."""

    @abstractmethod
    def input_said(self) -> Line:
        """Write the caption of the input."""

    def channel(self, look: StageInput, where: VisibleMoment, example: Any) -> int:
        """Choose the input channel that is shown."""
        return where.map

    def picture(
        self, look: StageInput, where: VisibleMoment, channel: int, readable: bool
    ) -> tuple[FloatArray, Scale]:
        """Choose what is drawn as the input, and its colours: the channel on stage.

        Parameters
        ----------
        look : StageInput
            Input of the stage.
        where : VisibleMoment
            The moment that is shown.
        channel : int
            The channel on stage.
        readable : bool
            Whether its cells have numbers.

        Returns
        -------
        values : ndarray, shape of the padded input, or three of them
            The channel, or a colour picture.
        scale : Scale
            Its colours.
        """
        return self.planes[channel], self.in_scale(look, channel)

    def lens(self, view: WindowView, room: Box) -> list[Mark]:
        """Show the numbers of a large input: at the pointer, else at the window.

        Where no window is framed it lies where there is something to see.
        """
        spot = view.look.spot
        plane = self.planes[view.channel]
        if view.look.pointed("input", *plane.shape) is not None and spot is not None:
            place = Place.cell(spot.row, spot.column)
        else:
            place = self._window_in_lens(view, plane)
        scale = self.in_scale(view.look, view.channel)
        span = None if view.closeup is None else view.closeup.span
        return lens(room, view.left, plane, place, self.window, scale, view.look.viewport, span)

    def needs(self, look: StageInput, index: int) -> Needs:
        """Say what the numbers take where a lens shows them before a class, at every moment."""
        signs = most_signs(*self.bounds[:2], broken=self.bounds[2])
        return Needs(signs, signs, spans(self.window, self.planes[0].shape))

    def touched(self, look: StageInput) -> BoolArray | None:
        """Mask the input cells that are dimmed while a weight is pointed at.

        Parameters
        ----------
        look : StageInput
            Input of the stage, with the cell pointed at.

        Returns
        -------
        ndarray of bool, shape of the padded input, or None
            True for cells that the weight is not multiplied with; None if no weight
            is pointed at.
        """
        return None

    def under(self, view: WindowView) -> list[Mark]:
        """Give the marks on the input that lie below the window's frame."""
        return []

    def over(self, view: WindowView, arithmetic: Arithmetic) -> list[Mark]:
        """Give the marks on the input besides the window's frame."""
        return []

    def attends(self, moment: Moment) -> bool:
        """Whether only the window matters at a moment."""
        return moment.name in ("terms", "compare")

    def foot(self, view: WindowView) -> tuple[list[Mark], float]:
        """Give the marks of the footer before the maps, and the left edge of the maps."""
        return [], view.left.box.x

    def row(self, view: WindowView) -> footer.Row:
        """Lay out the row of small maps; below pictures, or for larger cells, it is low."""
        viewport, height = view.look.viewport, view.room.footer
        beside = view.composition is None or height <= footer.low_height(viewport)
        return footer.Row.of(viewport, height, beside=beside)

    def has_foot(self) -> bool:
        """Whether there is a row of small maps."""
        return len(self.maps) > 1

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        arithmetic = self.middle(view)
        marks: list[Mark] = [view.left, view.right, *self.under(view)]
        marks += self._led(view, arithmetic)
        marks += [*arithmetic.marks, *self._reached(view)]
        if view.record is not None:
            marks += window_marks.frames(
                view.left, view.record, self.window, view.moment, "window", "read"
            )
            marks += window_marks.target_frame(view.right, view.record, view.moment, view.where)
            marks += self.over(view, arithmetic)
        said = captions.captions(
            view.left,
            view.right,
            (
                self._input_caption(view),
                captions.output_said(self.output_name, self.y, view.where.map),
            ),
            self.signs,
            arithmetic.column.inset(_nearer(view, arithmetic)),
            arithmetic.y,
            self.window,
            look.viewport,
            foot=footer.footer_height(look.viewport, wanted=self.has_foot()) > 0,
        )
        if view.closeup is not None and view.closeup.beside:
            said = signs_beside_lens(said, view.closeup, view.size)
        led = self.lines_are_signs and view.composition is not None and view.record is not None
        marks += [each for each in said if not (led and each.key in ("before", "after"))]
        marks += legends.legend("input legend", view.left, look.viewport)
        marks += self.scales.legend(view.right, view.where, look)
        before, start = self.foot(view)
        marks += before
        marks += footer.all_maps(
            look,
            self.y,
            self.scales.of(look),
            view.where,
            self.scales.title(self.maps_title, view.where, look),
            start,
            self.memo,
            self.row(view),
        )
        if view.moves:
            marks += gaze.moving(
                arithmetic.result, view.right, view.record, arithmetic.value, view.moment
            )
        return Scene(
            place_labels(tuple(marks), look.viewport), self.equation(view), self._readout(view)
        )

    def reached(self, look: StageInput) -> BoolArray | None:
        """Mask the output cells that are dimmed while an input cell is pointed at.

        Parameters
        ----------
        look : StageInput
            Input of the stage, with the cell pointed at.

        Returns
        -------
        ndarray of bool, shape (H_out, W_out), or None
            True for cells that do not depend on it; None if no input cell is
            pointed at.
        """
        spot = look.pointed("input", *self.planes[0].shape)
        if spot is None:
            return None
        return ~links.reached_outputs(self.window, spot, self.subject.layer.padding_mode)

    def _view(self, look: StageInput) -> WindowView:
        where = visible(self.timeline, self.y.shape, look)
        moment = where.moment or last_moment(0, self.timeline.steps)
        first = self.timeline.position_of((where.map, 0, 0))
        example: Any = self.timeline[first if where.moment is None else moment.position]
        reached = self.reached(look)  # then the cell in work is another matter: it is left out
        record: Any = None if where.moment is None or reached is not None else example
        channel = self.channel(look, where, example)
        plane = self.planes[channel]
        composition, closeup, room = self._layout(look, plane, where.map)
        touched = self.touched(look)
        left = window_marks.input_grid(
            look.viewport,
            room.left,
            *self.picture(look, where, channel, room.readable),
            self.window,
            touched,
            self.hatched,
            room,
        )
        if touched is None and record is not None and self._alone(look, record, moment, left):
            left = replace(left, dimmed=window_marks.outside(left, record, self.window))
        if reached is not None and left.values.size <= MOST_DIMMED:
            left = replace(left, dimmed=window_marks.around(left, look.spot))
        scale = self.scales.of(look)[where.map]
        right = window_marks.output_grid(
            look.viewport, room.right, self.maps[where.map], scale, where, reached, room
        )
        view = WindowView(
            *(look, where, record, example, moment, channel),
            *(composition, closeup, room, left, right, touched),
        )
        if not view.moves:
            return view
        _, row, column = record.output
        return replace(view, right=replace(right, revealed=row * right.columns + column))

    def _layout(
        self, look: StageInput, plane: FloatArray, index: int
    ) -> tuple[Composition | None, Closeup | None, Columns]:
        rows, wide = plane.shape
        sides = (rows, wide), (self.y.shape[1], self.y.shape[2])
        middle = self.middle_grids(look, index)
        tall = footer.footer_height(look.viewport, wanted=self.has_foot())
        note = 0.0
        if not tall or not legend_height(look.viewport, numbers=look.numbers):
            note = captions.note_height(self.window, look.viewport.text)
        if look.numbers:
            low = min(tall, footer.low_height(look.viewport))
            feet = (max(tall, note), max(low, note))
            composition = compose_columns(look.viewport, *sides, middle, feet)
            if composition is not None:
                return composition, None, composition.columns
        if look.viewport.presenting:
            closeup = compose_closeup(look.viewport, *sides, middle, self.needs(look, index))
            return None, closeup, closeup.columns
        tall = max(tall, note)
        return None, None, columns(look.viewport, *sides, 1.3 * middle.columns, tall, numbers=False)

    def _alone(self, look: StageInput, record: Any, moment: Moment, left: Grid) -> bool:
        """Whether the input outside the window is dimmed."""
        spot = look.spot
        if spot is None:
            in_work = self.attends(moment) and not moment.asks
            return left.places is not None and in_work
        here = (spot.key, spot.row, spot.column) == ("output", *record.output[1:])
        return here and left.values.size <= MOST_DIMMED

    def _led(self, view: WindowView, arithmetic: Arithmetic) -> list[Mark]:
        """Lead lines from the window to the target, where cells have numbers."""
        if view.record is None or view.composition is None:
            return []
        ends = arithmetic.into, arithmetic.result
        clear = max(LEAST_MIDDLE * view.size, arithmetic.into.w + 2 * arithmetic.lead)
        sign = 0.0
        if not self.lines_are_signs:
            sign = arithmetic.y + captions.OPERATOR * view.size / 2
            middle = arithmetic.column.inset(_nearer(view, arithmetic))
            first = captions.first_sign(view.left.box, middle, view.size)
            clear = max(clear, 2 * (arithmetic.into.cx - first.x))  # no line strikes it through
        window, moment = self.window, view.moment
        return gaze.lines(view.left, view.right, view.record, window, moment, ends, clear, sign)

    def _window_in_lens(self, view: WindowView, plane: FloatArray) -> Place:
        spot = view.look.pointed("output", *self.window.out)
        moment = view.where.moment
        cell = None if spot is None else (spot.row, spot.column)
        if cell is None and moment is None:
            cell = self.memo.of(plane, "eventful", lambda: eventful(plane, self.window))
        if cell is None or cell == view.example.output[1:]:
            return Place.of(view.example, self.window, framed=view.record is not None)
        position = self.timeline.position_of((view.where.map, *cell))
        record: Any = self.timeline[position]
        return Place.of(record, self.window, framed=False)

    def _input_caption(self, view: WindowView) -> Line:
        """Caption the input; before a class, where no row shows the channels, with its channel."""
        title, *rest = self.input_said()
        alone = len(self.planes) == 1 or view.left.values.ndim == 3
        if alone or not view.look.viewport.presenting:
            return title, *rest
        primary = PRIMARY.get(self.in_scales[view.channel].kind)
        which = primary or text("channel {index}", index=view.channel + 1)
        return title, Span("  "), Span(which, "read"), *rest

    def _reached(self, view: WindowView) -> list[Mark]:
        """Frame the input cell pointed at, and the outputs that depend on it."""
        dimmed, spot = view.right.dimmed, view.look.spot
        if dimmed is None or spot is None:
            return []
        roles: tuple[Role, Role] = ("read", "write")
        marks = links.pointed("reached", view.left, spot, view.right, dimmed, roles)
        return marks if view.composition is not None else marks[1:]  # the lens frames the cell

    def _readout(self, view: WindowView) -> Line:
        if view.where.moment is None:
            return ()
        return equations.cell_name(view.example.output, view.moment.position, len(self.timeline))


def _nearer(view: WindowView, arithmetic: Arithmetic) -> float:
    gaps = arithmetic.column.x - view.left.box.right, view.right.box.x - arithmetic.column.right
    return NEARER * min(max(min(gaps) / SYMBOL, 0.0), 1.0)
