"""What is read while something else happens comes where it belongs, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from cnnviz.document.intake import digits_batch, matrix_batch
from cnnviz.document.state import Document, State
from tests.panels.images.bench import batch, everything_arrives

LEFT = Qt.MouseButton.LeftButton


def test_a_picture_joins_a_batch_of_4_by_4_in_its_size(make, photograph, qtbot):
    panel = make(matrix_batch("\n".join(["1 2 3 4"] * 4)))
    panel.open_paths([photograph()], add=True)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).pixels.shape == (2, 1, 4, 4)
    assert panel.bridge.said == []


@pytest.mark.parametrize("trouble", [ZeroDivisionError("odd"), MemoryError()])
def test_whatever_goes_wrong_reading_ends(make, qtbot, monkeypatch, trouble):
    def fail(*_: object) -> None:
        raise trouble

    monkeypatch.setattr("cnnviz.panels.image.reading.gathered", fail)
    panel = make()
    with qtbot.capture_exceptions() as raised:
        panel.loader.open_supplied(["cross"])
        qtbot.waitUntil(lambda: bool(raised or panel.bridge.said))
    assert not panel.busy
    unexpected = isinstance(trouble, ZeroDivisionError)
    assert [each[1] for each in raised] == ([trouble] if unexpected else [])
    memory = "There is not enough memory to open this picture."
    assert panel.bridge.said == ([] if unexpected else [memory])


def test_a_picture_read_while_the_batch_is_resized_takes_the_new_size(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("large.png", (1500, 1500))], add=True)
    panel.size_section.cells.edited.emit((12, 12))
    qtbot.waitUntil(lambda: len(batch(panel)) == 2)
    assert batch(panel).shape == (1, 12, 12)


def test_a_picture_does_not_come_into_a_scene_opened_meanwhile(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("large.png", (1500, 1500))])
    panel.bridge.store.replace(State(Document(digits_batch([3]))))
    assert not panel.busy
    everything_arrives(qtbot)
    assert batch(panel).digits == (3,)


@pytest.mark.parametrize("way", ["new_button", "eight", "next"])
def test_a_picture_does_not_replace_images_begun_meanwhile(make, photograph, qtbot, way):
    panel = make()
    panel.open_paths([photograph("large.png", (1500, 1500))])
    qtbot.mouseClick(getattr(panel, way, None) or getattr(panel.batch, way), LEFT)
    begun = batch(panel)
    everything_arrives(qtbot)
    assert batch(panel) is begun


def test_a_large_picture_is_resized_in_a_worker(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("large.png", (1500, 1500))])
    qtbot.waitUntil(lambda: not panel.busy)
    panel.size_section.cells.edited.emit((20, 30))
    assert panel.busy
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).shape == (3, 20, 30)


def test_pictures_that_are_too_large_to_keep_are_resized_as_they_are_shown(
    make, photograph, qtbot, monkeypatch
):
    monkeypatch.setattr("cnnviz.panels.image.loader.MOST_KEPT", 1000)
    panel = make()
    panel.open_paths([photograph("p.png", (64, 64))])
    qtbot.waitUntil(lambda: not panel.busy)
    for size in ((8, 8), (64, 64)):
        panel.size_section.cells.edited.emit(size)
    corner = batch(panel).pixels[0, 0, :4, :4]
    assert np.ptp(corner) < 60  # 8 × 8 cells made larger are smooth
