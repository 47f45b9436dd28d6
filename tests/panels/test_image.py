"""The panel of the image: files, clipboard, gallery, batch, size, numbers."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from cnnviz.document.drawing import SetBatch
from cnnviz.document.intake import blank, digits_batch, matrix_batch
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.supplied import SUPPLIED
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image import DrawingPad, ImagePanel
from cnnviz.panels.jobs import going_on
from cnnviz.session import Session

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def appearance(qapp):
    return Appearance()


@pytest.fixture
def make(qtbot, appearance):
    panels = []

    def made(batch: Batch | None = None) -> ImagePanel:
        bridge = Bridge(Session(State(Document(batch or digits_batch([559])))))
        bridge.said = []
        bridge.refused.connect(lambda said: bridge.said.append(str(said)))
        panel = ImagePanel(bridge, appearance)
        panel.bridge = bridge
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(308, 1400)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    yield made
    for panel in panels:
        panel.stop()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def photograph(tmp_path):
    def made(name="p.png", size=(40, 30), mode="RGB"):
        path = tmp_path / name
        values = np.random.default_rng(3).integers(0, 256, (size[1], size[0], 3), np.uint8)
        Image.fromarray(values).convert(mode).save(path)
        return path

    return made


def batch(panel: ImagePanel) -> Batch:
    return panel.bridge.state.document.batch


def everything_arrives(qtbot) -> None:
    """Wait until no worker runs, and take what the last one has brought."""
    qtbot.waitUntil(lambda: not going_on())
    QApplication.processEvents()


def click(qtbot, thumbs, index, modifier=Qt.KeyboardModifier.NoModifier):
    where = thumbs.visualItemRect(thumbs.item(index)).center()
    qtbot.mouseClick(thumbs.viewport(), LEFT, modifier, where)


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


def drop(widget, mime, modifier=Qt.KeyboardModifier.NoModifier) -> bool:
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(9, 9), action, mime, LEFT, modifier)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), action, mime, LEFT, modifier))
    return True


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


def test_the_gallery_shows_every_supplied_picture(make):
    lists = make().gallery.lists.values()
    assert sum(each.count() for each in lists) == len(SUPPLIED)


def test_a_click_in_the_gallery_replaces_the_image(make, qtbot):
    panel = make()
    click(qtbot, panel.gallery.lists["shapes"], 6)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("cross",)
    assert batch(panel).shape == (1, 16, 16)


def test_a_digit_of_the_gallery_is_known_as_a_digit(make, qtbot):
    panel = make()
    click(qtbot, panel.gallery.lists["digits"], 3)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).digits == (339,)


@pytest.mark.parametrize("way", ["ctrl", "switch"])
def test_the_gallery_adds_to_the_batch(make, qtbot, way):
    panel = make()
    held = Qt.KeyboardModifier.ControlModifier
    if way == "switch":
        held = Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(panel.gallery.adding.button(True), LEFT)
    click(qtbot, panel.gallery.lists["digits"], 2, held)
    qtbot.waitUntil(lambda: not panel.busy)
    assert batch(panel).names == ("digit-559", "digit-22")
    assert batch(panel).digits == (559, 22)


def test_the_size_is_typed(make, qtbot):
    panel = make()
    field = panel.size_section.cells
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "16x24")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert batch(panel).shape == (1, 16, 24)


def test_a_photograph_made_small_and_large_again_loses_nothing(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph("p.png", (64, 64))])
    qtbot.waitUntil(lambda: not panel.busy)
    before = batch(panel).pixels
    for size in ((8, 8), (64, 64)):
        panel.size_section.cells.edited.emit(size)
    np.testing.assert_array_equal(batch(panel).pixels, before)


def test_colour_is_turned_gray_and_back(make, photograph, qtbot):
    panel = make()
    panel.open_paths([photograph()])
    qtbot.waitUntil(lambda: not panel.busy)
    qtbot.mouseClick(panel.size_section.mode.button("gray"), LEFT)
    assert batch(panel).shape[0] == 1
    qtbot.mouseClick(panel.size_section.mode.button("rgb"), LEFT)
    assert batch(panel).shape[0] == 3


def test_crop_fills_what_fit_leaves_empty(make, qtbot):
    panel = make()
    panel.size_section.cells.edited.emit((8, 16))
    fitted = batch(panel).pixels
    qtbot.mouseClick(panel.size_section.how.button("crop"), LEFT)
    assert not fitted[..., 0].any()
    assert batch(panel).shape == (1, 8, 16)


def test_the_batch_grows_by_a_blank_one_and_it_is_shown(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.batch.blank, LEFT)
    assert len(batch(panel)) == 2
    assert panel.bridge.state.image == 1
    assert panel.batch.thumbs.count() == 2


def test_eight_digits_and_the_next_eight(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.batch.eight, LEFT)
    assert batch(panel).digits == tuple(range(8))
    qtbot.mouseClick(panel.batch.next, LEFT)
    assert batch(panel).digits == tuple(range(8, 16))


def test_random_digits_join_the_batch(make, qtbot):
    panel = make()
    panel.batch.count.set_value(5)
    qtbot.mouseClick(panel.batch.random, LEFT)
    assert len(batch(panel)) == 6
    assert len(set(batch(panel).names)) >= 5


def test_digits_do_not_fit_a_tiny_matrix_and_that_is_said(make, qtbot):
    panel = make(matrix_batch("1 2\n3 4"))
    qtbot.mouseClick(panel.batch.random, LEFT)
    assert panel.bridge.said == ["digits need at least 8 cells a side, this batch has 2 × 2"]
    assert len(batch(panel)) == 1


def test_a_click_on_a_thumbnail_shows_that_image(make, qtbot):
    panel = make(digits_batch(range(8)))
    click(qtbot, panel.batch.thumbs, 5)
    assert panel.bridge.state.image == 5


def test_delete_takes_an_image_out(make, qtbot):
    panel = make(digits_batch(range(3)))
    click(qtbot, panel.batch.thumbs, 1)
    qtbot.keyClick(panel.batch.thumbs, Qt.Key.Key_Delete)
    assert batch(panel).digits == (0, 2)


def test_the_last_image_cannot_be_removed(make):
    assert not make().batch.remove.isEnabled()


def test_typed_numbers_become_the_image(make, qtbot):
    panel = make()
    panel.matrix.numbers.setPlainText("3 0 1\n0 2 0\n1 0 3")
    qtbot.mouseClick(panel.matrix.use, LEFT)
    assert batch(panel).shape == (1, 3, 3)


def test_wrong_numbers_are_explained_below_them(make, qtbot):
    panel = make()
    panel.matrix.numbers.setPlainText("3 0 1\n0 2")
    qtbot.mouseClick(panel.matrix.use, LEFT)
    assert panel.matrix.trouble.isVisible()
    assert panel.matrix.trouble.text() == "row 2 has 2 numbers, row 1 has 3"
    qtbot.keyClick(panel.matrix.numbers, Qt.Key.Key_5)
    assert not panel.matrix.trouble.isVisible()


def test_the_numbers_of_the_image_are_taken_over_and_given_back(make, qtbot):
    panel = make()
    before = batch(panel).pixels
    qtbot.mouseClick(panel.matrix.take, LEFT)
    qtbot.mouseClick(panel.matrix.use, LEFT)
    np.testing.assert_array_equal(batch(panel).pixels, before)


def test_clear_and_fill(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.drawing.fill, LEFT)
    assert (batch(panel).pixels == 16).all()
    qtbot.mouseClick(panel.drawing.clear, LEFT)
    assert not batch(panel).pixels.any()
    panel.bridge.store.undo()
    assert (batch(panel).pixels == 16).all()


def test_the_tools_of_the_panel_are_those_of_the_pad(make, appearance, qtbot):
    panel = make()
    pad = DrawingPad(panel.bridge, appearance)
    qtbot.addWidget(pad)
    qtbot.mouseClick(panel.drawing.tool.button(True), LEFT)
    assert pad.pen.erasing
    pad.pen.take(size=5)
    assert panel.drawing.brush_width.value() == 5


def test_colours_take_the_place_of_the_value_for_a_colour_image(make):
    panel = make(blank(12, 12, 3))
    assert panel.drawing.colours.isVisible()
    assert not panel.drawing.value.isVisible()


def test_a_new_drawing_has_the_size_of_the_image(make, qtbot):
    panel = make()
    qtbot.mouseClick(panel.new_button, LEFT)
    assert batch(panel).shape == (1, 8, 8)
    assert not batch(panel).pixels.any()


@pytest.mark.parametrize("size", [1.0, 2.0])
def test_nothing_is_cut_off_at_the_side(make, appearance, size, qtbot):
    panel = make(digits_batch(range(8)))
    appearance.set(text=size)
    panel.resize(340, 900)
    qtbot.waitUntil(
        lambda: panel.scroll_area.widget().width() <= panel.scroll_area.viewport().width()
    )


def test_every_control_has_a_name_and_a_hint(make):
    panel = make()
    for kind in (QAbstractButton, QLineEdit):
        for control in panel.scroll_area.widget().findChildren(kind):
            assert control.accessibleName(), control
            assert control.toolTip(), control


def test_a_panel_that_is_not_seen_does_no_work(make, qtbot):
    panel = make()
    panel.hide()
    panel.bridge.do(SetBatch(digits_batch(range(4))))
    assert panel.batch.thumbs.count() == 1
    panel.show()
    assert panel.batch.thumbs.count() == 4


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
    long = "1 2\n" * 100 + " " * 2_000_000
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
