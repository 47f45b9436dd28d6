"""Predicting, the player stops before a value, and tells it at the next press."""

from __future__ import annotations

import pytest

from cnnviz.document.commands import set_view
from cnnviz.document.state import Playhead
from cnnviz.panels.player import MOTION
from cnnviz.scene.marks import Viewport
from cnnviz.timeline.movement import micro_steps
from cnnviz.timeline.pace import MICRO
from tests.panels.player.room import Room, moving


def test_predicting_stops_before_every_value(room: Room) -> None:
    room.bridge.do(set_view(predict=True))
    room.player.play()
    room.run(20.0)
    assert not room.player.is_playing
    assert room.head == Playhead(0, micro_steps(room.timeline) - 2, 1.0)


def test_playing_at_a_question_reveals_it_and_stands_still(room: Room) -> None:
    room.bridge.do(set_view(predict=True))
    asked = micro_steps(room.timeline) - 2
    room.put(4, asked, 1.0)
    room.player.toggle()
    room.run(20.0)
    assert room.head == Playhead(4, asked + 1, 1.0)
    assert not room.player.is_playing


def test_playing_where_a_value_was_revealed_asks_for_the_next(room: Room) -> None:
    room.bridge.do(set_view(predict=True))
    asked = micro_steps(room.timeline) - 2
    room.put(4, asked + 1, 1.0)
    room.player.toggle()
    room.run(20.0)
    assert room.head == Playhead(5, asked, 1.0)
    assert not room.player.is_playing


def test_stepping_reveals_and_then_asks_for_the_next(room: Room) -> None:
    room.bridge.do(set_view(predict=True))
    asked = micro_steps(room.timeline) - 2
    room.put(4, asked, 1.0)
    room.player.step(1)
    assert room.head == Playhead(4, asked + 1, 1.0)
    room.player.step(1)
    assert room.head == Playhead(5, asked, 1.0)


@pytest.mark.parametrize("layer", [1, 3, 4])
@pytest.mark.parametrize("granularity", ["term", "cell"])
def test_predicting_never_stands_still_while_it_plays(
    room: Room, granularity: str, layer: int
) -> None:
    room.select(layer)
    slow = room.timeline.slow
    room.bridge.do(set_view(predict=True, granularity=granularity))
    room.put(slow, predict=True)
    room.player.play()
    still, before = 0.0, None
    for _ in range(400):
        if not room.player.is_playing:
            break
        scene = room.bridge.session.scene(Viewport(1000, 500))
        still = still + 0.05 if scene == before else 0.0
        assert still <= MICRO + 0.1
        before = scene
        room.run(0.05)
    assert room.player.is_asked
    assert room.told == [True, False]
    assert room.head.position == slow


def test_a_second_press_at_a_question_reveals_and_the_next_one_goes_on(room: Room) -> None:
    room.bridge.do(set_view(predict=True))
    room.put(4)
    room.player.toggle()
    room.run(20.0)
    assert (room.player.is_asked, room.player.is_playing) == (True, False)
    room.player.toggle()
    room.run(5.0)
    assert room.bridge.presented.moment is not None
    assert room.bridge.presented.moment.revealed
    assert room.head.position == 4
    room.player.toggle()
    assert room.player.is_playing
    room.run(20.0)
    assert (room.player.is_asked, room.head.position) == (True, 5)


def test_the_motion_towards_a_question_is_not_taken_for_the_question(room: Room) -> None:
    room.bridge.do(set_view(predict=True))
    room.put(4, micro_steps(room.timeline) - 1, 1.0)
    room.player.motion = MOTION
    room.player.step(1)
    moving(room, 0.2)
    assert not room.player.is_asked
    room.player.toggle()
    assert (room.player.is_asked, room.player.is_playing) == (True, False)


@pytest.mark.parametrize("granularity", ["row", "map"])
def test_even_whole_rows_and_maps_stop_at_every_question(room: Room, granularity: str) -> None:
    room.bridge.do(set_view(predict=True, granularity=granularity))
    room.player.play()
    room.run(5.0)
    assert room.head == Playhead(0, micro_steps(room.timeline) - 2, 1.0)
