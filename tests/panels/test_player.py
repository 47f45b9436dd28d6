"""The player moves the playhead by a clock that it is given, and stands still when it shall."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import set_view
from cnnviz.document.state import AT_END, Playhead, State
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import FRAME_MS, MOTION, Player
from cnnviz.scene.marks import Viewport
from cnnviz.session import Session
from cnnviz.timeline.movement import START, micro_steps
from cnnviz.timeline.pace import MICRO, Pace
from cnnviz.trace import Timeline
from tests.first_pipeline import start

CELLS = 64
"""Of one feature map of the start scene."""


class Room(QObject):
    """A player of the start scene, and a clock that only the test moves."""

    def __init__(self) -> None:
        super().__init__()
        self.bridge = Bridge(Session(start()), self)
        self.now = 0.0
        self.player = Player(self.bridge, clock=self.clock, parent=self)
        self.select(1)
        self.told: list[bool] = []
        self.player.playing.connect(self.told.append)

    def clock(self) -> float:
        return self.now

    def select(self, layer: int) -> None:
        """Put a layer on stage."""
        self.bridge.do(set_view(selected=layer))

    @property
    def timeline(self) -> Timeline:
        assert self.player.timeline is not None
        return self.player.timeline

    @property
    def state(self) -> State:
        return self.bridge.state

    @property
    def head(self) -> Playhead:
        return self.state.playhead

    def put(self, position: int, micro: int = 0, t: float = 0.0, **more: object) -> None:
        """Put the playhead somewhere, and its map on stage."""
        here = Playhead(position, micro, t)
        self.bridge.do(set_view(playhead=here, **{"map": position // CELLS, **more}))

    def run(self, seconds: float, frame: float = 0.05) -> None:
        """Let time pass, frame by frame, while it plays."""
        for _ in range(round(seconds / frame)):
            if self.player.is_playing:
                self.now += frame
                self.player.tick()


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room()


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
    assert _flat(room, room.head) == pytest.approx(_flat(room, there))


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
    assert 0 < _flat(room, room.head) - _flat(room, here) < 0.5


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
    assert _flat(room, room.head) == pytest.approx(_flat(room, there))


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


@pytest.mark.parametrize("granularity", ["term", "row", "map"])
def test_another_granularity_while_playing_goes_on_from_the_same_place(
    room: Room, granularity: str
) -> None:
    room.put(20)
    room.player.play()
    room.run(0.5)
    here = room.head.position
    room.bridge.do(set_view(granularity=granularity))
    room.run(0.05)
    room.player.pause()
    last = {"term": here + 1, "row": here // 8 * 8 + 15, "map": CELLS - 1}[granularity]
    assert here <= room.head.position <= last


def test_another_map_while_playing_is_played_on(room: Room) -> None:
    room.player.play()
    room.run(0.5)
    room.put(2 * CELLS + 5)
    room.run(0.5)
    room.player.pause()
    assert room.head.position >= 2 * CELLS + 5


def test_another_layer_while_playing_waits_at_its_start_and_the_first_where_it_was(
    room: Room,
) -> None:
    room.player.play()
    room.run(0.5)
    left = room.head
    room.select(4)
    room.run(0.1)
    assert room.head == START
    assert not room.player.is_playing
    room.select(1)
    assert room.head == left


def test_without_anything_to_play_it_stays_paused(room: Room) -> None:
    room.select(0)
    room.player.toggle()
    assert not room.player.is_playing
    assert room.player.part() == 1.0


def test_a_map_that_this_layer_does_not_have_does_not_keep_it_from_playing(room: Room) -> None:
    room.bridge.do(set_view(map=63))
    room.player.play()
    room.run(0.3)
    assert room.player.is_playing
    room.player.pause()
    assert room.head.position // CELLS == 3


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


def moving(room: Room, seconds: float, frame: float = 0.05) -> list[Playhead]:
    """Let the motion of a step pass, and give what is seen of it."""
    seen = [room.head]
    for _ in range(round(seconds / frame)):
        room.now += frame
        room.player.tick()
        seen.append(room.head)
    return seen


def test_a_step_plays_its_short_motion_and_stands_still(room: Room) -> None:
    assert MOTION <= 0.5
    room.put(3, micro_steps(room.timeline) - 1, 1.0)
    room.player.motion = MOTION
    room.player.step(1)
    assert not room.player.is_playing
    seen = moving(room, 0.5)
    last = micro_steps(room.timeline) - 1
    assert {(each.position, each.micro) for each in seen} == {(4, 0), (4, last)}
    assert all(_flat(room, a) <= _flat(room, b) for a, b in pairwise(seen))
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


def test_first_and_last_are_the_ends(room: Room) -> None:
    room.player.first()
    assert (room.head, room.player.part()) == (START, 0.0)
    room.player.last()
    assert (room.head, room.player.part()) == (AT_END, 1.0)


@pytest.mark.parametrize("part", [0.0, 0.1234, 0.5, 0.99999, 1.0])
def test_scrubbing_goes_where_it_is_told(room: Room, part: float) -> None:
    room.player.scrub(part)
    assert room.player.part() == pytest.approx(part, abs=1e-9)


def test_the_same_place_is_the_same_from_both_sides(room: Room) -> None:
    places = [i / 37 for i in range(38)]
    on, back = [], []
    for part in places:
        room.player.scrub(part)
        on.append((room.head, room.state.map))
    for part in reversed(places):
        room.player.scrub(part)
        back.append((room.head, room.state.map))
    back[0] = back[0][0], on[-1][1]
    assert on == back[::-1]


def test_scrubbing_pauses(room: Room) -> None:
    room.player.play()
    room.player.scrub(0.3)
    assert not room.player.is_playing


def _flat(room: Room, head: Playhead) -> float:
    return head.position * micro_steps(room.timeline) + head.micro + head.t
