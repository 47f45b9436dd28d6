"""NumPy's BLAS, held to one thread while the engine multiplies.

OpenBLAS cuts a large product by the number of its threads, and every cut has edges
that round in their own way. The engine cuts its work itself, in the same places on
every machine, and shares the pieces among threads of its own (`crew`).
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = (
    "scipy_openblas_{}_num_threads64_",
    "scipy_openblas_{}_num_threads",
    "openblas_{}_num_threads64_",
    "openblas_{}_num_threads",
)
"""What the two functions are called in NumPy's own OpenBLAS and in the system's."""


class OneThread:
    """Hold OpenBLAS to one thread, as long as anybody is inside.

    Entered by as many threads as like; the last one to leave gives back what
    was there before. With another BLAS nothing happens.

    Examples
    --------
    >>> with OneThread() as held:
    ...     held.inside
    1
    """

    def __init__(self) -> None:
        self.inside = 0
        self._before = 1
        self._lock = allocate_lock()
        self._controls: tuple[Callable[[], int], Callable[[int], object]] | None = None

    def __enter__(self) -> OneThread:
        with self._lock:
            if self._controls is None:
                self._controls = _controls()
            if self.inside == 0:
                tell, put = self._controls
                self._before = tell()
                if self._before != 1:
                    put(1)
            self.inside += 1
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.inside -= 1
            if self.inside == 0:
                self._give_back()

    def forget(self) -> None:
        """Begin again in a forked process, where nobody is inside."""
        self._lock = allocate_lock()
        if self.inside:
            self.inside = 0
            self._give_back()

    def _give_back(self) -> None:
        if self._controls is not None and self._before != 1:
            self._controls[1](self._before)


def _controls() -> tuple[Callable[[], int], Callable[[int], object]]:
    """Find the functions that tell and set OpenBLAS's threads; stand-ins if there are none."""
    import ctypes

    for path in _libraries():
        try:
            library = ctypes.PyDLL(path)
        except OSError:
            continue
        for name in NAMES:
            tell = getattr(library, name.format("get"), None)
            put = getattr(library, name.format("set"), None)
            if tell is not None and put is not None:
                return tell, put
    return (lambda: 1), (lambda threads: None)


def _libraries() -> list[str]:
    """List where NumPy's BLAS may be: behind its core, or beside it as on Windows."""
    from glob import glob

    umath = getattr(getattr(np, "_core", None), "_multiarray_umath", None)
    behind = getattr(umath, "__file__", None)
    beside = sorted(glob(f"{os.path.dirname(np.__file__)}.libs/*openblas*"))
    return beside if behind is None else [behind, *beside]


one_thread = OneThread()
"""The only one there should be."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=one_thread.forget)
