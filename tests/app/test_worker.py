"""Large documents are evaluated beside the window: the newest wins, and closing ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cnnviz.app import worker
from cnnviz.app.worker import LIGHT, Evaluator, work
from cnnviz.document.commands import SetParameter
from cnnviz.document.evaluation import Evaluation, evaluate
from cnnviz.document.state import Batch, Document, State
from cnnviz.document.store import Store
from cnnviz.layers import catalogue
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.lessons.catalogue import start
from cnnviz.panels.bridge import Bridge
from tests.app.opened import Opened


def large(side: int = 512) -> State:
    """A colour photograph's worth of noise, and two layers on it."""
    pixels = np.random.default_rng(0).random((1, 3, side, side), np.float32)
    layers = (Conv2d(out_channels=8, kernel_size=(5, 5)), catalogue()["ReLU"]())
    return State(Document(Batch(pixels, ("noise",), 1.0, False)).with_layers(layers), selected=1)


class Workshop(QObject):
    """A bridge with an evaluator beside it, and what came back."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.bridge = Bridge(Store(state), evaluate(state.document), self)
        self.evaluator = Evaluator(self.bridge, self)
        self.came: list[Evaluation] = []
        self.busy: list[bool] = []
        self.bridge.evaluated.connect(self.came.append)
        self.evaluator.busy.connect(self.busy.append)

    def up_to_date(self) -> bool:
        document = self.bridge.state.document
        shown = [each.layer for each in self.bridge.evaluation.results]
        return not self.evaluator.is_busy and shown == list(document.layers)


@pytest.fixture
def shop(qapp: QApplication) -> Iterator[Workshop]:
    """The workshop with a large document."""
    made = Workshop(large())
    yield made
    made.evaluator.stop()


def test_a_small_change_is_worked_out_at_once(qtbot: QtBot) -> None:
    shop = Workshop(start())
    shop.bridge.do(SetParameter(0, "stride", (2, 2)))
    assert shop.up_to_date()
    assert shop.busy == []


def test_a_large_change_is_worked_out_beside(shop: Workshop, qtbot: QtBot) -> None:
    shop.bridge.do(SetParameter(0, "dilation", (2, 2)))
    assert shop.evaluator.is_busy
    assert shop.came == []
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    assert shop.busy == [True, False]


def test_what_comes_back_is_what_evaluating_at_once_gives(shop: Workshop, qtbot: QtBot) -> None:
    shop.bridge.do(SetParameter(0, "dilation", (2, 2)))
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    expected = evaluate(shop.bridge.state.document)
    for one, other in zip(shop.bridge.evaluation.results, expected.results, strict=True):
        assert one.y is not None
        assert np.allclose(one.y, other.y, atol=1e-5)


def test_the_newest_wins_however_many_changes_come(shop: Workshop, qtbot: QtBot) -> None:
    for spread in (2, 3, 4, 5, 6, 7, 8):
        shop.bridge.do(SetParameter(0, "dilation", (spread, spread)))
        QApplication.processEvents()
    qtbot.waitUntil(shop.up_to_date, timeout=30_000)
    assert shop.bridge.evaluation.results[0].layer.dilation == (8, 8)  # type: ignore[attr-defined]
    assert len(shop.came) <= 7


def test_answers_never_go_back_in_time(shop: Workshop, qtbot: QtBot) -> None:
    for spread in (2, 3, 4, 5):
        shop.bridge.do(SetParameter(0, "dilation", (spread, spread)))
        qtbot.wait(15)
    qtbot.waitUntil(shop.up_to_date, timeout=30_000)
    seen = [each.results[0].layer.dilation[0] for each in shop.came]  # type: ignore[attr-defined]
    assert seen == sorted(seen)


def test_stopping_while_it_works_ends_the_thread(shop: Workshop) -> None:
    shop.bridge.do(SetParameter(0, "dilation", (2, 2)))
    shop.evaluator.stop()
    assert not any(each.name == "evaluator" for each in threading.enumerate())


def test_an_answer_that_comes_after_stopping_is_dropped(shop: Workshop) -> None:
    shop.bridge.do(SetParameter(0, "dilation", (2, 2)))
    shop.evaluator.stop()
    QApplication.processEvents()
    assert shop.came == []


def test_a_layer_that_outlives_the_window_tells_nobody(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, begun, go = Workshop(large()), threading.Event(), threading.Event()
    failed: list[object] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)

    def endless(*_: object) -> Evaluation:
        begun.set()
        go.wait(20)
        return shop.bridge.evaluation

    monkeypatch.setattr(worker, "evaluate", endless)
    monkeypatch.setattr(worker, "PATIENCE", 0.01)
    shop.bridge.do(SetParameter(0, "dilation", (2, 2)))
    begun.wait(20)
    evaluator = shop.evaluator
    evaluator.stop()
    delete(evaluator)
    go.set()
    assert evaluator._thread is not None
    evaluator._thread.join()
    assert failed == []


def test_closing_the_window_while_it_works_ends_cleanly(qtbot: QtBot) -> None:
    opened = Opened(qtbot, large(256))
    opened.window.bridge.do(SetParameter(0, "dilation", (2, 2)))
    assert opened.window.evaluator.is_busy
    opened.end()
    assert not any(each.name == "evaluator" for each in threading.enumerate())


def test_the_window_is_gone_before_it_waits_for_what_is_computed(qtbot: QtBot) -> None:
    opened = Opened(qtbot, large(256))
    evaluator = opened.window.evaluator
    seen: list[bool] = []
    handle = opened.window.windowHandle()
    handle.visibleChanged.connect(lambda visible: seen.append(visible or evaluator._stopped))
    opened.window.bridge.do(SetParameter(0, "dilation", (2, 2)))
    opened.end()
    assert seen[0] is False
    assert evaluator._stopped


def test_the_estimate_counts_only_what_has_changed() -> None:
    document = large().document
    before = evaluate(document)
    assert work(document) > LIGHT
    assert work(document, before) == 0
    after = document.with_layer(1, catalogue()["Tanh"]())
    assert 0 < work(after, before) < work(document)
