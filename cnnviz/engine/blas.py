"""Limit NumPy's BLAS to one thread while the engine multiplies.

OpenBLAS splits a large product by the number of its threads, and rounds at every
split. The engine splits its work itself, in the same places on every machine, and
runs the parts in its own threads (`parallel`).
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
"""Names of the two functions in NumPy's own OpenBLAS and in the system's."""


class OneThread:
    """Context manager that limits OpenBLAS to one thread.

    Any number of threads may enter it; the last one to leave restores the number
    of threads that was set before. With another BLAS it does nothing.

    Attributes
    ----------
    inside : int
        How many times it has been entered and not left.

    Examples
    --------
    >>> with OneThread() as limit:
    ...     limit.inside
    1
    """

    def __init__(self) -> None:
        self.inside = 0
        self._before = 1
        self._lock = allocate_lock()
        self._functions: tuple[Callable[[], int], Callable[[int], object]] | None = None

    def __enter__(self) -> OneThread:
        with self._lock:
            if self._functions is None:
                self._functions = openblas_functions()
            if self.inside == 0:
                get, put = self._functions
                self._before = get()
                if self._before != 1:
                    put(1)
            self.inside += 1
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.inside -= 1
            if self.inside == 0:
                self._restore()

    def forget(self) -> None:
        """Restore OpenBLAS's threads in a forked process, where no other thread is inside."""
        self._lock = allocate_lock()
        if self.inside:
            self.inside = 0
            self._restore()

    def _restore(self) -> None:
        if self._functions is not None and self._before != 1:
            self._functions[1](self._before)


def openblas_functions() -> tuple[Callable[[], int], Callable[[int], object]]:
    """Find the functions that get and set OpenBLAS's threads.

    Returns
    -------
    get, put : callable
        Stand-ins that do nothing where there is no OpenBLAS.
    """
    import ctypes

    for path in loaded_libraries():
        try:
            library = ctypes.PyDLL(path)
        except OSError:
            continue
        for name in NAMES:
            get = getattr(library, name.format("get"), None)
            put = getattr(library, name.format("set"), None)
            if get is not None and put is not None:
                return get, put
    return (lambda: 1), (lambda threads: None)


def loaded_libraries() -> list[str]:
    """List the files that may hold NumPy's BLAS: its core module, and a folder on Windows.

    Returns
    -------
    list of str
        Their paths.
    """
    from glob import glob

    umath = getattr(getattr(np, "_core", None), "_multiarray_umath", None)
    core = getattr(umath, "__file__", None)
    beside = sorted(glob(f"{os.path.dirname(np.__file__)}.libs/*openblas*"))
    return beside if core is None else [core, *beside]


one_thread = OneThread()
"""The one instance that the engine enters: two would restore each other's numbers."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=one_thread.forget)
