"""Base class of the stages of sliding windows: input at the left, output at the right."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnviz.layers.sliding import SlidingWindow
from cnnviz.layers.window_timeline import WindowTimeline
from cnnviz.scene import captions, equations, footer, links, window_marks
from cnnviz.scene.label_placement import place_labels
from cnnviz.scene.layout import Columns, columns
from cnnviz.scene.marks import Box, Grid, Mark, Scale, Scene
from cnnviz.scene.stage_input import StageInput, VisibleMoment, visible
from cnnviz.scene.subject import Subject
from cnnviz.trace import BoolArray, FloatArray, Line, Moment, Role, last_moment
from cnnviz.words import Text


@dataclass(frozen=True, eq=False)
class WindowView:
    """One moment of a window's stage, with its layout.

    Attributes
    ----------
    look : StageInput
        Input of the stage.
    where : VisibleMoment
        The moment that is shown, and the visible part of the output.
    record : Any
        Record of that moment; None at the end with nothing pointed at.
    example : Any
        The same, or the record of the map's first cell.
    moment : Moment
        Moment of the record; without one, the last moment of position 0.
    channel : int
        The input channel at the left.
    room : Columns
        Layout of the columns.
    left, right : Grid
        The padded input and the output.
    """

    look: StageInput
    where: VisibleMoment
    record: Any
    example: Any
    moment: Moment
    channel: int
    room: Columns
    left: Grid
    right: Grid

    @property
    def size(self) -> float:
        """Factor on the text size."""
        return self.look.viewport.text


class WindowStage(ABC):
    """Stage of a layer whose output cells are each computed from a window of the input.

    Parameters
    ----------
    subject : Subject
        The layer, its input and its output.
    out_scale : Scale
        Colours of the output.
    """

    signs: tuple[str, str]
    """Between input and middle, and between middle and output."""
    output_name: Text
    maps_title: Text

    def __init__(self, subject: Subject, out_scale: Scale) -> None:
        self.subject, self.memo = subject, subject.memo
        batch, image = subject.x, subject.image
        self.x = x = self.memo.of(batch, ("image", image), lambda: batch[image])
        self.y = subject.y[image]
        layer = subject.layer
        self.window: SlidingWindow = layer.window((x.shape[0], x.shape[1], x.shape[2]))
        fill = (image, self.window.padding, layer.padding_mode, type(layer))
        padded = self.memo.of(batch, ("padded", *fill), lambda: layer.padded(x))
        self.planes = self.memo.of(batch, ("padded planes", *fill), lambda: tuple(padded))
        self.timeline = self.make_timeline(padded)
        self.maps = tuple(self.y)
        self.in_scale, self.out_scale = subject.in_scale, out_scale
        self.hatched = window_marks.unreached(self.window)

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
    def middle_width(self) -> float:
        """Give the width of the middle column, in cells of the input."""

    @abstractmethod
    def middle(self, view: WindowView) -> tuple[list[Mark], Box, float]:
        """Give the marks of the arithmetic, their column, and the height of the operators."""

    @abstractmethod
    def equation(self, view: WindowView) -> Line:
        """Write the equation, or a sentence about the cell pointed at."""

    @abstractmethod
    def input_said(self) -> Line:
        """Write the caption of the input."""

    def channel(self, look: StageInput, where: VisibleMoment, example: Any) -> int:
        """Choose the input channel that is shown."""
        return where.map

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

    def over(self, view: WindowView) -> list[Mark]:
        """Give the marks on the input besides the window's frame."""
        return []

    def foot(self, view: WindowView) -> tuple[list[Mark], float]:
        """Give the marks of the footer before the maps, and the left edge of the maps."""
        return [], view.left.box.x

    def has_foot(self) -> bool:
        """Whether there is a row of small maps."""
        return len(self.maps) > 1

    @np.errstate(all="ignore")  # inputs may be infinite or missing
    def compose(self, look: StageInput) -> Scene:
        """Compose the scene of a moment."""
        view = self._view(look)
        middle, column, beside = self.middle(view)
        marks: list[Mark] = [view.left, view.right, *middle, *self._reached(view)]
        if view.record is not None:
            marks += window_marks.frames(
                view.left, view.record, self.window, view.moment, "window", "read"
            )
            marks += window_marks.target_frame(view.right, view.record, view.moment, view.where)
            marks += self.over(view)
        marks += captions.captions(
            view.left,
            view.right,
            (self.input_said(), captions.output_said(self.output_name, self.y, view.where.map)),
            self.signs,
            column,
            beside,
            self.window,
            view.size,
        )
        before, start = self.foot(view)
        marks += before
        marks += footer.all_maps(
            look,
            self.y,
            self.out_scale,
            view.where,
            self.maps_title,
            start,
            self.memo,
            secret=self.out_scale is not self.in_scale,
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
        rows, wide = self.planes[0].shape
        spot = look.pointed("input", rows, wide)
        if spot is None:
            return None
        return ~links.reached_outputs(self.window, spot, self.subject.layer.padding_mode)

    def _view(self, look: StageInput) -> WindowView:
        where = visible(self.timeline, self.y.shape, look)
        record = None if where.moment is None else self.timeline[where.moment.position]
        moment = where.moment or last_moment(0, self.timeline.steps)
        first = self.timeline.position_of((where.map, 0, 0))
        example = record if record is not None else self.timeline[first]
        channel = self.channel(look, where, example)
        plane = self.planes[channel]
        foot = footer.footer_height(look.viewport, wanted=self.has_foot())
        room = columns(
            look.viewport,
            (plane.shape[0], plane.shape[1]),
            (self.y.shape[1], self.y.shape[2]),
            self.middle_width(),
            max(foot, captions.note_height(self.window, look.viewport.text)),
            look.numbers,
        )
        left = window_marks.input_grid(
            room.left, plane, self.window, self.in_scale, self.touched(look), self.hatched, room
        )
        right = window_marks.output_grid(
            room.right, self.maps[where.map], self.out_scale, where, self.reached(look), room
        )
        return WindowView(look, where, record, example, moment, channel, room, left, right)

    def _reached(self, view: WindowView) -> list[Mark]:
        """Frame the input cell pointed at, and the outputs that depend on it."""
        dimmed, spot = view.right.dimmed, view.look.spot
        if dimmed is None or spot is None:
            return []
        roles: tuple[Role, Role] = ("read", "write")
        return links.pointed("reached", view.left, spot, view.right, dimmed, roles)

    def _readout(self, view: WindowView) -> Line:
        if view.record is None:
            return ()
        return equations.cell_name(view.record.output, view.moment.position, len(self.timeline))
