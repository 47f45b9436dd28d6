"""The vocabulary of explanation: what a position shows, in which steps, with which numbers."""

from cnnviz.trace.arrays import BoolArray, Cell, CellOfMaps, FloatArray, Index, IntArray
from cnnviz.trace.asked import OPEN, UNKNOWN, Asked, Covered, covered_line
from cnnviz.trace.axes import AxisOrder, in_order, index_span, shape_in_order, shape_span
from cnnviz.trace.numbers import (
    Written,
    equals,
    exact_places,
    format_number,
    in_cell,
    is_rounded,
    one_form,
    operand,
    places_for,
    places_in_sum,
    snap_to_integer,
    written,
    written_alike,
)
from cnnviz.trace.shown import ALL, NOTHING, PlaneShown, Shown
from cnnviz.trace.spans import Line, Role, Span, joined, line
from cnnviz.trace.steps import Moment, Step, last_moment
from cnnviz.trace.timeline import Answers, CellTimeline, Record, Timeline

__all__ = [
    "Answers",
    "ALL",
    "NOTHING",
    "OPEN",
    "UNKNOWN",
    "Asked",
    "AxisOrder",
    "BoolArray",
    "Cell",
    "CellOfMaps",
    "CellTimeline",
    "Covered",
    "FloatArray",
    "Index",
    "IntArray",
    "Line",
    "Moment",
    "PlaneShown",
    "Record",
    "Role",
    "Shown",
    "Span",
    "Step",
    "Timeline",
    "Written",
    "covered_line",
    "equals",
    "exact_places",
    "format_number",
    "in_cell",
    "in_order",
    "index_span",
    "is_rounded",
    "joined",
    "last_moment",
    "line",
    "one_form",
    "operand",
    "places_for",
    "places_in_sum",
    "shape_in_order",
    "shape_span",
    "snap_to_integer",
    "written",
    "written_alike",
]
