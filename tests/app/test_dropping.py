"""What is dropped on the window is opened, and what cannot be opened is not taken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from tests.app.opened import Opened
from tests.app.test_files import change, save_as
from tests.panels.images.bench import drop, everything_arrives


def test_a_scene_that_is_dropped_is_opened(opened: Opened, tmp_path: Path) -> None:
    change(opened)
    save_as(opened, tmp_path / "lesson.cnnviz")
    opened.window.bridge.store.undo()
    opened.window.bridge.store.mark_saved(opened.state.document)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "lesson.cnnviz"))])
    assert drop(opened.window, data)
    opened.bot.waitUntil(lambda: opened.state.document.layers[0].stride == (2, 2))


def test_a_picture_that_is_dropped_is_the_image(opened: Opened) -> None:
    image = QImage(12, 10, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    data = QMimeData()
    data.setImageData(image)
    assert drop(opened.window, data)
    everything_arrives(opened.bot)
    opened.bot.waitUntil(lambda: opened.state.document.batch.pixels.shape[2:] == (10, 12))
    assert len(np.unique(opened.state.document.batch.pixels)) == 1


def test_an_address_on_the_web_is_told_what_to_do(opened: Opened) -> None:
    before, data = opened.state, QMimeData()
    data.setUrls([QUrl("https://example.org/cat.png")])
    assert drop(opened.window, data)
    opened.settle()
    assert opened.window.notice.said.startswith("This is an address on the web.")
    assert opened.state is before


def test_text_is_not_taken(opened: Opened) -> None:
    before, data = opened.state, QMimeData()
    data.setText("a word")
    assert not drop(opened.window, data)
    assert opened.state is before
