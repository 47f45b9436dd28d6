"""Pictures, numbers and files come in by every way, and what is wrong is said."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication

from cnnviz.document.state import Batch
from cnnviz.panels.image import DrawingPad, ImagePanel
from cnnviz.panels.jobs import going_on
from tests.panels.images.bench import batch, drop, everything_arrives

LEFT = Qt.MouseButton.LeftButton


def test_a_file_becomes_the_image(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph()])
    assert panel.busy
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).shape == (3, 30, 40)
    assert batch(panel).names == ("p.png",)


def test_several_files_become_one_batch(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("a.png"), photograph("b.jpg", (64, 64))])
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).pixels.shape == (2, 3, 30, 40)


def test_a_bad_file_is_refused_in_a_sentence_and_the_work_is_left_alone(make, tmp_path, qtbot):
    panel = make()
    before = batch(panel)
    bad = tmp_path / "x.png"
    bad.write_bytes(b"")
    panel.open_paths([bad])
    qtbot.waitUntil(lambda: not panel.busy)
    assert panel.bridge.said == ["x.png is empty. Choose another file."]
    assert batch(panel) is before


def test_one_bad_file_among_good_ones_is_told_of(make, photograph, tmp_path, qtbot):
    panel = make()
    panel.open_paths([photograph(), tmp_path / "gone.png"])
    qtbot.waitUntil(lambda: not panel.busy)
    assert len(batch(panel)) == 1
    assert "gone.png is not there any more" in panel.bridge.said[0]


def test_33_files_are_refused_unread(make, photograph):
    panel = make()
    panel.open_paths([photograph()] * 33)
    assert not panel.busy
    assert panel.bridge.said == ["a batch holds at most 32 images"]


def test_only_the_latest_request_counts(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("first.png", (1500, 1500))])
    panel.open_paths([photograph("second.png")])
    everything_arrives(qtbot)
    assert batch(panel).names == ("second.png",)


def test_the_window_is_not_held_up_by_a_large_file(make, photograph, qtbot):
    path = photograph("large.png", (3000, 2000))
    panel = make()
    panel.open_paths([path])
    begun = last = time.perf_counter()
    longest = 0.0
    while panel.busy:
        QApplication.processEvents()
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert longest < (last - begun) / 2  # a share: other work may slow everything down


def test_opening_is_one_undo_step(make, photograph, qtbot):
    panel = make()
    before = batch(panel)
    panel.open_paths([photograph()])
    qtbot.waitUntil(lambda: not panel.busy)
    panel.bridge.store.undo()
    assert batch(panel) is before


def test_stop_waits_for_the_worker(make, photograph):
    panel = make()
    panel.open_paths([photograph("large.png", (2500, 2500))])
    panel.stop()
    assert not panel.busy
    assert not going_on()


def test_a_picture_is_pasted(make, qtbot):
    panel = make()
    image = QImage(20, 10, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    panel.paste()
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).shape == (3, 10, 20)
    assert batch(panel).pixels[0, :, 0, 0].tolist() == [255, 0, 0]


def test_what_is_transparent_is_pasted_on_white(make, qtbot):
    panel = make()
    image = QImage(9, 9, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    QGuiApplication.clipboard().setImage(image)
    panel.paste()
    qtbot.waitUntil(lambda: not panel.busy)
    assert (batch(panel).pixels == 255).all()


def test_a_matrix_is_pasted_with_ctrl_v(make, qtbot):
    panel = make()
    QGuiApplication.clipboard().setText("1\t2\n3\t4")
    panel.setFocus()
    qtbot.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(batch(panel).pixels, [[[[1, 2], [3, 4]]]])


@pytest.mark.parametrize("said", ["", "hello there"])
def test_other_text_is_refused(make, said):
    panel = make()
    before = batch(panel)
    QGuiApplication.clipboard().setText(said)
    panel.paste()
    assert len(panel.bridge.said) == 1
    assert batch(panel) is before


def test_files_are_pasted_before_what_is_said_about_them(make, photograph, qtbot):
    panel = make()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photograph()))])
    mime.setText("1 2 3")
    QGuiApplication.clipboard().setMimeData(mime)
    panel.paste()
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("p.png",)


@pytest.mark.parametrize("target", ["panel", "pad"])
def test_files_are_dropped(make, photograph, qtbot, appearance, target):
    panel = make()
    pad = DrawingPad(panel.bridge, appearance)
    qtbot.addWidget(pad)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photograph()))])
    assert drop(panel if target == "panel" else pad, mime)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("p.png",)


def test_dropped_with_ctrl_it_joins_the_batch(make, photograph, qtbot):
    panel = make()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photograph()))])
    drop(panel, mime, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("digit-559", "p.png")
    assert batch(panel).shape == (1, 8, 8)


def test_a_scene_is_left_to_the_window(make, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.cnnviz"))])
    assert not drop(make(), mime)


def test_the_panel_takes_an_image_dropped_on_the_window(make, qtbot):
    panel = make()
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    panel.take(mime)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).shape == (3, 10, 20)


def test_text_dropped_is_a_matrix(make):
    panel = make()
    mime = QMimeData()
    mime.setText("1 2\n3 4")
    assert drop(panel, mime)
    np.testing.assert_array_equal(batch(panel).pixels, [[[[1, 2], [3, 4]]]])


def test_nothing_given_is_said(make):
    panel = make()
    panel.take(None)
    assert len(panel.bridge.said) == 1


@pytest.mark.parametrize("form", ["url", "text"])
def test_an_address_on_the_web_is_refused_in_one_sentence(make, form):
    panel = make()
    mime = QMimeData()
    if form == "url":
        mime.setUrls([QUrl("https://example.org/p.png")])
    else:
        mime.setText("https://example.org/p.png")
    assert drop(panel, mime)
    assert [said.split(".")[0] for said in panel.bridge.said] == ["This is an address on the web"]


def test_numbers_taken_from_the_image_and_used_again_are_the_same_to_the_last_bit(make, qtbot):
    values = np.random.default_rng(1).normal(0, 1e3, (1, 1, 4, 4)).astype(np.float32)
    values[0, 0, 0] = 1e-30, -0.1, 123456792, 1 / 3
    panel = make(Batch(values, ("m",), 1e9))
    qtbot.mouseClick(panel.matrix.take, LEFT)
    qtbot.mouseClick(panel.matrix.use, LEFT)
    np.testing.assert_array_equal(batch(panel).pixels, values)


@pytest.mark.parametrize("way", ["paste", "use"])
def test_a_text_that_is_too_long_is_not_cut(make, qtbot, way):
    panel = make()
    long = "1 2\n" * 100 + " " * 8_000_000
    if way == "paste":
        QGuiApplication.clipboard().setText(long)
        panel.paste()
        said = panel.bridge.said[0]
    else:
        panel.matrix.numbers.setPlainText(long)
        panel.matrix.use_numbers()
        said = panel.matrix.trouble.text()
    assert said.startswith("this text is too long for a matrix")


@pytest.mark.parametrize("kind", [ImagePanel, DrawingPad])
def test_an_error_while_painting_is_reported_and_leaves_the_process_alive(
    make, appearance, qtbot, monkeypatch, kind
):
    panel = make()
    widget = panel if kind is ImagePanel else DrawingPad(panel.bridge, appearance)
    qtbot.addWidget(widget)
    reported = []
    monkeypatch.setattr("sys.excepthook", lambda *fault: reported.append(fault))
    with monkeypatch.context() as broken:
        broken.setattr(appearance, "theme", None)
        QApplication.sendEvent(widget, QPaintEvent(widget.contentsRect()))
    assert len(reported) == 1
