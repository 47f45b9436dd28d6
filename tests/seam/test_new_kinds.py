"""A new kind is one file: it plays, steps back, predicts, is pointed at, saved and walked back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import AddLayer, MoveLayer, SetParameter
from cnnviz.document.evaluation import walk_back
from cnnviz.document.files import load, save
from cnnviz.document.state import AT_END, Batch, CellRef, Document, Playhead, State
from cnnviz.layers import Layer, Region, catalogue
from cnnviz.layers.base import frozen
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import Player
from cnnviz.panels.strip.content import of_layer
from cnnviz.scene.marks import Grid, Outline, Scene, Viewport
from cnnviz.session import Session
from cnnviz.timeline.movement import START, translated
from cnnviz.words import Words
from tests.app.opened import Opened
from tests.layers.cases import Case
from tests.layers.replaying import check_reads, check_replay, check_shown, check_steps

KINDS = ("Halve", "Share", "Spread", "Stick")
ALL = pytest.mark.parametrize("kind", KINDS)
VIEW = Viewport(1000, 620)


def made(kind: str) -> Layer:
    """A layer of a kind that stands in no file of the project."""
    return catalogue()[kind]()


def session_of(*layers: Layer, side: int = 4) -> Session:
    """A session with one image and these layers, the last one on stage."""
    pixels = frozen(np.random.default_rng(3).integers(1, 9, (1, 1, side, side)))
    document = Document(Batch(pixels, ("noise",))).with_layers(layers)
    return Session(State(document, selected=len(layers)))


def grid(scene: Scene, key: str) -> Grid:
    """The one grid of a name."""
    (found,) = (mark for mark in scene.marks if isinstance(mark, Grid) and mark.key == key)
    return found


@ALL
def test_its_timeline_keeps_what_every_timeline_keeps(kind: str) -> None:
    layer, x = made(kind), frozen(np.random.default_rng(1).normal(size=(2, 2, 3, 4)))
    case = Case(layer, x, layer.forward(x))
    check_replay(case, 1)
    check_reads(case)
    check_steps(case)
    check_shown(case)


@ALL
def test_it_plays_to_its_end(kind: str, qtbot: QtBot) -> None:
    session = session_of(made(kind))
    now = [0.0]
    player = Player(Bridge(session), clock=lambda: now[0])
    player.first()
    player.play()
    seen = set()
    for _ in range(4000):
        if session.state.playhead == AT_END:
            break
        if not player.is_playing:  # it stops where there is something to talk about
            player.play()
        now[0] += 0.05
        player.tick()
        moment = session.presented.moment
        seen.add(moment and moment.name)
        session.scene(VIEW)
    timeline = session.presented.timeline
    assert timeline is not None
    assert session.state.playhead == AT_END
    assert session.presented.shown.everything
    if timeline.whole:
        assert {step.name for step in timeline.steps} <= seen


@ALL
def test_stepping_back_undoes_stepping_on(kind: str, qtbot: QtBot) -> None:
    session = session_of(made(kind))
    player = Player(Bridge(session))
    player.first()
    there = []
    for _ in range(6):
        player.step(1, "term")
        there.append(session.state.playhead)
    for playhead in reversed(there[:-1]):
        player.step(-1, "term")
        assert session.state.playhead == playhead


@ALL
def test_a_value_is_asked_for_before_it_is_told(kind: str, qtbot: QtBot) -> None:
    session = session_of(made(kind))
    player = Player(Bridge(session))
    session.view(predict=True)
    player.first()
    while not session.scene(VIEW).hint:
        player.step(1)
    presented = session.presented
    assert presented.moment is not None
    assert presented.moment.asks
    asked = presented.shown.asked
    assert asked is not None
    scene = session.scene(VIEW)
    assert grid(scene, "output").asked == asked
    assert scene.hint
    answer = f"{float(session.evaluation.results[-1].y[0].flat[asked]):.2f}"
    for key in answer:
        assert session.type_guess(key)
    player.play()
    assert "✓" in "".join(str(span.text) for span in session.scene(VIEW).equation)


@ALL
def test_nothing_that_has_not_been_told_can_be_seen(kind: str) -> None:
    session = session_of(made(kind), made("Halve"))
    session.view(selected=1, playhead=START)
    shown = grid(session.scene(VIEW), "output")
    hidden = shown.hidden is not None and bool(shown.hidden.all())
    assert shown.revealed == 0 or hidden
    assert session.presented.visible(1).count == 0


@ALL
def test_it_can_be_pointed_at(kind: str) -> None:
    session = session_of(made(kind))
    ref = CellRef(0, "output", (1, 2))
    scene = session.scene(VIEW, ref)
    session.pin(ref)
    assert session.state.pin == ref
    assert session.scene(VIEW).equation == scene.equation
    if kind == "Halve":
        assert any(isinstance(mark, Outline) and mark.key == "window" for mark in scene.marks)
        assert "y[0, 1, 2]" in "".join(str(span.text) for span in scene.equation)


@ALL
def test_it_is_saved_and_opened(kind: str, tmp_path: Path) -> None:
    session = session_of(made(kind))
    session.view(playhead=Playhead(0, 1, 0.5))
    session.pin(CellRef(0, "output", (0, 1)))
    save(session.state, tmp_path / "new.cnnviz")
    opened = load(tmp_path / "new.cnnviz")
    assert [layer.kind for layer in opened.document.layers] == [kind]
    assert (opened.playhead, opened.pin) == (session.state.playhead, session.state.pin)


@ALL
def test_its_picture_can_be_placed_anywhere(kind: str) -> None:
    scene = session_of(made(kind)).scene(VIEW)
    moved = scene.placed(100.0, 50.0, "right ")
    before, after = grid(scene, "output").box, grid(moved, "right output").box
    assert (after.x - before.x, after.y - before.y) == (100.0, 50.0)


@ALL
def test_what_a_cell_sees_is_what_can_change_it(kind: str) -> None:
    layers = (catalogue()["Conv2d"](out_channels=1, padding="valid"), made(kind))
    session = session_of(*layers, side=6)
    regions = walk_back(session.evaluation.results, Region.cell(1, 2))
    y = session.evaluation.results[-1].y
    assert y is not None
    touched = np.zeros((6, 6), bool)
    for cell in np.ndindex(6, 6):
        pixels = np.array(session.state.document.batch.pixels)
        pixels[(0, 0, *cell)] += 100
        changed = Document(Batch(pixels, ("noise",)), session.state.document.layers)
        new = Session(State(changed)).evaluation.results[-1].y
        assert new is not None
        touched[cell] = new[0, 0, 1, 2] != y[0, 0, 1, 2]
    (top, bottom), (left, right) = regions[0].rows, regions[0].columns
    seen = np.zeros((6, 6), bool)
    seen[max(top, 0) : bottom + 1, max(left, 0) : right + 1] = True
    assert not (touched & ~seen).any()
    rows, columns = np.nonzero(touched)
    assert (rows.min(), rows.max()) == (max(top, 0), min(bottom, 5))
    assert (columns.min(), columns.max()) == (max(left, 0), min(right, 5))


def test_an_explanation_in_a_file_of_its_own_is_found() -> None:
    session = session_of(made("Spread"))
    explanation = session.presented.explanation
    assert explanation is not None
    assert explanation.name == "spreading"
    session.view(playhead=Playhead(1, 1, 1.0))
    assert any(mark.key == "stamp" for mark in session.scene(VIEW).marks)


def test_a_kind_without_an_explanation_is_shown_before_and_after() -> None:
    for kind in ("Halve", "Share", "Stick"):
        explanation = session_of(made(kind)).presented.explanation
        assert explanation is not None
        assert explanation.name == "before_after"


def test_the_window_works_with_all_of_them(qtbot: QtBot) -> None:
    opened = Opened(qtbot, session_of(made("Spread")).state, Appearance())
    bridge = opened.window.bridge
    for at, kind in enumerate(KINDS):
        assert bridge.do(AddLayer(kind, at))
        opened.settle()
        opened.press(Qt.Key.Key_Home)
        opened.press(Qt.Key.Key_Right)
        opened.press(Qt.Key.Key_Left)
    assert bridge.do(MoveLayer(0, 2))
    assert bridge.do(AddLayer("Conv2d", 1))
    assert bridge.do(SetParameter(1, "stride", (2, 2)))
    opened.settle()
    for selected in range(len(bridge.state.document.layers) + 1):
        bridge.session.view(selected=selected, playhead=START)
        opened.settle()
        assert opened.window.stage.scene.marks or selected == 0
    bridge.store.mark_saved(bridge.state.document)
    assert opened.close()


def test_a_position_that_writes_every_map_keeps_the_map_on_stage() -> None:
    session = session_of(catalogue()["Conv2d"](out_channels=3, padding="same"), made("Stick"))
    session.view(playhead=Playhead(5, 1, 1.0))
    session.choose_map(2)
    session.go_to(Playhead(6, 1, 1.0))
    assert session.state.map == 2
    y = session.evaluation.results[-1].y
    assert y is not None
    shown = grid(session.scene(VIEW), "output")
    assert np.array_equal(shown.values, y[0, 2])
    assert shown.hidden is not None
    assert int((~shown.hidden).sum()) == 7


def test_the_strip_shows_no_more_than_the_stage() -> None:
    session = session_of(made("Spread"), made("Halve"))
    session.view(selected=1, playhead=START)
    presented = session.presented
    cards = [of_layer(presented, status, Words("en")) for status in presented.layers]
    assert all(card.source is not None and card.source.shown.nothing for card in cards)
    assert all("not yet revealed" in card.spoken for card in cards)
    session.view(playhead=Playhead(0, 1, 1.0))
    shown = of_layer(session.presented, session.presented.layers[0], Words("en")).source
    assert shown is not None
    assert shown.shown.values is not None
    assert int((~shown.shown.hidden).sum()) == 4  # a mask here


def test_another_explanation_stands_at_the_same_cell_or_at_its_end() -> None:
    session = session_of(catalogue()["Conv2d"](out_channels=2))
    session.view(playhead=Playhead(5, 2, 0.5))
    for name in ("uses", "field"):
        session.choose_explanation(name)
        assert session.state.playhead == Playhead(5, 2, 0.5)
    spread = session_of(made("Spread"))
    spread.view(playhead=Playhead(3, 1, 1.0))
    timeline = spread.presented.timeline
    assert translated(spread.state.playhead, timeline, session.presented.timeline) == AT_END
    cells, channels = session.presented.timeline, session_of(catalogue()["BatchNorm2d"]())
    there = translated(Playhead(5, 2, 0.5), cells, channels.presented.timeline)
    assert there == Playhead(0, 0, 0.0)
