"""Atomic writing of files, and opening without blocking."""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

from cnnviz.document import regular
from cnnviz.document.files.errors import FileError, display_name, unreadable, unwritable
from cnnviz.document.progress import Progress, run_to_end
from cnnviz.words import text

HALF = ".cnnviz-{}.tmp"
"""Names of files that are being written; what a crash leaves of them is nothing whole."""
A_DAY = 86_400
"""Seconds after which nobody is still writing a file."""
Fill = Callable[[IO[bytes]], Progress[None]]
"""Writes the content of a file into it."""


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write bytes as `fill_whole` does."""

    def fill(file: IO[bytes]) -> Progress[None]:
        yield 0.0
        file.write(data)

    run_to_end(fill_whole(path, fill))


def fill_whole(path: str | os.PathLike[str], fill: Fill) -> Progress[None]:
    """Write a file atomically: at any moment there is the complete old or new one.

    The data is written to a new file in the same folder, flushed to the disk, and
    renamed. The permissions of an existing file are kept; of a symbolic link the
    target is replaced. What a crash left half written in that folder is swept.

    Parameters
    ----------
    path : path-like
        The file to write.
    fill : callable
        Writes the content to an open binary file; if it raises or is closed, the old
        file is kept.

    Yields
    ------
    float
        Fraction of the content written, 0 to 1.

    Raises
    ------
    FileError
        If the folder is missing or read-only, the disk is full, or the path is
        write-protected or not a regular file.
    """
    name = display_name(path)
    try:
        target = Path(os.path.realpath(path))
        mode = _mode_of_existing(target, name)
        made = target.with_name(HALF.format(secrets.token_hex(6)))
        yield from _create(made, fill, mode)
        try:
            os.replace(made, target)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        sweep_halves(target.parent)
    except OSError as error:
        raise _special(name, error) or unwritable(name, error) from error
    except ValueError as error:
        raise unwritable(name, OSError(0, "a name with a zero in it")) from error


def sweep_halves(folder: Path) -> None:
    """Remove partly written files of ours that are at least a day old."""
    for half in folder.glob(HALF.format("*")):
        with suppress(OSError):
            found = half.lstat()
            old = time.time() - found.st_mtime > A_DAY
            if old and stat.S_ISREG(found.st_mode) and _HALF_NAME.fullmatch(half.name):
                half.unlink()


_HALF_NAME = re.compile(re.escape(HALF).replace(r"\{\}", "[0-9a-f]{12}"))


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file for reading, without blocking on a pipe or a device.

    Raises
    ------
    FileError
        If it is missing, unreadable, a folder, a pipe or a device.
    """
    name = display_name(path)
    try:
        return regular.open_regular(path)
    except OSError as error:
        raise _special(name, error) or unreadable(name, error) from error


def _mode_of_existing(target: Path, name: str) -> int | None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    regular.check_regular(mode)
    if not os.access(target, os.W_OK):
        raise FileError(
            text("{name} is write-protected. Save under another name, or unprotect it.", name=name)
        )
    return stat.S_IMODE(mode)


def _create(made: Path, fill: Fill, mode: int | None) -> Progress[None]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = os.open(made, flags | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            yield from fill(file)
            file.flush()
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
    """Flush the folder's entry to the disk, where the system supports it."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError:  # some network file systems have no such call; the file is written
        pass
    finally:
        os.close(number)


def _special(name: str, error: OSError) -> FileError | None:
    """Give the error for a path that is not a regular file; None for other errors."""
    if isinstance(error, IsADirectoryError):
        return FileError(text("{name} is a folder. Choose a file inside it.", name=name))
    if isinstance(error, regular.SpecialFileError):
        return FileError(text("{name} is a pipe or a device, not a file.", name=name))
    return None
