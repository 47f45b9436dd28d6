"""Mutated picture files are read or refused; nothing else ever happens."""

from __future__ import annotations

import io
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image

from cnnviz.document.picture import PictureError
from tests.document.picture_bytes import read_bytes

RNG = np.random.default_rng(11)
IMAGE = Image.fromarray(RNG.integers(0, 256, (9, 14, 3), dtype=np.uint8))
WAYS = {
    "png": ("PNG", "RGB", {}),
    "png-palette": ("PNG", "P", {}),
    "png-alpha": ("PNG", "RGBA", {}),
    "jpeg": ("JPEG", "RGB", {}),
    "jpeg-cmyk": ("JPEG", "CMYK", {"progressive": True}),
    "bmp": ("BMP", "RGB", {}),
    "gif": ("GIF", "P", {}),
    "webp": ("WEBP", "RGBA", {}),
    "tiff": ("TIFF", "RGB", {}),
    "tiff-packed": ("TIFF", "L", {"compression": "tiff_lzw"}),
    "npy": ("NPY", "L", {}),
}


def encoded(way):
    form, model, options = WAYS[way]
    kept = io.BytesIO()
    if form == "NPY":
        np.save(kept, np.asarray(IMAGE.convert(model)))
    else:
        exif = Image.Exif()
        exif[0x0112] = 6
        exif_too = {"exif": exif} if form in ("PNG", "JPEG", "TIFF", "WEBP") else {}
        IMAGE.convert(model).save(kept, form, **options, **exif_too)
    return kept.getvalue()


def mutated(data, rng):
    data = bytearray(data)
    for _ in range(int(rng.integers(1, 5))):
        at = int(rng.integers(len(data)))
        match int(rng.integers(5)):
            case 0:
                data[at] = int(rng.integers(256))
            case 1:
                data[at] ^= 1 << int(rng.integers(8))
            case 2:
                data[at : at + 4] = bytes(rng.choice([0, 255, 127], 4).astype(np.uint8))
            case 3:
                del data[at : at + int(rng.integers(1, 9))]
            case _:
                data[at:at] = rng.bytes(int(rng.integers(1, 9)))
        data = data or bytearray(b"\0")
    return bytes(data)


@pytest.mark.parametrize("way", WAYS)
def test_a_mutated_file_is_read_or_refused(way, capfd, recwarn):
    data = encoded(way)
    read_bytes(data, "whole")
    rng = np.random.default_rng(list(way.encode()))
    for _ in range(120):
        with suppress(PictureError):
            picture = read_bytes(mutated(data, rng), "mutated")
            assert np.isfinite(picture.pixels).all()
    said = capfd.readouterr()
    assert said.out == ""
    if way != "tiff-packed":  # libtiff, in C, says what it stumbled over
        assert said.err == ""
    assert not recwarn.list


def test_random_bytes_are_refused():
    rng = np.random.default_rng(13)
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"GIF89a", b"II*\0", b"RIFF"):
        for length in (1, 10, 300):
            with pytest.raises(PictureError):
                read_bytes(start + rng.bytes(length), "random")
