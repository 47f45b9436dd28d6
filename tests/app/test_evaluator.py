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

from cnnviz.app import evaluator
from cnnviz.app.evaluator import LIGHT, PATIENCE_MS, Evaluator, work
from cnnviz.document.commands import SetParameter
from cnnviz.document.evaluation import Evaluation, evaluate, evaluate_steps
from cnnviz.document.progress import Progress
from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import catalogue
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.panels.jobs import going_on
from tests.app.opened import Opened
from tests.first_pipeline import start


def large(side: int = 512) -> State:
    """A colour photograph's worth of noise, and two layers on it."""
    pixels = np.random.default_rng(0).random((1, 3, side, side), np.float32)
    layers = (Conv2d(out_channels=8, kernel_size=(5, 5)), catalogue()["ReLU"]())
    return State(Document(Batch(pixels, ("noise",), 1.0, False)).with_layers(layers), selected=1)


class Workshop(QObject):
    """A document and its evaluator, and what came back."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state, self.evaluation = state, evaluate(state.document)
        self.evaluator = Evaluator(self)
        self.came: list[Evaluation] = []
        self.busy: list[bool] = []
        self.evaluator.busy.connect(self.busy.append)

    def do(self, command: SetParameter) -> None:
        """Change the document and ask for its evaluation."""
        self.state = command.apply(self.state)
        self.evaluator(self.state.document, self.evaluation, self.take)

    def spread(self, length: int) -> None:
        """Make a change that takes long to evaluate."""
        self.do(SetParameter(0, "dilation", (length, length)))

    def take(self, document: Document, evaluation: Evaluation) -> None:
        """Keep what is delivered."""
        assert [each.layer for each in evaluation.results] == list(document.layers)
        self.evaluation = evaluation
        self.came.append(evaluation)

    def up_to_date(self) -> bool:
        shown = [each.layer for each in self.evaluation.results]
        return not self.evaluator.is_busy and shown == list(self.state.document.layers)


@pytest.fixture
def shop(qapp: QApplication) -> Iterator[Workshop]:
    """The workshop with a large document."""
    made = Workshop(large())
    yield made
    made.evaluator.stop()


def running() -> bool:
    """Whether an evaluation goes on in a thread."""
    return bool(going_on("evaluator"))


def spreads(came: list[Evaluation]) -> list[int]:
    """The dilations of the first layer, in the order in which they came."""
    return [each.results[0].layer.dilation[0] for each in came]


class Held:
    """Evaluations that end when they are let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        monkeypatch.setattr(evaluator, "evaluate_steps", self._steps)

    def _steps(self, document: Document, previous: Evaluation) -> Progress[Evaluation]:
        yield 0.0
        self.begun.set()
        self.go.wait(20)
        return (yield from evaluate_steps(document, previous))


@pytest.fixture
def held(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """The workshop's evaluations are held; the first has begun."""
    made = Held(monkeypatch)
    shop.spread(2)
    made.begun.wait(20)
    yield made
    made.go.set()


def test_a_small_change_is_worked_out_at_once(qtbot: QtBot) -> None:
    shop = Workshop(start())
    shop.do(SetParameter(0, "stride", (2, 2)))
    assert shop.up_to_date()
    assert len(shop.came) == 1
    assert shop.busy == []


def test_a_large_change_is_worked_out_beside(shop: Workshop, qtbot: QtBot) -> None:
    shop.spread(2)
    assert shop.evaluator.is_busy
    assert shop.came == []
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    assert shop.busy == [True, False]


def test_what_comes_back_is_what_evaluating_at_once_gives(shop: Workshop, qtbot: QtBot) -> None:
    shop.spread(2)
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    expected = evaluate(shop.state.document)
    for one, other in zip(shop.evaluation.results, expected.results, strict=True):
        assert one.y is not None
        assert np.allclose(one.y, other.y, atol=1e-5)


def test_the_newest_wins_however_many_changes_come(shop: Workshop, qtbot: QtBot) -> None:
    for spread in (2, 3, 4, 5, 6, 7, 8):
        shop.spread(spread)
        QApplication.processEvents()
    qtbot.waitUntil(shop.up_to_date, timeout=30_000)
    assert spreads(shop.came)[-1] == 8
    assert len(shop.came) <= 7


def test_answers_never_go_back_in_time(shop: Workshop, qtbot: QtBot) -> None:
    for spread in (2, 3, 4, 5):
        shop.spread(spread)
        qtbot.wait(15)
    qtbot.waitUntil(shop.up_to_date, timeout=30_000)
    assert spreads(shop.came) == sorted(spreads(shop.came))


def test_what_is_overtaken_is_still_delivered_if_it_takes_a_moment(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "PATIENCE_MS", 60_000)
    shop, held = Workshop(large()), Held(monkeypatch)
    for spread in (2, 3, 4):
        shop.spread(spread)
    held.go.set()
    qtbot.waitUntil(shop.up_to_date, timeout=30_000)
    assert spreads(shop.came) == [2, 4]
    assert shop.busy == [True, False]


def test_what_is_overtaken_is_dropped_if_it_takes_long(
    shop: Workshop, held: Held, qtbot: QtBot
) -> None:
    shop.spread(3)
    qtbot.wait(PATIENCE_MS + 100)
    held.go.set()
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    assert spreads(shop.came) == [3]


def test_what_is_overtaken_late_is_dropped(shop: Workshop, held: Held, qtbot: QtBot) -> None:
    qtbot.wait(PATIENCE_MS + 100)
    shop.spread(3)
    held.go.set()
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    assert spreads(shop.came) == [3]


def test_going_back_to_what_is_known_needs_no_waiting(
    shop: Workshop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, held = shop.state.document, Held(monkeypatch)
    shop.spread(2)
    held.begun.wait(20)
    shop.evaluator(before, shop.evaluation, shop.take)
    assert spreads(shop.came) == [1]
    held.go.set()
    qtbot.waitUntil(lambda: not shop.evaluator.is_busy)
    assert spreads(shop.came) == [1]


def test_a_listener_may_ask_for_the_next_while_it_is_told(shop: Workshop, qtbot: QtBot) -> None:
    def take(document: Document, evaluation: Evaluation) -> None:
        shop.take(document, evaluation)
        shop.spread(3)

    document = SetParameter(0, "dilation", (2, 2)).apply(shop.state).document
    shop.evaluator(document, shop.evaluation, take)
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)
    assert spreads(shop.came) == [2, 3]
    assert shop.busy == [True, False]


def test_a_layer_that_breaks_is_raised_in_the_window_and_the_next_is_evaluated(
    shop: Workshop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.capture_exceptions() as raised, monkeypatch.context() as broken:
        broken.setattr(Conv2d, "forward", lambda *_: 1 // 0)
        shop.spread(2)
        qtbot.waitUntil(lambda: not shop.evaluator.is_busy, timeout=20_000)
        qtbot.wait(1)
    assert [each[0] for each in raised] == [ZeroDivisionError]
    assert shop.busy == [True, False]
    shop.spread(3)
    qtbot.waitUntil(shop.up_to_date, timeout=20_000)


def test_stopping_while_it_works_ends_the_thread(shop: Workshop) -> None:
    shop.spread(2)
    shop.evaluator.stop()
    assert not running()


def test_an_answer_that_comes_after_stopping_is_dropped(shop: Workshop) -> None:
    shop.spread(2)
    shop.evaluator.stop()
    QApplication.processEvents()
    assert shop.came == []


def test_a_layer_that_outlives_the_window_tells_nobody(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluator, "PATIENCE_MS", 10)
    shop, held = Workshop(large()), Held(monkeypatch)
    shop.spread(2)
    held.begun.wait(20)
    shop.evaluator.stop()
    assert running()
    delete(shop.evaluator)
    held.go.set()
    qtbot.waitUntil(lambda: not running())
    qtbot.wait(1)
    assert shop.came == []


def test_closing_the_window_while_it_works_ends_cleanly(qtbot: QtBot) -> None:
    opened = Opened(qtbot, large(256))
    opened.window.bridge.do(SetParameter(0, "dilation", (2, 2)))
    assert opened.window.evaluator.is_busy
    opened.end()
    assert not running()


def test_the_window_is_gone_before_it_waits_for_what_is_computed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opened(qtbot, large(256))
    order: list[str] = []
    stop = opened.window.evaluator.stop
    monkeypatch.setattr(
        opened.window.evaluator, "stop", lambda: (order.append("waited"), stop()), raising=True
    )
    handle = opened.window.windowHandle()
    handle.visibleChanged.connect(lambda _visible: order.append("hidden"))
    opened.window.bridge.do(SetParameter(0, "dilation", (2, 2)))
    opened.end()
    assert order[:2] == ["hidden", "waited"]


def test_the_estimate_counts_only_what_has_changed() -> None:
    document = large().document
    before = evaluate(document)
    assert work(document) > LIGHT
    assert work(document, before) == 0
    after = document.with_layer(1, catalogue()["Tanh"]())
    assert 0 < work(after, before) < work(document)
