"""A lock on a file, which the system releases however its owner ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Self

from cnnviz.document.files.errors import shown, unwritable


class Lock:
    """A lock that is held.

    Parameters
    ----------
    path : pathlib.Path
        Its file.
    number : int
        The open file.
    """

    def __init__(self, path: Path, number: int) -> None:
        self._path = path
        self._number: int | None = number

    @classmethod
    def make(cls, path: Path) -> Self:
        """Make a new lock, and its folder where that is missing.

        Raises
        ------
        FileError
            If the folder cannot be written in.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            number = _opened(path)
        except OSError as error:
            raise unwritable(shown(path.parent), error) from error
        _locked(number)
        return cls(path, number)

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Take a lock that may belong to another process; None while it is held."""
        try:
            number = _opened(path)
        except OSError:
            return None
        if _locked(number):
            return cls(path, number)
        os.close(number)
        return None

    def release(self) -> None:
        """Let go; the file stays."""
        if self._number is not None:
            os.close(self._number)
        self._number = None

    def end(self) -> None:
        """Let go and remove the file."""
        self.release()
        try:
            self._path.unlink(missing_ok=True)
        except OSError:  # taken by another meanwhile, or a folder that became read-only
            return


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, flags, 0o600)


if sys.platform == "win32":
    import msvcrt

    def _locked(number: int) -> bool:
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
