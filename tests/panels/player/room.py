"""A player of the start scene, and a clock that only the test moves."""

from __future__ import annotations

from PySide6.QtCore import QObject

from cnnviz.document.commands import set_view
from cnnviz.document.state import Playhead, State
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import Player
from cnnviz.session import Session
from cnnviz.timeline.movement import micro_steps
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


def moving(room: Room, seconds: float, frame: float = 0.05) -> list[Playhead]:
    """Let the motion of a step pass, and give what is seen of it."""
    seen = [room.head]
    for _ in range(round(seconds / frame)):
        room.now += frame
        room.player.tick()
        seen.append(room.head)
    return seen


def flat(room: Room, head: Playhead) -> float:
    """Count the micro-steps before a playhead, with the part of its own."""
    return head.position * micro_steps(room.timeline) + head.micro + head.t
