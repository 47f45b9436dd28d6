"""A lock on a file, which the system releases however its owner ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock


def locked(path: Path, timeout: float = 0.0) -> BaseFileLock:
    """Take a lock, and make its file where that is missing.

    Any thread may let it go again.

    Parameters
    ----------
    path : pathlib.Path
        Its file; the folder is there.
    timeout : float
        Seconds to wait for another process that holds it.

    Raises
    ------
    OSError
        If it is still held, or the folder cannot be written in.
    """
    lock = FileLock(path, mode=0o600, thread_local=False)
    lock.acquire(timeout=timeout)
    return lock


def remove(lock: BaseFileLock) -> None:
    """Let go and remove the file.

    The name goes first: who waits for the lock then sees that its file is gone
    and makes a new one. Windows keeps the name of a file that is open, but there
    letting go removes it.
    """
    with suppress(OSError):  # open on Windows, or a folder that became read-only
        os.unlink(lock.lock_file)
    lock.release()
