"""A lock on a file, which the system releases when its process ends, even by a crash."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock


def locked(path: Path, timeout: float = 0.0) -> BaseFileLock:
    """Acquire a lock, creating its file if necessary.

    Any thread may release it.

    Parameters
    ----------
    path : pathlib.Path
        The lock file; its folder must exist.
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
    """Release a lock and remove its file.

    The file is removed first: a process that waits for the lock then sees that it is
    missing and creates a new one. Windows does not remove an open file, but there
    releasing the lock removes it.
    """
    with suppress(OSError):  # open on Windows, or a folder that became read-only
        os.unlink(lock.lock_file)
    lock.release()
