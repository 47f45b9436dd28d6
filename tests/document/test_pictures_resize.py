"""A resized picture shows what the old one showed."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.document.picture import Picture
from cnnviz.document.resize import crop, fit

RNG = np.random.default_rng(17)


def picture(shape, *, ink=False):
    return Picture("p", RNG.uniform(0, 255, shape).astype(np.float32), 255, ink)


@pytest.mark.parametrize("resize", [fit, crop])
@pytest.mark.parametrize("ink", [True, False])
@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 300, 451), (1, 1, 512), (1, 700, 3), (3, 1, 1)])
@pytest.mark.parametrize("size", [(8, 8), (28, 28), (512, 8), (33, 512)])
def test_the_result_has_the_size_and_stays_in_range(resize, ink, shape, size):
    old = picture(shape, ink=ink)
    new = resize(old, *size)
    assert new.pixels.shape == (shape[0], *size)
    assert new.pixels.max() <= old.pixels.max()
    assert new.pixels.min() >= (0 if ink else old.pixels.min())
    assert (new.name, new.peak, new.ink) == (old.name, old.peak, old.ink)


@pytest.mark.parametrize("resize", [fit, crop])
def test_the_same_size_changes_nothing(resize):
    old = picture((3, 20, 30))
    np.testing.assert_array_equal(resize(old, 20, 30).pixels, old.pixels)


@pytest.mark.parametrize("resize", [fit, crop])
def test_shrinking_takes_the_mean_of_each_area(resize):
    old = picture((1, 40, 40))
    blocks = old.pixels.reshape(1, 10, 4, 10, 4).mean((2, 4))
    np.testing.assert_allclose(resize(old, 10, 10).pixels, blocks, rtol=1e-5)


@pytest.mark.parametrize("resize", [fit, crop])
def test_a_fine_checkerboard_shrinks_to_gray(resize):
    board = np.indices((64, 64)).sum(0, keepdims=True) % 2 * np.float32(255)
    new = resize(Picture("p", board.astype(np.float32), 255, ink=False), 16, 16)
    np.testing.assert_allclose(new.pixels, 127.5, atol=1e-3)


def test_small_ink_grows_cell_by_cell():
    old = picture((1, 8, 8), ink=True)
    np.testing.assert_array_equal(
        fit(old, 16, 16).pixels, old.pixels.repeat(2, axis=1).repeat(2, axis=2)
    )


def test_a_photograph_grows_smoothly():
    old = Picture("p", np.array([[[0, 255]]], np.float32), 255, ink=False)
    assert len(np.unique(fit(old, 8, 16).pixels)) > 4


def test_ink_has_empty_paper_at_the_border():
    new = fit(Picture("p", np.ones((1, 8, 16), np.float32), 1, ink=True), 16, 16)
    assert new.pixels[0, 4:12].min() == 1
    assert new.pixels[0, :4].max() == new.pixels[0, 12:].max() == 0


def test_the_border_of_a_photograph_adds_no_edge():
    new = fit(picture((1, 8, 16)), 16, 16)
    np.testing.assert_array_equal(new.pixels[0, :5], new.pixels[0, [4] * 5])
    np.testing.assert_array_equal(new.pixels[0, 11:], new.pixels[0, [11] * 5])


def test_a_crop_keeps_the_middle():
    wide = np.zeros((1, 8, 24), np.float32)
    wide[0, :, 8:16] = 1
    assert crop(Picture("p", wide, 1, ink=True), 8, 8).pixels.min() == 1


@pytest.mark.parametrize("size", [(0, 8), (8, 513), (0, 0)])
def test_other_sizes_are_refused(size):
    with pytest.raises(ValueError, match="1 to 512"):
        fit(picture((1, 8, 8)), *size)
