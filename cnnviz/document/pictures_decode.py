"""Decoding of photographs in PNG, JPEG, BMP, GIF, WebP or TIFF to arrays."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from cnnviz.document.picture import FloatArray, PictureError, check_values
from cnnviz.words import Text, text

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "BMP", "DIB", "GIF", "WEBP", "TIFF")
LARGEST_PIXELS = 64_000_000
LONGEST_SIDE = 2048
STRIP_CELLS = 1_000_000
ORIENTATION = 0x0112
WIDE = ("I", "F")


def decode(
    file: BinaryIO, start: bytes, name: str
) -> tuple[FloatArray, float, tuple[int, int] | None]:
    """Decode a picture, averaged down to at most 2,048 pixels a side.

    Transparency is composited on white, the camera's rotation is undone, and
    16 bits are scaled to 0…255 without rounding. Besides the
    decoder's own buffer, only strips of a million pixels are in memory.

    Parameters
    ----------
    file : binary file
        Positioned at its beginning.
    start : bytes
        Its first 32 bytes, which identify the format in an error message.
    name : str
        Name of the file in error messages.

    Returns
    -------
    pixels : ndarray of float32, shape (C, H, W)
        C is 1 or 3.
    peak : float
        255, or the largest magnitude of a file of 32-bit numbers.
    whole : tuple of int or None
        Rows and columns of the file, if a side is over 2,048 pixels.

    Raises
    ------
    PictureError
        If it is not a picture, has over 64 million pixels, is cut short,
        damaged, or of a colour model that cannot be converted; if its values
        are not numbers or beyond ±10⁹.
    """
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(file, formats=FORMATS)
            if image.width * image.height > LARGEST_PIXELS:
                raise Image.DecompressionBombError
            whole = (image.height, image.width) if max(image.size) > LONGEST_SIDE else None
            image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            turned = _orientation(image)
            pixels = _upright(_averaged(image), turned)
        except UnidentifiedImageError as error:
            raise PictureError(_not_a_picture(start, name)) from error
        except Image.DecompressionBombError as error:
            raise PictureError(
                text(
                    "{name} has more than {limit} million pixels. Save it smaller and open that.",
                    name=name,
                    limit=LARGEST_PIXELS // 10**6,
                )
            ) from error
        except Exception as error:  # whatever a decoder trips over, it is the file's fault
            raise PictureError(
                text(
                    "{name} is damaged or cut short. Copy or download it again, "
                    "or save it anew as PNG.",
                    name=name,
                )
            ) from error
    if whole is not None and turned >= 5:
        whole = whole[::-1]
    if image.mode not in WIDE:
        return pixels, 255.0, whole
    check_values(pixels, name)
    return pixels, float(np.abs(pixels).max()) or 1.0, whole


def _averaged(image: Image) -> FloatArray:
    """Convert a decoded image to (C, H, W), averaging blocks of a large one."""
    width, height = image.size
    block = -(-max(width, height) // LONGEST_SIDE)
    rows = max(1, STRIP_CELLS // (width * block)) * block
    columns = np.arange(0, width, block)
    strips = []
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        strip = _values(image.crop((0, top, width, bottom)))  # (C, rows, W)
        if block > 1:
            lines = np.arange(0, bottom - top, block)
            strip = np.add.reduceat(np.add.reduceat(strip, lines, axis=1), columns, axis=2)
            tall = np.diff(np.append(lines, bottom - top)).astype(np.float32)
            wide = np.diff(np.append(columns, width)).astype(np.float32)
            strip /= tall[:, np.newaxis] * wide
        strips.append(strip)
    return np.ascontiguousarray(np.concatenate(strips, axis=1))


def _values(image: Image) -> FloatArray:
    """Read the values of a strip, in one or three channels of 0…255 (or as they are)."""
    if image.mode.startswith("I;16"):
        wide = np.asarray(image).astype(np.float32)  # (H, W)
        return wide[np.newaxis] * np.float32(255 / 65535)
    if image.mode in WIDE:
        return np.asarray(image).astype(np.float32)[np.newaxis]
    gray = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        image = image.convert("LA" if gray else "RGBA")
        values = np.asarray(image).astype(np.float32)
        cover = values[..., -1:] / np.float32(255)
        values = values[..., :-1] * cover + np.float32(255) * (1 - cover)
    else:
        values = np.asarray(image.convert("L" if gray else "RGB")).astype(np.float32)
    return values[np.newaxis] if values.ndim == 2 else np.moveaxis(values, 2, 0)


def _orientation(image: Image) -> int:
    """Read the Exif orientation, 1 to 8; 1 if it is missing or damaged."""
    try:
        held = image.getexif().get(ORIENTATION, 1)
    except Exception:  # a damaged note does not damage the picture
        return 1
    return held if isinstance(held, int) and 1 <= held <= 8 else 1


def _upright(pixels: FloatArray, orientation: int) -> FloatArray:
    """Undo the rotation of a camera.

    References
    ----------
    CIPA DC-008 (Exif 2.32), section 4.6.4 A, tag Orientation.
    """
    if orientation >= 5:
        pixels = pixels.swapaxes(1, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, :, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[:, ::-1, :]
    return np.ascontiguousarray(pixels)


def _not_a_picture(start: bytes, name: str) -> Text:
    kinds = (
        (start.startswith(b"%PDF"), text("a PDF document")),
        (b"<svg" in start or start.lstrip().startswith(b"<?xml"), text("a drawing in SVG or XML")),
        (start[4:8] == b"ftyp", text("a video or a HEIC photograph")),
        (start.startswith(b"PK"), text("a packed archive")),
        (all(byte in b"\t\n\r\f" or 32 <= byte < 127 for byte in start), text("text")),
    )
    for fits, kind in kinds:
        if fits:
            return text(
                "{name} holds {kind}, not a picture that can be read. "
                "Save it as PNG or JPEG and open that.",
                name=name,
                kind=kind,
            )
    return text(
        "{name} is not a picture that can be read. Use PNG, JPEG, BMP, GIF, WebP, TIFF, or NPY.",
        name=name,
    )
