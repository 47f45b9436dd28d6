"""An inspector on a small document, as the tests of its parts want it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector import Inspector
from cnnviz.panels.kit import LineBlock
from cnnviz.session import Session


class Stand:
    """A document, its bridge, and an inspector that is shown."""

    def __init__(
        self,
        qtbot: QtBot,
        kinds: tuple[str, ...] = ("Conv2d", "BatchNorm2d", "ReLU"),
        images: int = 2,
        channels: int = 1,
        appearance: Appearance | None = None,
        width: int = 308,
        keep: bool = True,
    ) -> None:
        pixels = np.random.default_rng(0).integers(0, 17, (images, channels, 8, 8))
        batch = Batch(pixels.astype(np.float32), tuple(str(i) for i in range(images)))
        document = Document(batch).with_layers(tuple(catalogue()[kind]() for kind in kinds))
        self.bridge = Bridge(Session(State(document, selected=1)))
        self.appearance = appearance or Appearance()
        self.inspector = Inspector(self.bridge, self.appearance)
        if keep:
            qtbot.addWidget(self.inspector)
        self.inspector.resize(width, 2400)
        self.inspector.show()
        self.inspector.activateWindow()
        qtbot.waitUntil(self.inspector.isActiveWindow)
        self.qtbot = qtbot

    def layer(self, index: int) -> Any:
        return self.bridge.state.document.layers[index]

    def select(self, selected: int) -> None:
        self.bridge.do(set_view(selected=selected))

    def click(self, name: str) -> None:
        """Click the visible button whose accessible name ends so."""
        found = [
            each
            for each in self.inspector.findChildren(QAbstractButton)
            if each.isVisible() and each.accessibleName().split(":")[-1].strip() == name
        ]
        assert len(found) == 1, name
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def said(self, section: QWidget) -> str:
        """What can be read in a section: labels and lines, with an ordinary minus sign."""
        labels = [each.text() for each in section.findChildren(QLabel) if each.isVisible()]
        blocks = [each for each in section.findChildren(LineBlock) if each.isVisible()]
        lines = [each.accessibleName() for each in blocks]
        return "\n".join([*labels, *lines]).replace("−", "-")


def test_the_stand_shows_the_selected_layer(qtbot: QtBot) -> None:
    stand = Stand(qtbot)
    assert stand.inspector.form is not None
    assert stand.inspector.form.title.text() == "Conv2d"
