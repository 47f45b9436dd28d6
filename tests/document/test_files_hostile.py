"""Files that are no scenes, or want to do harm, end in one sentence."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnviz.document.files import FileError, dump, load, parse
from cnnviz.document.files.scene import VERSION
from cnnviz.words import ENGLISH
from tests.first_pipeline import start

SCENE = dump(start())


def members(data: bytes = SCENE) -> dict[str, bytes]:
    """Unpack a scene file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(contents: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack members as any program would."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return whole.getvalue()


def with_json(change: Callable[[Any], None]) -> bytes:
    """Change the decoded ``scene.json``."""
    record = json.loads(members()["scene.json"])
    change(record)
    return zipped({**members(), "scene.json": json.dumps(record).encode()})


def with_text(old: str, new: str) -> bytes:
    """Replace a piece of ``scene.json`` as text."""
    written = json.dumps(json.loads(members()["scene.json"]))
    assert old in written
    return zipped({**members(), "scene.json": written.replace(old, new, 1).encode()})


def with_array(member: str, array: Any, **options: Any) -> bytes:
    """Put another array in the place of one."""
    whole = io.BytesIO()
    np.save(whole, array, **options)
    return zipped({**members(), member: whole.getvalue()})


def refused(data: bytes) -> str:
    """Parse, expect a refusal, and return its sentence."""
    with pytest.raises(FileError) as caught:
        parse(data, "lesson.cnnviz")
    said = ENGLISH(caught.value.message)
    assert "lesson.cnnviz" in said
    assert said.endswith(".")
    return said


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "desk"
    path.mkdir()
    return path


def pinned(layer: int, index: str) -> str:
    """Write a pin as it stands in ``scene.json``."""
    return f'{{"layer": {layer}, "array": "output", "index": {index}}}'


DAMAGED_TEXT = {
    "not a number": ('"speed": 1.0', '"speed": NaN'),
    "infinity": ('"speed": 1.0', '"speed": Infinity'),
    "overflow": ('"speed": 1.0', '"speed": 1e999'),
    "no speed": ('"speed": 1.0', '"speed": 0'),
    "endless digits": ('"position": 4611686018427387904', '"position": ' + "9" * 100_000),
    "true as a number": ('"selected": 1', '"selected": true'),
    "30 digits": ('"seeds": [0', '"seeds": [' + "9" * 30),
    "key twice in other letters": ('"selected": 1', '"selected": 1, "\\u0073elected": 2'),
    "half a letter": ('"sobel_x"', '"\\ud800"'),
    "text as a number": ('"selected": 1', '"selected": "1"'),
    "null as a number": ('"selected": 1', '"selected": null'),
    "number as a switch": ('"numbers": true', '"numbers": 1'),
    "selected is not there": ('"selected": 1', '"selected": 5'),
    "selected below 0": ('"selected": 1', '"selected": -1'),
    "image is not there": ('"image": 0', '"image": 1'),
    "time past 1": ('"t": 0.0', '"t": 1.5'),
    "granularity unknown": ('"granularity": "cell"', '"granularity": "atom"'),
    "key twice": ('"selected": 1', '"selected": 1, "selected": 2'),
    "kernel of 0": ('"kernel_size": [3, 3]', '"kernel_size": [0, 3]'),
    "kernel too large": ('"kernel_size": [3, 3]', '"kernel_size": [99999, 99999]'),
    "kernel of three": ('"kernel_size": [3, 3]', '"kernel_size": [3, 3, 3]'),
    "kernel not as the weights": ('"kernel_size": [3, 3]', '"kernel_size": [5, 5]'),
    "half a stride": ('"stride": [1, 1]', '"stride": [1, 1.5]'),
    "padding unknown": ('"padding": "same"', '"padding": "mirror"'),
    "fill unknown": ('"padding_mode": "zeros"', '"padding_mode": []'),
    "filters not as the weights": ('"out_channels": 4', '"out_channels": 64'),
    "filter unknown": ('"laplacian"', '"lapland"'),
    "seed below 0": ('"seeds": [0', '"seeds": [-1'),
    "too few names": ('"names": ["sobel_x", ', '"names": ['),
    "momentum of 2": ('"momentum": 0.1', '"momentum": 2'),
    "peak of 0": ('"peak": 16', '"peak": 0'),
    "digit unknown": ('"digits": [', '"digits": [1797, '),
    "no pixels": ('"pixels": "arrays/image-pixels.npy"', '"pixels": "arrays/none.npy"'),
    "path": ('"pixels": "arrays/image-pixels.npy"', '"pixels": "../../../../etc/passwd"'),
    "path is a number": ('"pixels": "arrays/image-pixels.npy"', '"pixels": 7'),
    "kind is a list": ('"kind": "ReLU"', '"kind": ["ReLU"]'),
    "explanations in words": ('"explanations": ["", "", "", ""]', '"explanations": "field"'),
    "explanation is a number": ('"explanations": ["", ', '"explanations": [1, '),
    "pin in words": ('"pin": null', '"pin": "here"'),
    "pin without a place": ('"pin": null', f'"pin": {pinned(0, "[0]")}'),
    "pin on no layer": ('"pin": null', f'"pin": {pinned(4, "[0, 0]")}'),
    "pin before the layers": ('"pin": null', f'"pin": {pinned(-1, "[0, 0]")}'),
    "pin outside": ('"pin": null', f'"pin": {pinned(0, "[0, -1]")}'),
    "version 0": (f'"version": {VERSION}', '"version": 0'),
    "version in words": (f'"version": {VERSION}', '"version": "one"'),
    "cut": ('"speed"', ""),
}


@pytest.mark.parametrize("change", DAMAGED_TEXT.values(), ids=DAMAGED_TEXT)
def test_a_wrong_value_anywhere_is_refused(change: tuple[str, str]) -> None:
    refused(with_text(*change))


WRONG_ARRAYS = {
    "not a number": np.full((1, 1, 8, 8), np.nan, np.float32),
    "infinite": np.full((1, 1, 8, 8), np.inf, np.float32),
    "float64": np.zeros((1, 1, 8, 8)),
    "integers": np.zeros((1, 1, 8, 8), np.int32),
    "complex": np.zeros((1, 1, 8, 8), np.complex64),
    "text": np.array([["a"]]),
    "objects": np.array([[None]]),
    "column order": np.asfortranarray(np.zeros((1, 1, 8, 8), np.float32)),
    "other bytes": np.zeros((1, 1, 8, 8), ">f4"),
    "records": np.zeros(3, [("a", "<f4")]),
    "no images": np.zeros((0, 1, 8, 8), np.float32),
    "no rows": np.zeros((1, 1, 0, 8), np.float32),
    "two channels": np.zeros((1, 2, 8, 8), np.float32),
    "too few axes": np.zeros((8, 8), np.float32),
    "more images than names": np.zeros((2, 1, 8, 8), np.float32),
    "too wide": np.zeros((1, 1, 8, 513), np.float32),
}


@pytest.mark.parametrize("array", WRONG_ARRAYS.values(), ids=WRONG_ARRAYS)
def test_pixels_of_another_kind_are_refused(array: Any) -> None:
    assert "damaged" in refused(with_array("arrays/image-pixels.npy", array))


@pytest.mark.parametrize(
    ("member", "shape"),
    [
        ("arrays/00-weight.npy", (4, 1, 3)),
        ("arrays/00-weight.npy", (4, 0, 3, 3)),
        ("arrays/00-weight.npy", (0,)),
        ("arrays/00-bias.npy", (5,)),
        ("arrays/00-bias.npy", ()),
        ("arrays/01-weight.npy", (4, 1)),
        ("arrays/01-bias.npy", (3,)),
        ("arrays/01-running_mean.npy", (0,)),
        ("arrays/01-history.npy", (1, 2, 5)),
        ("arrays/01-history.npy", (201, 2, 4)),
    ],
)
def test_weights_of_another_shape_are_refused(member: str, shape: tuple[int, ...]) -> None:
    assert "damaged" in refused(with_array(member, np.zeros(shape, np.float32)))


@pytest.mark.parametrize("value", [1.1e12, -3e38])
@pytest.mark.parametrize(
    ("member", "shape"),
    [
        ("arrays/image-pixels.npy", (1, 1, 8, 8)),
        ("arrays/00-weight.npy", (4, 1, 3, 3)),
        ("arrays/00-bias.npy", (4,)),
        ("arrays/01-weight.npy", (4,)),
    ],
)
def test_values_that_nobody_can_have_typed_are_refused(
    member: str, shape: tuple[int, ...], value: float
) -> None:
    array = np.zeros(shape, np.float32)
    parse(with_array(member, array))
    array.flat[-1] = value
    assert "damaged" in refused(with_array(member, array))


def test_a_variance_of_large_activations_comes_back() -> None:
    running = np.full(4, 1e30, np.float32)
    state = parse(with_array("arrays/01-running_var.npy", running))
    layer = state.document.layers[1]
    np.testing.assert_array_equal(getattr(layer, "running_var"), running)  # noqa: B009


def test_a_variance_below_0_is_refused() -> None:
    refused(with_array("arrays/01-running_var.npy", np.full(4, -1, np.float32)))


def test_nothing_is_ever_unpickled(desk: Path) -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return (os.mkdir, (str(desk / "boom"),))

    array = np.empty(1, object)
    array[0] = Bomb()
    refused(with_array("arrays/image-pixels.npy", array, allow_pickle=True))
    refused(zipped({**members(), "arrays/image-pixels.npy": pickle.dumps(Bomb())}))
    refused(zipped({**members(), "scene.json": pickle.dumps(Bomb())}))
    assert not list(desk.iterdir())


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(version=VERSION + 1),
        lambda record: record["layers"][0].update(kind="HoloConv9d"),
        lambda record: record["layers"][0]["settings"].update(spin=1),
        lambda record: record["layers"][0]["arrays"].update(spin="arrays/00-weight.npy"),
        lambda record: record["looking"].update(mood="curious"),
        lambda record: record["looking"]["playhead"].update(beat=1),
        lambda record: record["batch"]["settings"].update(depth=3),
        lambda record: record.update(layers=record["layers"] * 10),
    ],
    ids=["version", "kind", "setting", "array", "place", "moment", "image", "layers"],
)
def test_what_only_a_newer_version_knows_asks_for_it(change: Callable[[Any], None]) -> None:
    assert "newer cnnviz" in refused(with_json(change))


@pytest.mark.parametrize("key", ["batch", "layers", "looking"])
@pytest.mark.parametrize("value", [None, 1, "x", [], {}, [[]], [None], {"settings": []}])
def test_a_part_of_another_type_is_refused(key: str, value: Any) -> None:
    if (key, value) not in (("layers", []), ("layers", {}), ("looking", {})):
        refused(with_json(lambda record: record.update({key: value})))


OTHER_CONTENT = {
    "nothing": (b"", "empty"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a cnnviz scene"),
    "two bytes": (b"PK", "damaged"),
    "cut by one": (SCENE[:-1], "damaged"),
    "cut in half": (SCENE[: len(SCENE) // 2], "damaged"),
    "something behind": (SCENE + b"\0" * 30, "damaged"),
    "empty zip": (zipped({}), "not a cnnviz scene"),
    "letter": (zipped({"word/document.xml": b"<w/>"}), "not a cnnviz scene"),
    "no format": (zipped({"scene.json": b"{}"}), "not a cnnviz scene"),
    "a list": (zipped({"scene.json": b"[1, 2]"}), "not a cnnviz scene"),
    "empty scene": (zipped({"scene.json": b""}), "damaged"),
    "UTF-16": (zipped({"scene.json": "{}".encode("utf-16")}), "damaged"),
    "deep lists": (zipped({"scene.json": b"[" * 900_000}), "damaged"),
    "deep objects": (zipped({"scene.json": b'{"a":' * 150_000}), "damaged"),
    "long scene": (zipped({"scene.json": b" " * (2 << 20)}), "more than"),
    "no arrays": (zipped({"scene.json": members()["scene.json"]}), "damaged"),
    "LZMA": (zipped(members(), zipfile.ZIP_LZMA), "damaged"),
    "BZIP2": (zipped(members(), zipfile.ZIP_BZIP2), "damaged"),
    "many members": (zipped({**members(), **{f"{n}": b"" for n in range(1000)}}), "more than"),
    "long names": (zipped({**members(), **{c * 60_000: b"" for c in "xyz"}}), "more than"),
}


@pytest.mark.parametrize(("data", "word"), OTHER_CONTENT.values(), ids=OTHER_CONTENT)
def test_other_content_is_refused_by_name(data: bytes, word: str) -> None:
    assert word in refused(data)


def test_a_member_twice_is_refused() -> None:
    whole = io.BytesIO(SCENE)
    with zipfile.ZipFile(whole, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("scene.json", b"{}")
    refused(whole.getvalue())


def test_a_locked_member_is_refused() -> None:
    data = bytearray(SCENE)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    assert "password" in refused(bytes(data))


def test_a_member_larger_than_it_says_is_refused() -> None:
    data = bytearray(SCENE)
    place = data.index(b"PK\x01\x02")
    size = struct.unpack_from("<I", data, place + 24)[0]
    struct.pack_into("<I", data, place + 24, size - 100)
    refused(bytes(data))


def test_files_that_are_no_files_are_refused_without_waiting(desk: Path) -> None:
    os.mkfifo(desk / "pipe.cnnviz")
    (desk / "folder.cnnviz").mkdir()
    (desk / "loop.cnnviz").symlink_to(desk / "loop.cnnviz")
    paths = [*desk.iterdir(), desk / "none.cnnviz", Path("/dev/zero"), Path("a\0b")]
    for path in (*paths, desk / ("x" * 300), desk / "none" / "x.cnnviz"):
        with pytest.raises(FileError) as caught:
            load(path)
        assert ENGLISH(caught.value.message).endswith(".")


def test_a_file_that_may_not_be_read_is_refused(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk / "mine.cnnviz"
    path.write_bytes(SCENE)
    monkeypatch.setattr(os, "open", _forbidden)
    with pytest.raises(FileError, match=r"mine\.cnnviz cannot be read"):
        load(path)


def _forbidden(*_: Any, **__: Any) -> int:
    raise PermissionError(13, "Permission denied")


def bombs(folder: Path) -> list[Path]:
    """Write small files that promise, or hold, gigabytes."""
    sparse = folder / "sparse.cnnviz"
    with sparse.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 << 30)
    zeros = folder / "zeros.cnnviz"
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in members():
            with archive.open(name, "w") as stream:
                for _ in range(300 if name == "scene.json" else 20):
                    stream.write(bytes(1 << 20))
    promise = folder / "promise.cnnviz"
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999, 9, 9), }\n"
    npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
    promise.write_bytes(zipped({**members(), "arrays/image-pixels.npy": npy}))
    directory = folder / "directory.cnnviz"
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 1, 1, 46 * 2_000_000, 4, 0)
    directory.write_bytes(b"PK\x03\x04" + entry * 2_000_000 + end)
    return [sparse, zeros, promise, directory]


def test_bombs_are_refused_in_little_memory(desk: Path) -> None:
    paths = bombs(desk)
    code = (
        "import sys, resource\n"
        "from cnnviz.document.files import FileError, load\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        load(path)\n"
        "    except FileError:\n"
        "        continue\n"
        "    raise SystemExit('opened')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *map(str, paths)], capture_output=True, text=True, check=True
    )
    unit = 1 if sys.platform == "darwin" else 1 << 10
    assert int(run.stdout) * unit < 48 << 20
