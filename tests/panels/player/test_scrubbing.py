"""Scrubbing goes where it is told, and stands still there."""

from __future__ import annotations

import pytest

from cnnviz.document.state import AT_END
from cnnviz.timeline.movement import START
from tests.panels.player.room import Room


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
