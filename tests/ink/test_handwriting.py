"""The supplied digits are handwriting in the frame of MNIST, and tell each other apart."""

from __future__ import annotations

import numpy as np
import pytest

from cnnviz.ink.curves import paths, smooth
from cnnviz.ink.handwriting import all_images, draw, hands, image, written

IMAGES, LABELS = all_images()
EVERY = range(len(LABELS))


def test_five_hands_or_more_write_every_digit():
    assert len(hands()) >= 5
    assert IMAGES.shape == (10 * len(hands()), 1, 28, 28)
    assert IMAGES.dtype == np.float32
    assert LABELS.tolist() == [each.digit for each in written()]
    assert LABELS.tolist() == list(range(10)) * len(hands())


def test_they_are_drawn_once_and_cannot_be_changed():
    assert all_images()[0] is IMAGES
    assert not IMAGES.flags.writeable
    assert not image(7, 0).flags.writeable
    np.testing.assert_array_equal(image(7, 1), IMAGES[17])


@pytest.mark.parametrize("index", EVERY)
def test_the_ink_fills_twenty_cells_around_the_middle(index):
    ink = IMAGES[index, 0]
    assert (ink.min(), ink.max()) == (0, 1)
    rows, columns = np.nonzero(ink >= 0.5)
    assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
    cells = np.indices(ink.shape) + 0.5  # (2, 28, 28)
    np.testing.assert_allclose((cells * ink).sum(axis=(1, 2)) / ink.sum(), 14, atol=0.25)
    assert not ink[[0, -1]].any()
    assert not ink[:, [0, -1]].any()


@pytest.mark.parametrize("one", written(), ids=lambda one: f"{one.digit}-{one.hand}")
def test_the_pen_is_two_to_three_cells_wide(one):
    assert 2 <= one.width <= 3
    length = sum(
        np.hypot(*np.diff(stroke, axis=0).T).sum() * _scale(one) for stroke in paths(one.line)
    )
    assert 0.6 * one.width <= draw(one).sum() / length <= 1.4 * one.width


def _scale(one):
    every = np.concatenate(paths(one.line))
    return (20 - one.width) / np.ptp(every, axis=0).max()


def test_the_hands_are_different():
    for digit in range(10):
        same = IMAGES[digit == LABELS]
        for k, one in enumerate(same):
            others = np.delete(same, k, axis=0)
            assert (np.abs(others - one).sum(axis=(1, 2, 3)) > 15).all()


def test_a_hand_that_was_left_out_is_mostly_recognized_by_the_others():
    right = 0
    for hand in range(len(hands())):
        left_out = np.arange(len(LABELS)) // 10 == hand
        others = IMAGES[~left_out]
        templates = np.stack([others[LABELS[~left_out] == d].mean(axis=0) for d in range(10)])
        templates = templates - others.mean(axis=0)  # (10, 1, 28, 28)
        bias = -(templates**2).sum(axis=(1, 2, 3)) / 2
        scores = np.einsum("nchw,dchw->nd", IMAGES[left_out], templates) + bias
        right += int((scores.argmax(axis=1) == LABELS[left_out]).sum())
    assert right >= 0.7 * len(LABELS)


@pytest.mark.parametrize(("digit", "hand"), [(-1, 0), (10, 0), (0, -1), (0, 99)])
def test_a_digit_that_nobody_wrote_is_refused(digit, hand):
    with pytest.raises(IndexError, match="no digit"):
        image(digit, hand)


def test_a_curve_passes_its_points_and_turns_sharply_at_marked_ones():
    points = np.array([[0, 0], [10, 0], [10, 10], [20, 10]], float)
    curve = smooth(points)
    assert all((np.abs(curve - point).sum(axis=1) < 1e-9).any() for point in points)
    first, second = paths("0,0 10,0! 10,10 / 3,4 5,6")
    np.testing.assert_allclose(first, [[0, 0], [0, 10], [0, 10], [10, 10]])
    np.testing.assert_allclose(second, [[4, 3], [6, 5]])
