"""A scene file: the state as ``scene.json`` and ``arrays/*.npy`` in one zip."""

from __future__ import annotations

import dataclasses
import io
import math
import os
from functools import partial
from typing import Any, BinaryIO

from cnnviz.document.commands import MOST_LAYERS
from cnnviz.document.files import npy, strict_json, typed
from cnnviz.document.files.archive import Archive, pack
from cnnviz.document.files.disk import fill_whole, open_regular
from cnnviz.document.files.errors import FileError, damaged, display_name, foreign, newer
from cnnviz.document.progress import Progress, run_to_end
from cnnviz.document.state import Batch, Document, Playhead, State
from cnnviz.document.supplied import digit_count
from cnnviz.layers import Layer, catalogue
from cnnviz.layers.base import MOST_VALUES
from cnnviz.words import text

SUFFIX = ".cnnviz"
FORMAT, VERSION = "cnnviz scene", 2
SCENE = "scene.json"
LARGEST_SCENE = 1 << 20
LARGEST_PIXELS = 101 << 20
LARGEST_WEIGHTS = 4 << 20
FASTEST = 1000.0
LAST_POSITION = 1 << 62


def save(state: State, path: str | os.PathLike[str]) -> None:
    """Write a state to a file at once; see `save_steps`."""
    run_to_end(save_steps(state, path))


def save_steps(state: State, path: str | os.PathLike[str]) -> Progress[None]:
    """Write a state to a file; a crash leaves the complete old or new file.

    A state is immutable, so this may run in a worker thread; a large batch of
    photographs takes some seconds.

    Parameters
    ----------
    state : State
        The state to write.
    path : path-like
        The file to write; no extension is added.

    Yields
    ------
    float
        Fraction written, 0 to 1; closing the generator keeps the old file.

    Raises
    ------
    FileError
        If it cannot be written; the old file is kept.
    """
    yield from fill_whole(path, partial(pack, _members(state)))


def load(path: str | os.PathLike[str]) -> State:
    """Read a state from a file at once; see `load_steps`."""
    return run_to_end(load_steps(path))


def load_steps(path: str | os.PathLike[str]) -> Progress[State]:
    """Read a state from an untrusted file.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    State
        The state in the file.

    Yields
    ------
    float
        Fraction read, 0 to 1.

    Raises
    ------
    FileError
        If the file is not a complete, valid scene.
    """
    name = display_name(path)
    with open_regular(path) as file:
        return (yield from _guarded(file, os.fstat(file.fileno()).st_size, name))


def dump(state: State) -> bytes:
    """Encode a state as the bytes of a file."""
    whole = io.BytesIO()
    run_to_end(pack(_members(state), whole))
    return whole.getvalue()


def _members(state: State) -> dict[str, tuple[memoryview, ...]]:
    """List the members of a file; large arrays are not copied."""
    members: dict[str, tuple[memoryview, ...]] = {}
    document = state.document
    record = {
        "format": FORMAT,
        "version": VERSION,
        "batch": _kept(document.batch, ("pixels",), "image", members),
        "layers": [
            {"kind": layer.kind, **_kept(layer, tuple(layer.arrays()), f"{index:02}", members)}
            for index, layer in enumerate(document.layers)
        ],
        "looking": {
            field.name: typed.plain(getattr(state, field.name))
            for field in dataclasses.fields(state)
            if field.name != "document"
        },
    }
    return {SCENE: (memoryview(strict_json.encode(record)),), **members}


def parse(data: bytes, name: str = "scene.cnnviz") -> State:
    """Decode the bytes of a file to a state.

    Parameters
    ----------
    data : bytes
        Untrusted bytes of a file.
    name : str
        Name of the file in error messages.

    Raises
    ------
    FileError
        If it is not a complete, valid scene.
    """
    return run_to_end(_guarded(io.BytesIO(data), len(data), name))


def _kept(
    value: Batch | Layer,
    arrays: tuple[str, ...],
    prefix: str,
    members: dict[str, tuple[memoryview, ...]],
) -> dict[str, Any]:
    """Record the fields of a batch or a layer, and add its arrays to the members."""
    names = {field: f"arrays/{prefix}-{field}.npy" for field in arrays}
    for field, member in names.items():
        members[member] = npy.encode(getattr(value, field))
    left_out = (*arrays, *value.derived()) if isinstance(value, Layer) else arrays
    settings = {
        field.name: typed.plain(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if field.name not in left_out
    }
    return {"settings": settings, "arrays": names}


def _guarded(file: BinaryIO, size: int, name: str) -> Progress[State]:
    if size == 0:
        raise FileError(text("{name} is empty. Choose another file.", name=name))
    try:
        return (yield from _state(Archive(file, size, name), name))
    except FileError:
        raise
    except typed.UnknownField as error:
        raise newer(name) from error
    except MemoryError as error:
        raise FileError(text("There is not enough memory to open {name}.", name=name)) from error
    except Exception as error:  # whatever a reader trips over, it is the file's fault
        raise damaged(name) from error


def _state(archive: Archive, name: str) -> Progress[State]:
    if SCENE not in archive:
        raise foreign(name)
    record = strict_json.decode(bytes((yield from archive.read(SCENE, LARGEST_SCENE))))
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise foreign(name)
    version = record.get("version")
    if type(version) is not int or version < 1:
        raise damaged(name)
    if version > VERSION:
        raise newer(name)
    if version == 1:
        record["looking"].pop("views", None)  # chosen by kind then, by layer since
    batch = yield from _batch(archive, record["batch"])
    if len(record["layers"]) > MOST_LAYERS:
        raise newer(name)
    layers = []
    for each in record["layers"]:
        layers.append((yield from _layer(archive, each, name)))
    state = State(
        Document(batch).with_layers(tuple(layers)),
        **typed.fields_of(State, record["looking"], without=("document",)),
    )
    _check_looking(state)
    return state


def _batch(archive: Archive, record: Any) -> Progress[Batch]:
    data = yield from archive.read(record["arrays"]["pixels"], LARGEST_PIXELS)
    settings = typed.fields_of(Batch, record["settings"], without=("pixels",))
    batch = Batch(npy.decode(data), **settings)
    if not batch.peak > 0:
        raise ValueError("peak must be above 0")
    if len(batch.digits) not in (0, len(batch)):
        raise ValueError("not as many digits as images")
    if not all(0 <= index < digit_count() for index in batch.digits):
        raise ValueError("no such digit")
    return batch


def _layer(archive: Archive, record: Any, name: str) -> Progress[Layer]:
    kind = record["kind"]
    if not isinstance(kind, str):
        raise ValueError("the kind is not a word")
    cls = catalogue().get(kind)
    if cls is None:
        raise newer(name)
    settings = typed.fields_of(cls, record["settings"], without=(*cls.arrays(), *cls.derived()))
    members = record["arrays"]
    if not members.keys() <= cls.arrays().keys():
        raise typed.UnknownField("an array that the layer does not have")
    arrays = {}
    for field, member in members.items():
        data = yield from archive.read(member, LARGEST_WEIGHTS)
        arrays[field] = npy.decode(data, npy.LARGEST if field in cls.learned() else math.inf)
    layer = cls(**settings, **arrays)
    layer.check_arrays()
    return layer


def _check_looking(state: State) -> None:
    """Refuse indices that the document does not have."""
    heads = [state.playhead, *(each for each in state.places if each is not None)]
    if not (
        0 <= state.selected <= len(state.document.layers)
        and 0 <= state.image < len(state.document.batch)
        and 0 <= state.map < MOST_VALUES
        and 0 < state.speed <= FASTEST
        and all(_is_moment(head) for head in heads)
        and (
            state.pin is None
            or (0 <= state.pin.layer < len(state.document.layers) and min(state.pin.index) >= 0)
        )
    ):
        raise ValueError("looks at something that is not there")


def _is_moment(head: Playhead) -> bool:
    inside = 0 <= head.position <= LAST_POSITION and 0 <= head.micro <= LAST_POSITION
    return inside and 0 <= head.t <= 1
