"""An inspector on a small document, as the tests of its parts want it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.store import Store
from cnnviz.layers import catalogue
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.panels.inspector import Inspector


class Evaluator(QObject):
    """Evaluates at once after every change of the document."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        bridge.changed.connect(self.evaluate)

    def evaluate(self, old: State, new: State) -> None:
        if new.document is not old.document:
            self._bridge.show(evaluate(new.document, self._bridge.evaluation))


class Stand:
    """A document, its bridge, and an inspector that is shown."""

    def __init__(
        self,
        qtbot: QtBot,
        kinds: tuple[str, ...] = ("Conv2d", "BatchNorm2d", "ReLU"),
        images: int = 2,
        channels: int = 1,
        dress: Dress | None = None,
        width: int = 308,
        keep: bool = True,
    ) -> None:
        pixels = np.random.default_rng(0).integers(0, 17, (images, channels, 8, 8))
        batch = Batch(pixels.astype(np.float32), tuple(str(i) for i in range(images)))
        document = Document(batch).with_layers(tuple(catalogue()[kind]() for kind in kinds))
        self.bridge = Bridge(Store(State(document, selected=1)), evaluate(document))
        self.evaluator = Evaluator(self.bridge)
        self.dress = dress or Dress()
        self.inspector = Inspector(self.bridge, self.dress)
        if keep:
            qtbot.addWidget(self.inspector)
        self.inspector.resize(width, 2400)
        self.inspector.show()
        self.inspector.activateWindow()
        qtbot.waitUntil(self.inspector.isActiveWindow)

    def layer(self, index: int) -> Any:
        return self.bridge.state.document.layers[index]

    def select(self, selected: int) -> None:
        self.bridge.do(set_view(selected=selected))


def test_the_stand_shows_the_selected_layer(qtbot: QtBot) -> None:
    stand = Stand(qtbot)
    assert stand.inspector.form is not None
    assert stand.inspector.form.title.text() == "Conv2d"
