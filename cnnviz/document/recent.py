"""Recently opened and saved files, newest first."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec

from cnnviz.document.files import FileError
from cnnviz.document.files.disk import open_regular, write_whole

MOST_RECENT = 10
LARGEST_LIST = 256 << 10
NAME = "recent.json"


class Recent:
    """A short list of paths, kept in a file.

    A list that cannot be read is empty, and one that cannot be written is lost when
    the app ends; neither is an error.

    Parameters
    ----------
    folder : path-like
        Folder of the list; created when it is needed.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._file = Path(folder) / NAME
        self._paths = _read(self._file)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, newest first, at most ten; some may no longer exist."""
        return self._paths

    def add(self, path: str | os.PathLike[str]) -> None:
        """Move or insert a file at the front."""
        absolute = Path(os.path.abspath(path))
        listed = _read(self._file) or self._paths  # another window may have added to it
        others = (each for each in listed if each != absolute)
        self._become((absolute, *others))

    def drop_missing(self) -> None:
        """Remove files that no longer exist."""
        self._become(tuple(each for each in self._paths if os.path.isfile(each)))

    def _become(self, paths: tuple[Path, ...]) -> None:
        paths = paths[:MOST_RECENT]
        if paths == self._paths:
            return
        self._paths = paths
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps([str(each) for each in paths]).encode("ascii"))
        except (FileError, OSError):
            return


def _read(file: Path) -> tuple[Path, ...]:
    try:
        with open_regular(file) as opened:
            listed = msgspec.convert(json.loads(opened.read(LARGEST_LIST)), list[str])
    except (FileError, OSError, ValueError, RecursionError):
        return ()
    names = [each for each in listed if os.path.isabs(each) and "\0" not in each]
    return tuple(map(Path, names[:MOST_RECENT]))
