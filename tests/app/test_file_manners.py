"""Files: folders are remembered, images are named and listed, tables open, errors go away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QFileInfo, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
)

from cnnviz.app.file_dialog import FileDialog, FileIcons
from cnnviz.app.qt_words import QtWords
from cnnviz.app.question import Question
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.image import DrawingPad
from tests.app.opened import CTRL, SHIFT, Opened, dismiss, name_file
from tests.app.test_files import change, save_as
from tests.panels.images.bench import drop, everything_arrives

Key = Qt.Key
TABLE = "1;2,5;3\n4;5;6\n"


def picture(path: Path, size: tuple[int, int] = (20, 16)) -> Path:
    """Write a picture of white."""
    path.parent.mkdir(exist_ok=True)
    Image.new("L", size, 255).save(path)
    return path


def open_all(opened: Opened, *paths: Path) -> None:
    """Open files and wait for them."""
    opened.window.incoming.open(list(paths))
    everything_arrives(opened.bot)
    opened.settle()


def values(opened: Opened) -> list[list[float]]:
    """The numbers of the image on stage."""
    rows: list[list[float]] = opened.state.document.batch.pixels[0, 0].tolist()
    return rows


def folder_asked(opened: Opened, act: str) -> Path:
    """The folder in which the dialog of an action begins."""
    found: list[Path] = []

    def look(dialog: object) -> None:
        assert isinstance(dialog, QFileDialog)
        found.append(Path(dialog.directory().absolutePath()))
        dismiss(dialog)

    opened.answer(look)
    opened.action(act).trigger()
    opened.bot.waitUntil(lambda: bool(found))
    return found[0]


def test_dialogs_begin_in_the_folder_of_the_last_file_of_their_kind(
    opened: Opened, tmp_path: Path
) -> None:
    image = picture(tmp_path / "pictures" / "a.png")
    (tmp_path / "lessons").mkdir()
    save_as(opened, tmp_path / "lessons" / "first.cnnviz")
    assert folder_asked(opened, "open_files") == tmp_path / "lessons"
    said = opened.answer(name_file(image))
    opened.press(Key.Key_O, CTRL)
    opened.bot.waitUntil(lambda: bool(said))
    everything_arrives(opened.bot)
    assert folder_asked(opened, "open_files") == tmp_path / "pictures"
    assert folder_asked(opened, "save_as") == tmp_path / "lessons"
    assert opened.window.settings.folder("images") == tmp_path / "pictures"


def test_the_image_panel_asks_in_the_folder_of_the_images(opened: Opened, tmp_path: Path) -> None:
    open_all(opened, picture(tmp_path / "pictures" / "a.png"))
    found: list[Path] = []

    def look(dialog: object) -> None:
        assert isinstance(dialog, QFileDialog)
        found.append(Path(dialog.directory().absolutePath()))
        dismiss(dialog)

    opened.answer(look)
    opened.window.images.open_button.click()
    assert found == [tmp_path / "pictures"]


@pytest.mark.parametrize("saves", [False, True])
def test_the_file_dialog_says_nothing_in_english_in_korean(
    opened: Opened, tmp_path: Path, saves: bool
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    appearance = Appearance("dark", "ko")
    words = QtWords(app, appearance)
    try:
        dialog = FileDialog(appearance, "열기", tmp_path / "a", "이미지 (*.png)", saves=saves)
        opened.bot.addWidget(dialog)
        dialog.show()
        said = [each.text() for each in dialog.findChildren(QLabel)]
        buttons = dialog.findChildren(QToolButton)
        said += [each.toolTip() for each in buttons] + [dialog.labelText(x) for x in (
            QFileDialog.DialogLabel.Accept, QFileDialog.DialogLabel.Reject)]  # fmt: skip
        said = [each for each in said if each]
        assert len(said) >= 8
        plain = [each.replace("(&", "").replace("&", "") for each in said]
        assert all(any("가" <= c <= "힣" for c in each) for each in plain), said
    finally:
        appearance.set(language="en")
        words.deleteLater()


def test_the_icons_of_the_file_dialog_can_be_seen_on_dark(opened: Opened, tmp_path: Path) -> None:
    dialog = FileDialog(Appearance("dark", "en"), "Open", tmp_path, "Images (*.png)")
    opened.bot.addWidget(dialog)
    for name in ("backButton", "forwardButton", "toParentButton", "newFolderButton"):
        button = dialog.findChild(QToolButton, name)
        assert isinstance(button, QToolButton)
        image = button.icon().pixmap(32, 32).toImage()
        inks = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
        inks = [ink for ink in inks if ink.alpha() > 200]
        assert inks, name
        assert min(ink.lightness() for ink in inks) > 140, name


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="no such device")
def test_a_file_that_never_answers_is_not_opened_to_see_its_kind() -> None:
    icons = FileIcons(Appearance("light", "en"))
    assert icons.type(QFileInfo("/proc/kmsg"))
    assert not icons.icon(QFileInfo("/proc/kmsg")).isNull()


def test_a_folder_of_devices_can_be_typed_into_the_save_dialog(
    opened: Opened, tmp_path: Path
) -> None:
    begun = time.monotonic()

    def enter(dialog: object) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        QTest.keyClicks(field, "/proc/")
        dialog.setDirectory("/proc")
        for _ in range(30):
            QApplication.processEvents()
            time.sleep(0.01)
        dismiss(dialog)

    said = opened.answer(enter)
    opened.press(Key.Key_S, CTRL | SHIFT)
    opened.bot.waitUntil(lambda: bool(said))
    assert time.monotonic() - begun < 10


def test_images_are_among_the_recent_files(opened: Opened, tmp_path: Path) -> None:
    first, second = picture(tmp_path / "a.png"), picture(tmp_path / "b.png")
    open_all(opened, first, second)
    assert opened.window.scene_files.recent.paths[:2] == (first, second)
    open_all(opened, picture(tmp_path / "c.png", (9, 9)))
    opened.window.incoming.open_recent(str(first))
    everything_arrives(opened.bot)
    assert opened.state.document.batch.names == ("a.png",)


def test_an_opened_image_names_the_document_and_undo_takes_that_back(
    opened: Opened, tmp_path: Path
) -> None:
    before = opened.window.scene_files.name
    open_all(opened, picture(tmp_path / "my cat.png"))
    assert opened.window.scene_files.name == "my cat"
    assert opened.window.windowTitle().startswith("my cat")
    assert opened.window.scene_files.plain_name == "my cat"
    opened.action("undo").trigger()
    assert opened.window.scene_files.name == before


def test_an_image_in_a_saved_scene_is_a_change_of_that_scene(
    opened: Opened, tmp_path: Path
) -> None:
    save_as(opened, tmp_path / "lesson.cnnviz")
    open_all(opened, picture(tmp_path / "a.png"))
    assert opened.window.scene_files.path == tmp_path / "lesson.cnnviz"
    assert opened.window.scene_files.modified


@pytest.mark.parametrize(
    ("name", "held"),
    [("a.csv", "1,2.5,3\n4,5,6\n"), ("a.tsv", "1\t2.5\t3\n4\t5\t6"), ("a.CSV", TABLE)],
)
def test_a_table_opens_as_the_numbers_that_it_holds(
    opened: Opened, tmp_path: Path, name: str, held: str
) -> None:
    (tmp_path / name).write_text("\ufeff" + held, "utf-8")
    open_all(opened, tmp_path / name)
    assert values(opened) == [[1, 2.5, 3], [4, 5, 6]]
    assert opened.window.notice.said == ""


def test_a_table_is_opened_when_it_is_dropped_or_pasted(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,2\n3,4\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.csv"))])
    assert drop(opened.window, data)
    everything_arrives(opened.bot)
    opened.settle()
    assert values(opened) == [[1, 2], [3, 4]]
    QGuiApplication.clipboard().setText("5\t6\n7\t8\n")  # as a spreadsheet copies its cells
    opened.press(Key.Key_V, CTRL)
    assert values(opened) == [[5, 6], [7, 8]]


def test_a_table_of_words_is_told_by_row_and_column(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,2\n3,ten\n")
    before = opened.state.document
    open_all(opened, tmp_path / "a.csv")
    assert "row 2, column 2" in opened.window.notice.said
    assert opened.window.notice.said.startswith("a.csv")
    assert opened.state.document is before


@pytest.mark.parametrize("side", [1, 4, 9])
def test_an_array_is_not_resampled(opened: Opened, tmp_path: Path, side: int) -> None:
    held = np.arange(side * side, dtype=np.float32).reshape(side, side) / 4
    np.save(tmp_path / "a.npy", held)
    open_all(opened, tmp_path / "a.npy")
    assert values(opened) == held.tolist()


def test_a_very_large_picture_says_that_it_was_averaged(opened: Opened, tmp_path: Path) -> None:
    open_all(opened, picture(tmp_path / "wide.png", (4096, 64)))
    assert "64 × 4096" in opened.window.notice.said
    rows, columns = opened.state.document.batch.shape[1:]
    assert f"{rows} × {columns}" in opened.window.notice.said
    open_all(opened, picture(tmp_path / "small.png", (2048, 64)))
    assert "small" not in opened.window.notice.said


def test_an_error_goes_when_the_next_file_is_good(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_bytes(b"not a picture at all")
    open_all(opened, tmp_path / "text.png")
    assert "text.png" in opened.window.notice.said
    open_all(opened, picture(tmp_path / "a.png"))
    assert opened.window.notice.said == ""


def test_a_drop_asks_for_a_copy(opened: Opened, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(tmp_path / "a.png")))])
    both = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    pad = opened.window.stage.findChild(DrawingPad)
    for widget in (opened.window, opened.window.images, pad):
        assert widget is not None
        enter = QDragEnterEvent(QPoint(9, 9), both, data, left, none)
        enter.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(widget, enter)
        assert enter.isAccepted()
        assert enter.dropAction() == Qt.DropAction.CopyAction
        dropped = QDropEvent(QPointF(9, 9), both, data, left, none)
        dropped.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(widget, dropped)
        assert dropped.dropAction() == Qt.DropAction.CopyAction
        everything_arrives(opened.bot)


def test_questions_have_a_title_a_sentence_and_named_buttons(opened: Opened) -> None:
    change(opened)
    seen: list[Question] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, Question)
        seen.append(dialog)
        title, sentence = dialog.title, dialog.sentence
        assert title.font().pixelSize() > sentence.font().pixelSize()
        assert title.font().bold()
        assert title.text()
        assert sentence.text()
        said = [each.text() for each in dialog.findChildren(QPushButton)]
        assert said == ["Save", "Do not save", "Cancel"]
        dismiss(dialog)

    opened.answer(look)
    assert not opened.close()
    assert seen


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_the_end_of_the_session_leaves_no_lock_and_remembers_the_window(tmp_path: Path) -> None:
    home = tmp_path / "home"
    away = dict(os.environ, CNNVIZ_HOME=str(home), QT_QPA_PLATFORM="offscreen")
    with subprocess.Popen([sys.executable, "-m", "cnnviz"], env=away) as process:
        locks = home / "autosave"
        deadline = time.monotonic() + 30
        while not list(locks.glob("*.lock")) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert list(locks.glob("*.lock"))
        time.sleep(2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert list(locks.iterdir()) == []
    assert "geometry" in (home / "settings.ini").read_text()
