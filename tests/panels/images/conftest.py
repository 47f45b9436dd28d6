"""An image panel of each test's own, and photographs for it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from cnnviz.document.intake import digits_batch
from cnnviz.document.state import Batch, Document, State
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image import ImagePanel
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
