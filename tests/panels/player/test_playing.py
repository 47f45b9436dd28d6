"""The player moves the playhead by a clock that it is given, and stops by itself."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END, Playhead
from cnnviz.panels.player import FRAME_MS, Player
from cnnviz.timeline.movement import micro_steps
from cnnviz.timeline.pace import Pace
from tests.panels.player.room import CELLS, Room, flat


def test_playing_begins_at_the_end_with_the_map_on_stage(room: Room) -> None:
    room.bridge.do(set_view(map=2))
    room.player.play()
    assert room.head == Playhead(2 * CELLS, 0, 0.0)
    room.player.pause()


def test_the_playhead_follows_the_clock_along_the_pace(room: Room) -> None:
    room.player.play()
    room.run(10.0)
    room.player.pause()
    there = Pace(room.timeline, "cell").playhead(10.0)
    assert flat(room, room.head) == pytest.approx(flat(room, there))


def test_it_plays_by_its_own_timer(qtbot: QtBot) -> None:
    room = Room()
    room.player = Player(room.bridge, parent=room)
    room.select(1)
    room.player.play()
    qtbot.waitUntil(lambda: room.head.t > 0.1, timeout=2000)
    room.player.pause()


def test_the_window_stays_at_sixty_frames_a_second() -> None:
    assert FRAME_MS <= 1000 / 60


def test_pausing_stands_still(room: Room) -> None:
    room.player.play()
    room.run(3.0)
    room.player.toggle()
    here = room.head
    room.run(3.0)
    assert room.head == here
    assert room.told == [True, False]


def test_going_on_after_a_pause_goes_on_from_there(room: Room) -> None:
    room.put(room.timeline.slow)
    room.player.play()
    room.run(1.0)
    room.player.toggle()
    here = room.head
    room.now += 60.0
    room.player.toggle()
    room.run(0.1)
    room.player.pause()
    assert 0 < flat(room, room.head) - flat(room, here) < 0.5


def test_a_frame_that_comes_late_skips_nothing(room: Room) -> None:
    room.player.play()
    room.now += 60.0
    room.player.tick()
    room.player.pause()
    assert room.head.position == 0


def test_twice_the_speed_goes_twice_as_far(room: Room) -> None:
    room.bridge.do(set_view(speed=2.0))
    room.player.play()
    room.run(5.0)
    room.player.pause()
    there = Pace(room.timeline, "cell").playhead(10.0)
    assert flat(room, room.head) == pytest.approx(flat(room, there))


def test_it_stops_by_itself_at_the_end(room: Room) -> None:
    room.put(4 * CELLS - 2)
    room.player.play()
    room.run(5.0)
    assert room.head == AT_END
    assert not room.player.is_playing
    assert room.told == [True, False]


def test_it_stops_at_the_end_of_each_map_and_goes_on_with_the_next(room: Room) -> None:
    room.put(CELLS - 1)
    room.player.play()
    room.run(2.0)
    assert not room.player.is_playing
    assert room.head == Playhead(CELLS - 1, micro_steps(room.timeline) - 1, 1.0)
    assert room.state.map == 0
    room.player.play()
    room.run(2.0)
    assert room.player.is_playing
    room.player.pause()
    assert room.state.map == 1


def test_it_stops_after_each_step_of_batch_normalization(room: Room) -> None:
    room.select(2)
    room.player.first()
    names = []
    while room.head != AT_END:
        assert len(names) < 100
        room.player.play()
        room.run(3.0)
        assert not room.player.is_playing
        moment = room.bridge.presented.moment
        names.append(None if moment is None else (moment.position, moment.number, moment.t))
    steps, channels = len(room.timeline.steps), len(room.timeline)
    assert names[:-1] == [(c, s, 1.0) for c in range(channels) for s in range(steps)][:-1]
