"""What nobody caught: a sentence in the window, and the details on the error output."""

from __future__ import annotations

import sys
from types import TracebackType

from cnnviz.app.notice import Notice
from cnnviz.words import text


def tell_in(notice: Notice) -> None:
    """Show every uncaught exception as a sentence from now on.

    The work stays open: a mistake of ours must not cost the user theirs.
    """

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        notice.warn(text("Something went wrong inside cnnviz. Your work is still here; save it."))

    sys.excepthook = show
