"""The zip container of a scene: a few members, each read up to a limit of bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from typing import IO, BinaryIO

import numpy as np

from cnnviz.document.files.errors import damaged, foreign, locked, too_large
from cnnviz.document.progress import Progress

LARGEST_FILE = 256 << 20
"""Bytes of a file, and of all that is read from it, at the most."""
MOST_MEMBERS = 512
LARGEST_DIRECTORY = 128 << 10
_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_LOCKED = 0x1 | 0x40
_BIG = 1 << 20
_CHUNK = 1 << 18
"""Bytes that are worked on at once: between two chunks work can be stopped, and no other
thread waits longer than for one, since Python lets others in while it packs or copies it."""


def pack(members: Mapping[str, tuple[memoryview, ...]], file: IO[bytes]) -> Progress[None]:
    """Pack members into a zip; the same members give the same bytes.

    Parameters
    ----------
    members : mapping
        Chunks of bytes of each member, by its name.
    file : binary file
        Output file; empty and seekable.

    Yields
    ------
    float
        Fraction written before each chunk, 0 to 1.
    """
    total = sum(piece.nbytes for pieces in members.values() for piece in pieces)
    done = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members.items():
            archive.compresslevel = 1 if sum(each.nbytes for each in pieces) > _BIG else 6
            with archive.open(name, "w") as member:
                for piece in pieces:
                    for start in range(0, piece.nbytes, _CHUNK):
                        chunk = piece[start : start + _CHUNK]
                        yield done / total
                        member.write(chunk)
                        done += chunk.nbytes
            archive.getinfo(name).external_attr = 0o644 << 16


class Archive:
    """An untrusted zip, opened for reading.

    Nothing is extracted to disk, so a member's name cannot point outside a folder.
    Only members that are asked for are read.

    Parameters
    ----------
    file : binary file
        The whole zip.
    size : int
        Its size in bytes.
    name : str
        Name of the file for error messages.

    Raises
    ------
    FileError
        If it is no zip, is too large, or has too many members or duplicate names.
    """

    def __init__(self, file: BinaryIO, size: int, name: str) -> None:
        self._name = name
        self._left = LARGEST_FILE
        self._done = 0
        if size > LARGEST_FILE:
            raise too_large(name)
        _check_end(file, size, name)
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except Exception as error:  # whatever the reader trips over, it is the file's fault
            raise damaged(name) from error
        if len(infos) > MOST_MEMBERS:
            raise too_large(name)
        self._infos = {info.filename: info for info in infos}
        self._total = max(1, sum(info.file_size for info in infos))
        if len(self._infos) != len(infos):
            raise damaged(name)

    def __contains__(self, member: str) -> bool:
        return member in self._infos

    def read(self, member: str, limit: int) -> Progress[memoryview]:
        """Read a whole member.

        Parameters
        ----------
        member : str
            Its name.
        limit : int
            Maximum size in bytes.

        Returns
        -------
        memoryview
            Its bytes.

        Yields
        ------
        float
            Fraction of all members read before each chunk, 0 to 1.

        Raises
        ------
        FileError
            If it is missing, encrypted, damaged, or larger than `limit` or than the
            bytes that may still be read from this file.
        """
        info = self._infos.get(member)
        if info is None:
            raise damaged(self._name)
        if info.flag_bits & _LOCKED:
            raise locked(self._name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(self._name)
        limit = min(limit, self._left)
        if info.file_size > limit:
            raise too_large(self._name)
        try:
            data = yield from self._whole(info)
        except MemoryError:
            raise
        except Exception as error:  # whatever the reader trips over, it is the file's fault
            raise damaged(self._name) from error
        self._left -= len(data)
        return data

    def _whole(self, info: zipfile.ZipInfo) -> Progress[memoryview]:
        """Read a member, and refuse one that is shorter or longer than its header says."""
        data = np.empty(info.file_size, np.uint8).data
        start = 0
        with self._zip.open(info) as stream:
            while chunk := stream.read(min(_CHUNK, info.file_size + 1 - start)):
                yield min(1.0, self._done / self._total)
                data[start : start + len(chunk)] = chunk  # raises if there is more than promised
                start += len(chunk)
                self._done += len(chunk)
        if start != info.file_size:
            raise EOFError
        return data


def _check_end(file: BinaryIO, size: int, name: str) -> None:
    """Check the end of the zip before its directory is read into memory.

    cnnviz writes no comment and needs no 64-bit sizes; both are refused, so that
    the size of the directory is in the field that is checked.
    """
    file.seek(0)
    start = file.read(4)
    if not start.startswith(b"PK"):
        raise foreign(name)
    tail_size = min(size, _END_SIZE + _LOCATOR_SIZE)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    end = tail[-_END_SIZE:]
    if len(end) < _END_SIZE or not end.startswith(_END) or end[-2:] != b"\x00\x00":
        raise damaged(name)
    count, directory = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if tail[:-_END_SIZE].startswith(_LOCATOR):
        raise too_large(name)
    if count > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise too_large(name)
    file.seek(0)
