"""The vocabulary of explanation: what a position shows, in which steps, with which numbers."""

from cnnviz.trace.arrays import BoolArray, Cell, FloatArray, Index, IntArray
from cnnviz.trace.numbers import format_number, operand, places_for, snap_to_integer
from cnnviz.trace.shown import ALL, NOTHING, PlaneShown, Shown
from cnnviz.trace.spans import Line, Role, Span, joined, line
from cnnviz.trace.steps import Moment, Step, last_moment
from cnnviz.trace.timeline import CellTimeline, Record, Timeline

__all__ = [
    "ALL",
    "NOTHING",
    "BoolArray",
    "Cell",
    "CellTimeline",
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
    "joined",
    "last_moment",
    "line",
    "operand",
    "places_for",
    "snap_to_integer",
    "format_number",
]
