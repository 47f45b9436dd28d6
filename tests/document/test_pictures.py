"""Every picture format, in every colour model it has, is read with its right values."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps

from cnnviz.document.picture import Picture
from cnnviz.document.pictures import read_picture, to_gray, to_rgb

RNG = np.random.default_rng(3)
GRAY = RNG.integers(0, 256, (12, 17), dtype=np.uint8)
COLOUR = RNG.integers(0, 256, (12, 17, 3), dtype=np.uint8)
ALPHA = np.dstack([COLOUR, RNG.integers(0, 256, (12, 17), dtype=np.uint8)])
EXACT = ("PNG", "BMP", "TIFF", "WEBP")
SUFFIX = {"PNG": "png", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp", "GIF": "gif", "JPEG": "jpg"}


def written(tmp_path, image, form, **options):
    path = tmp_path / f"picture.{SUFFIX[form]}"
    if form == "WEBP":
        options |= {"lossless": True, "exact": True}
    image.save(path, form, **options)
    return path


def planes(values):
    return np.moveaxis(values, 2, 0).astype(np.float32)


@pytest.mark.parametrize("form", [*EXACT, "GIF"])
def test_gray_is_read_exactly(tmp_path, form):
    picture = read_picture(written(tmp_path, Image.fromarray(GRAY), form))
    np.testing.assert_array_equal(picture.pixels, GRAY[np.newaxis])
    assert (picture.peak, picture.ink) == (255, False)


@pytest.mark.parametrize("form", EXACT)
def test_colour_is_read_exactly(tmp_path, form):
    picture = read_picture(written(tmp_path, Image.fromarray(COLOUR), form))
    np.testing.assert_array_equal(picture.pixels, planes(COLOUR))


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_transparency_is_composited_on_white(tmp_path, form):
    picture = read_picture(written(tmp_path, Image.fromarray(ALPHA), form))
    cover = ALPHA[..., 3:] / 255
    expected = planes(ALPHA[..., :3] * cover + 255 * (1 - cover))
    np.testing.assert_allclose(picture.pixels, expected, atol=1e-3)


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "GIF"])
def test_a_palette_is_looked_up(tmp_path, form):
    image = Image.fromarray(COLOUR).quantize(9)
    picture = read_picture(written(tmp_path, image, form))
    np.testing.assert_array_equal(picture.pixels, planes(np.asarray(image.convert("RGB"))))


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF"])
def test_one_bit_becomes_0_and_255(tmp_path, form):
    picture = read_picture(written(tmp_path, Image.fromarray(GRAY > 99), form))
    np.testing.assert_array_equal(picture.pixels[0], (GRAY > 99) * 255.0)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_without_rounding(tmp_path, form):
    deep = RNG.integers(0, 65536, (12, 17), dtype=np.uint16)
    picture = read_picture(written(tmp_path, Image.fromarray(deep), form))
    np.testing.assert_allclose(picture.pixels[0], deep / 65535 * 255, rtol=1e-6)
    assert picture.peak == 255


def test_big_endian_sixteen_bits_are_read_like_little_endian(tmp_path):
    deep = (np.arange(200).reshape(10, 20) * 300).astype(">u2")
    Image.frombytes("I;16B", (20, 10), deep.tobytes()).save(tmp_path / "big.tif")
    picture = read_picture(tmp_path / "big.tif")
    np.testing.assert_allclose(picture.pixels[0], deep.astype(float) / 65535 * 255, rtol=1e-6)


def test_gray_with_transparency_stays_gray(tmp_path):
    image = Image.merge("LA", [Image.fromarray(GRAY), Image.fromarray(GRAY[::-1])])
    assert read_picture(written(tmp_path, image, "PNG")).pixels.shape == (1, 12, 17)


def test_a_transparent_gray_level_becomes_white(tmp_path):
    image = Image.fromarray(np.array([[0, 50], [100, 50]], np.uint8).repeat(4, 0).repeat(4, 1))
    picture = read_picture(written(tmp_path, image, "PNG", transparency=50))
    assert set(picture.pixels.ravel()) == {0, 100, 255}


@pytest.mark.parametrize("model", ["RGB", "CMYK", "L"])
def test_jpeg_is_read_in_every_colour_model(tmp_path, model):
    smooth = np.dstack([np.add.outer(np.arange(40), k * np.arange(48)) for k in (1, 2, 3)])
    image = Image.fromarray(smooth.astype(np.uint8)).convert(model)
    path = written(tmp_path, image, "JPEG", quality=98, subsampling=0)
    expected = np.asarray(image.convert("RGB")).astype(float)
    picture = read_picture(path, "rgb")
    assert np.abs(picture.pixels - planes(expected)).mean() < 3


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_cameras_rotation_is_undone(tmp_path, orientation, form):
    exif = Image.Exif()
    exif[0x0112] = orientation
    level = read_picture(written(tmp_path, Image.fromarray(GRAY), form), "gray")
    held = Image.fromarray(level.pixels[0])
    held.getexif()[0x0112] = orientation
    upright = np.asarray(ImageOps.exif_transpose(held))
    picture = read_picture(written(tmp_path, Image.fromarray(GRAY), form, exif=exif), "gray")
    np.testing.assert_array_equal(picture.pixels[0], upright)


def test_a_gif_shows_its_first_frame(tmp_path):
    frames = [Image.fromarray(np.full((8, 8), v, np.uint8)) for v in (200, 10)]
    frames[0].save(tmp_path / "two.gif", save_all=True, append_images=frames[1:])
    assert read_picture(tmp_path / "two.gif").pixels.mean() == 200


def test_equal_channels_are_read_as_gray(tmp_path):
    path = written(tmp_path, Image.fromarray(np.dstack([GRAY] * 3)), "PNG")
    assert read_picture(path).pixels.shape == (1, 12, 17)
    assert read_picture(path, "rgb").pixels.shape == (3, 12, 17)


def test_gray_of_colour_agrees_with_pillow(tmp_path):
    path = written(tmp_path, Image.fromarray(COLOUR), "PNG")
    expected = np.asarray(Image.fromarray(COLOUR).convert("L")).astype(float)
    np.testing.assert_allclose(read_picture(path, "gray").pixels[0], expected, atol=0.51)


def test_gray_to_colour_and_back_changes_nothing():
    picture = Picture("p", GRAY[np.newaxis].astype(np.float32), 255, ink=False)
    np.testing.assert_array_equal(to_gray(to_rgb(picture)).pixels, picture.pixels)


def test_the_content_decides_not_the_name(tmp_path):
    path = tmp_path / "really-a-png.jpg"
    Image.fromarray(GRAY).save(path, "PNG")
    np.testing.assert_array_equal(read_picture(path).pixels[0], GRAY)


def test_a_long_picture_is_averaged_down(tmp_path):
    tall = RNG.integers(0, 256, (5000, 31), dtype=np.uint8)
    picture = read_picture(written(tmp_path, Image.fromarray(tall), "PNG"))
    assert picture.pixels.shape == (1, 1667, 11)
    np.testing.assert_allclose(picture.pixels[0, 3, 4], tall[9:12, 12:15].mean(), rtol=1e-5)
    np.testing.assert_allclose(picture.pixels[0, -1, -1], tall[4998:, 30:].mean(), rtol=1e-5)


def test_pixels_are_copied_and_read_only():
    values = np.zeros((1, 8, 8), np.float32)
    picture = Picture("p", values, 1, ink=True)
    values[:] = 5
    assert picture.pixels.max() == 0
    assert picture.pixels.flags.c_contiguous
    assert not picture.pixels.flags.writeable


@pytest.mark.parametrize("shape", [(8, 8), (2, 8, 8), (1, 0, 8)])
def test_a_picture_of_another_shape_is_refused(shape):
    with pytest.raises(ValueError, match="pixels must be"):
        Picture("p", np.zeros(shape, np.float32), 1, ink=True)
