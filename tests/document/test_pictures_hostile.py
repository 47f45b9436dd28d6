"""Hostile and broken files get one sentence, at once, in bounded memory."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from cnnviz.document import regular
from cnnviz.document.picture import PictureError
from cnnviz.document.pictures import read_picture
from cnnviz.words import Text
from tests.document.picture_bytes import read_bytes

FORMATS = {"PNG": "png", "JPEG": "jpg", "BMP": "bmp", "GIF": "gif", "WEBP": "webp", "TIFF": "tif"}
NOISE = np.random.default_rng(5).integers(0, 256, (40, 50, 3), dtype=np.uint8)


def encoded(form, **options):
    kept = io.BytesIO()
    Image.fromarray(NOISE).save(kept, form, **options)
    return kept.getvalue()


def refused(path):
    with pytest.raises(PictureError) as caught:
        read_picture(path)
    assert isinstance(caught.value.message, Text)
    return str(caught.value)


def png(width, height, rows=b"", depth=8, colour=0):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.5, 0.9])
def test_a_truncated_file_is_refused(form, kept):
    data = encoded(form)
    with pytest.raises(PictureError, match=r"damaged or cut short|can be read"):
        read_bytes(data[: int(len(data) * kept)], "cut")


def test_a_wrong_checksum_is_refused():
    data = bytearray(encoded("PNG"))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(PictureError, match="damaged"):
        read_bytes(bytes(data), "p.png")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n...", "a PDF document"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"row,column,value\n1,2,3\n", "holds text"),
        (b"PK\x03\x04" + bytes(40), "a packed archive"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (bytes(range(128, 192)), "is not a picture"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path, data, said):
    path = tmp_path / "named.png"
    path.write_bytes(data)
    assert said in refused(path)


def test_a_missing_file_is_refused(tmp_path):
    assert "not there" in refused(tmp_path / "gone.png")
    assert "not there" in refused(f"{tmp_path}/nul\0byte.png")


def test_a_folder_is_refused(tmp_path):
    assert "is a folder" in refused(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_forbidden_file_is_refused(tmp_path):
    path = tmp_path / "secret.png"
    path.write_bytes(encoded("PNG"))
    path.chmod(0)
    assert "allowed" in refused(path)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "secret.png"
    path.write_bytes(encoded("PNG"))

    def forbid(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbid)
    assert "allowed" in refused(path)


def run_apart(code, *arguments, megabytes=None, seconds=60):
    limit = f"import resource as r; r.setrlimit(r.RLIMIT_AS, ({megabytes}<<20,)*2)\n"
    whole = "import sys\nfrom cnnviz.document.pictures import *\nimport PIL.Image\n"
    whole += (limit if megabytes else "") + code
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "always"}
    done = subprocess.run(
        [sys.executable, "-c", whole, *map(str, arguments)],
        capture_output=True, text=True, timeout=seconds, env=environment,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


SAY = "try:\n print(read_picture(sys.argv[1]).pixels.shape)\nexcept PictureError as e:\n print(e)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    assert "pipe or a device" in run_apart(SAY, tmp_path / "pipe.png", seconds=20)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_put_in_a_files_place_is_refused_without_waiting(tmp_path, monkeypatch):
    path = tmp_path / "swapped.png"
    os.mkfifo(path)
    checks = []

    def blind_once(mode, check=regular.check_regular):
        checks.append(mode)
        if len(checks) > 1:
            check(mode)

    monkeypatch.setattr(regular, "check_regular", blind_once)
    assert "pipe or a device" in refused(path)
    assert len(checks) == 2


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/tty", "/dev/random"])
def test_a_device_is_refused(device):
    if not os.path.exists(device):
        pytest.skip("no such device here")
    assert "pipe or a device" in refused(device)


def test_a_sparse_file_of_gigabytes_is_refused(tmp_path):
    path = tmp_path / "huge.png"
    path.write_bytes(encoded("PNG"))
    os.truncate(path, 2**33)
    assert "larger than 256 MB" in refused(path)


@pytest.mark.parametrize(
    ("width", "height"), [(8001, 8000), (30000, 30000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_by_its_header(width, height):
    with pytest.raises(PictureError, match="more than 64 million pixels"):
        read_bytes(png(width, height, zlib.compress(bytes(1000))), "bomb.png")


def test_a_bomb_in_each_format_is_refused_in_little_memory(tmp_path):
    flat = Image.new("1", (16000, 16000))
    for form in ("PNG", "TIFF", "GIF", "BMP"):
        flat.save(tmp_path / "bomb", form, **({"compression": "group4"} if form == "TIFF" else {}))
        assert "64 million" in run_apart(SAY, tmp_path / "bomb", megabytes=400), form


@pytest.mark.parametrize("colour", [0, 2, 6])
def test_the_largest_picture_is_read_in_bounded_memory(tmp_path, colour):
    width = {0: 1, 2: 3, 6: 4}[colour] * 8000
    squeeze = zlib.compressobj(1)
    rows = b"".join(squeeze.compress(bytes(width + 1)) for _ in range(8000)) + squeeze.flush()
    path = tmp_path / "large.png"
    path.write_bytes(png(8000, 8000, rows, colour=colour))
    assert run_apart(SAY, path, megabytes=900) == "(1, 2000, 2000)\n"


def test_a_large_jpeg_is_decoded_small(tmp_path):
    Image.new("RGB", (8000, 8000), (10, 20, 30)).save(tmp_path / "large.jpg")
    assert run_apart(SAY, tmp_path / "large.jpg", megabytes=400) == "(3, 2000, 2000)\n"


def test_a_bombs_warning_is_never_printed(tmp_path):
    Image.new("1", (10000, 9500)).save(tmp_path / "warned.png")
    assert "64 million" in run_apart(SAY, tmp_path / "warned.png")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_picture_of_floats_that_are_no_numbers_is_refused(tmp_path, value):
    Image.fromarray(np.array([[1, value]], np.float32)).save(tmp_path / "f.tif")
    assert "first." in refused(tmp_path / "f.tif")


@pytest.mark.parametrize("value", [1.1e9, -3e38])
def test_a_picture_of_floats_that_are_too_large_is_refused(tmp_path, value):
    Image.fromarray(np.array([[1, value]], np.float32)).save(tmp_path / "f.tif")
    assert "beyond ±1,000,000,000" in refused(tmp_path / "f.tif")


def test_a_name_is_shown_on_one_short_line(tmp_path):
    said = refused(tmp_path / ("a\nb{0}" + "c" * 200))
    assert said.startswith("a?b{0}c")
    assert len(said) < 200


def test_a_name_that_is_not_utf_8_is_shown(tmp_path):
    refused(os.fsencode(tmp_path).decode() + "/\udcff.png").encode("utf-8")
