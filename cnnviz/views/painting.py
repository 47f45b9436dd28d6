"""What guards painting: an error in it is reported once, and never reaches Qt.

An exception that leaves ``paintEvent`` or ``QGraphicsItem.paint`` while a painter is
open ends the process. So it is caught where Qt calls, the painters are closed, and
``sys.excepthook`` gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from traceback import walk_tb
from typing import TypeVar

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)
Fault = tuple[type[BaseException], str, tuple[int, ...]]


class Faults:
    """Reports what goes wrong in the painting of one thing, each fault once.

    After a painting that went well the same fault is reported again.
    """

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: Fault | None = None

    def clear(self) -> None:
        """Note that a painting went well."""
        self._last = None

    def report(self, error: Exception) -> None:
        """Hand an error to ``sys.excepthook``, unless it is the one of the last painting."""
        lines = tuple(line for _, line in walk_tb(error.__traceback__))
        fault = (type(error), str(error), lines)
        if fault != self._last:
            self._last = fault
            sys.excepthook(type(error), error, error.__traceback__)


def close_painters(error: Exception, spared: QPainter | None = None) -> None:
    """End the painters that an error left open.

    Parameters
    ----------
    error : Exception
        The painters are looked for in the functions that it passed through.
    spared : QPainter or None
        The one that Qt goes on with.
    """
    for frame, _ in walk_tb(error.__traceback__):
        for each in tuple(frame.f_locals.values()):
            if isinstance(each, QPainter) and each is not spared and each.isActive():
                each.end()


def painted(
    paint: Callable[[W, QPaintEvent], None],
) -> Callable[[W, QPaintEvent], None]:
    """Guard a ``paintEvent``: decorate the method and leave its body as it is.

    Parameters
    ----------
    paint : callable
        The method; it makes its own ``QPainter(self)``, which is ended if it fails.
    """

    @wraps(paint)
    def guarded(self: W, event: QPaintEvent) -> None:
        faults = vars(self).setdefault("_paint_faults", Faults())
        try:
            paint(self, event)
        except Exception as error:
            close_painters(error)
            faults.report(error)
        else:
            faults.clear()

    return guarded
