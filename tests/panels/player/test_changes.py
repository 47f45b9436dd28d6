"""What is changed while it plays is played on, or waits."""

from __future__ import annotations

import pytest

from cnnviz.document.commands import set_view
from cnnviz.timeline.movement import START
from tests.panels.player.room import CELLS, Room


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
