"""The vocabulary of explanation: what a position shows, in which micro-steps."""

from cnnviz.trace.numbers import operand, places_for, settled, written
from cnnviz.trace.records import (
    ChannelStatistics,
    FloatArray,
    Lookup,
    Phase,
    Record,
    Trace,
    WindowPool,
    WindowSum,
)
from cnnviz.trace.spans import Line, Role, Span, joined, line

__all__ = [
    "ChannelStatistics",
    "FloatArray",
    "Line",
    "Lookup",
    "Phase",
    "Record",
    "Role",
    "Span",
    "Trace",
    "WindowPool",
    "WindowSum",
    "joined",
    "line",
    "operand",
    "places_for",
    "settled",
    "written",
]
