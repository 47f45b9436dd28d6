"""A step goes to one place, shows how it came about, and stands still."""

from __future__ import annotations

from itertools import pairwise

from cnnviz.document.commands import set_view
from cnnviz.document.state import Playhead
from cnnviz.panels.player import MOTION
from cnnviz.timeline.movement import micro_steps
from tests.panels.player.room import CELLS, Room, flat, moving


def test_a_clicker_walks_through_every_step_of_batch_normalization(room: Room) -> None:
    room.select(2)
    room.player.first()
    steps, channels = len(room.timeline.steps), len(room.timeline)
    stops = [room.head]
    for _ in range(steps * channels):
        room.player.step(1)
        stops.append(room.head)
    assert len({(each.position, each.micro, each.t) for each in stops}) == steps * channels + 1
    for stop in reversed(stops[:-1]):
        room.player.step(-1)
        assert room.head == stop


def test_stepping_on_from_the_end_begins_the_map_on_stage(room: Room) -> None:
    room.bridge.do(set_view(map=2))
    room.player.step(1)
    assert room.head == Playhead(2 * CELLS, micro_steps(room.timeline) - 1, 1.0)


def test_stepping_on_from_the_end_works_though_the_map_is_not_there(room: Room) -> None:
    room.bridge.do(set_view(map=63))
    room.player.step(1)
    assert room.head == Playhead(3 * CELLS, micro_steps(room.timeline) - 1, 1.0)


def test_stepping_back_from_the_end_takes_the_last_cell_of_the_map_on_stage(room: Room) -> None:
    room.bridge.do(set_view(map=1))
    room.player.step(-1)
    assert room.head == Playhead(2 * CELLS - 1, micro_steps(room.timeline) - 1, 1.0)


def test_a_step_pauses(room: Room) -> None:
    room.player.play()
    room.player.step(1)
    assert not room.player.is_playing


def test_a_step_plays_its_short_motion_and_stands_still(room: Room) -> None:
    assert MOTION <= 0.5
    room.put(3, micro_steps(room.timeline) - 1, 1.0)
    room.player.motion = MOTION
    room.player.step(1)
    assert not room.player.is_playing
    seen = moving(room, 0.5)
    last = micro_steps(room.timeline) - 1
    assert {(each.position, each.micro) for each in seen} == {(4, 0), (4, last)}
    assert all(flat(room, a) <= flat(room, b) for a, b in pairwise(seen))
    assert seen[-1] == Playhead(4, last, 1.0)
    assert room.told == []


def test_a_step_of_one_term_shows_that_term_alone(room: Room) -> None:
    room.put(3, 2, 1.0)
    room.player.motion = MOTION
    room.player.step(1, "term")
    seen = moving(room, 0.5)
    assert {(each.position, each.micro) for each in seen} == {(3, 3)}
    assert seen[-1].t == 1.0


def test_the_next_step_ends_the_motion_of_the_last(room: Room) -> None:
    room.put(3, micro_steps(room.timeline) - 1, 1.0)
    room.player.motion = MOTION
    for _ in range(3):
        room.player.step(1)
    assert moving(room, 0.5)[-1] == Playhead(6, micro_steps(room.timeline) - 1, 1.0)
    room.player.step(-1)
    assert room.head == Playhead(5, micro_steps(room.timeline) - 1, 1.0)


def test_who_moves_the_playhead_ends_the_motion_of_a_step(room: Room) -> None:
    room.put(3, micro_steps(room.timeline) - 1, 1.0)
    room.player.motion = MOTION
    room.player.step(1)
    room.put(20)
    assert set(moving(room, 0.5)) == {Playhead(20, 0, 0.0)}


def test_playing_during_the_motion_of_a_step_goes_on_from_its_end(room: Room) -> None:
    room.put(3, micro_steps(room.timeline) - 1, 1.0)
    room.player.motion = MOTION
    room.player.step(1)
    room.player.play()
    room.run(0.2)
    assert room.player.is_playing
    assert room.head.position == 5
    room.player.pause()


def test_a_step_may_be_of_another_size_than_the_usual(room: Room) -> None:
    room.player.first()
    room.player.step(1, "row")
    assert room.head == Playhead(7, micro_steps(room.timeline) - 1, 1.0)
