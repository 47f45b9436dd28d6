"""Opening of files without blocking on a pipe or a device."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO


class SpecialFileError(OSError):
    """The path is a pipe or a device."""


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file for reading.

    Raises
    ------
    IsADirectoryError
        If it is a folder.
    SpecialFileError
        If it is a pipe or a device.
    FileNotFoundError
        If it is missing, or the name contains a null character.
    OSError
        If it cannot be read.
    """
    try:
        check_regular(os.stat(path).st_mode)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        number = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0))
    except ValueError as error:
        raise FileNotFoundError(errno.ENOENT, "no such name") from error
    try:
        check_regular(os.fstat(number).st_mode)
        return os.fdopen(number, "rb")
    except BaseException:
        os.close(number)
        raise


def check_regular(mode: int) -> None:
    """Refuse what is not a regular file.

    Parameters
    ----------
    mode : int
        File type and permissions, ``st_mode`` of `os.stat`.

    Raises
    ------
    IsADirectoryError
        If it is a folder.
    SpecialFileError
        If it is a pipe or a device.
    """
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if not stat.S_ISREG(mode):
        raise SpecialFileError(errno.EINVAL, "a pipe or a device")
