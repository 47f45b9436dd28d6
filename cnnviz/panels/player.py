"""The only clock: plays the timeline on stage, pauses, steps, asks and reveals."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.panels.bridge import Bridge
from cnnviz.session import Presented
from cnnviz.timeline import questions
from cnnviz.timeline.movement import START, approach, at_end, halt_after, micro_steps, step
from cnnviz.timeline.pace import Pace
from cnnviz.timeline.paging import page
from cnnviz.trace import Timeline

FRAME_MS = 16
LONGEST_FRAME = 0.1
"""Seconds that one frame advances at the most, so that a busy machine skips nothing."""


MOTION = 0.45
"""Seconds in which a step shows how it came about."""


class Move(Protocol):
    """Says where a step leads."""

    def __call__(
        self,
        timeline: Timeline,
        playhead: Playhead,
        granularity: Granularity,
        direction: int,
        *,
        predict: bool,
    ) -> Playhead: ...


class Player(QObject):
    """Moves the playhead of the state along the timeline that is on stage.

    Parameters
    ----------
    bridge : Bridge
        Where the playhead is.
    clock : callable
        Gives seconds; tests hand in their own.

    Attributes
    ----------
    clock : callable
        What it reads the time from.
    motion : float
        Seconds of the motion that ends a step forwards; 0 for none.
    playing : Signal(bool)
        It has started or stopped.
    taken : Signal
        Someone begins to play, steps or scrubs: the playhead is what is looked at.
    """

    playing = Signal(bool)
    taken = Signal()
    motion = MOTION

    def __init__(
        self,
        bridge: Bridge,
        clock: Callable[[], float] = time.perf_counter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self.clock = bridge, clock
        self._time = self._then = 0.0
        self._known: tuple[Playhead, Granularity] | None = None
        self._step: tuple[Playhead, Playhead] | None = None  # from where to where it moves
        self._own = START
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.tick)
        bridge.changed.connect(self._changed)

    @property
    def timeline(self) -> Timeline | None:
        """What is played; None where there is nothing to play."""
        return self._bridge.presented.timeline

    @property
    def is_playing(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive() and self._step is None

    def toggle(self) -> None:
        """Play or pause; at the end, begin again with the map on stage."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Let the clock run; where a value is asked for, reveal it and stand still instead."""
        stepping = self._step is not None
        self._land()
        self.taken.emit()
        timeline = self.timeline
        if timeline is None:
            self._answer()
            return
        if (stepping and self.is_asked) or self.reveal():
            return
        if at_end(timeline, self._playhead):
            self._go(Playhead(self._begin(timeline), 0, 0.0))
        self._known = None
        self._then = self.clock()
        self._timer.start()
        self.playing.emit(True)

    @property
    def is_asked(self) -> bool:
        """Whether a question stands on stage."""
        moment = self._bridge.presented.moment
        return moment is not None and moment.asks

    def reveal(self) -> bool:
        """Tell the value that is asked for; False if none is."""
        timeline = self.timeline
        if timeline is None or not self.is_asked:
            return False
        self.taken.emit()
        self.pause()
        self._go(questions.answer_of(timeline, self._playhead))
        return True

    def _answer(self) -> None:
        """End the question of an example whose picture has no steps: the picture answers it."""
        if self._answers:
            self._bridge.session.introduce(None)

    @property
    def _answers(self) -> bool:
        """Whether a question stands that the picture on stage answers; the image does not."""
        presented = self._bridge.presented
        return bool(presented.covered) and presented.stage is not None

    def pause(self) -> None:
        """Stand still."""
        if self._step is not None:
            self._step = None
            self._timer.stop()
        elif self.is_playing:
            self._timer.stop()
            self.playing.emit(False)

    def tick(self) -> None:
        """Go on by the time that has passed, as far as the next place to stop at."""
        timeline = self.timeline
        if timeline is None or not self._timer.isActive():
            return
        if self._step is not None:
            self._move_on(timeline, *self._step)
            return
        now = self.clock()
        passed = min(max(now - self._then, 0.0), LONGEST_FRAME)
        self._then = now
        pace = self._pace(timeline)
        if self._known != self._here:  # someone else moved it, or steps have another size
            self._time = pace.time(self._playhead)
        self._time += passed * self._bridge.state.speed
        target = pace.playhead(self._time)
        if self._asks:
            stop = questions.question_after(timeline, self._playhead)
            near = None if stop is None else questions.question_begins(timeline, stop)
        else:
            near = stop = halt_after(timeline, self._playhead, self._bridge.state.granularity)
        if stop and near and _flat(timeline, target) >= _flat(timeline, near):
            self._go(stop)
            self.pause()
            return
        self._go(target)
        self._known = self._here
        if at_end(timeline, target):
            self.pause()

    def step(self, direction: int, granularity: Granularity | None = None) -> None:
        """Go one step on or back, of the state's granularity unless told otherwise."""
        self._move(step, direction, granularity or self._bridge.state.granularity)

    def page(self, direction: int) -> None:
        """Go as far as one press of a clicker, on or back."""
        self._move(page, direction, self._bridge.state.granularity)

    def _move(self, by: Move, direction: int, granularity: Granularity) -> None:
        timeline = self.timeline
        if timeline is None:
            if direction > 0:
                self._answer()
            return
        self._land()
        self.pause()
        self.taken.emit()
        state = self._bridge.state
        here = state.playhead
        if at_end(timeline, here) and direction > 0:
            begin = self._begin(timeline)
            here = START if begin == 0 else Playhead(begin - 1, _last(timeline), 1.0)
        elif at_end(timeline, here):
            done = self._begin(timeline) + timeline.axes[1] * timeline.axes[2]
            self._go(Playhead(min(done, len(timeline)) - 1, _last(timeline), 1.0))
            return
        target = by(timeline, here, granularity, direction, predict=self._asks)
        still = direction < 0 or granularity in ("row", "map") or at_end(timeline, target)
        still = still or target.position > here.position + 1
        if still or self.motion <= 0:
            self._go(target)
            return
        self._then = self.clock()
        self._step = here, target
        self._move_on(timeline, here, target)
        self._timer.start()

    def _move_on(self, timeline: Timeline, here: Playhead, target: Playhead) -> None:
        """Show the motion of a step as far as it has come."""
        part = (self.clock() - self._then) / self.motion
        if part >= 1:
            self._land()
            return
        self._go(approach(timeline, here, target, max(part, 0.0)))

    def _land(self) -> None:
        """End the motion of a step where it leads to."""
        if self._step is not None:
            _, target = self._step
            self.pause()
            self._go(target)

    def at_edge(self, direction: int) -> bool:
        """Whether nothing is left to step to, on (1) or back (−1)."""
        timeline = self.timeline
        if timeline is None:
            return direction < 0 or not self._answers
        return at_end(timeline, self._playhead) if direction > 0 else self._playhead == START

    def first(self) -> None:
        """Go to the very start, where nothing is shown."""
        self.pause()
        self.taken.emit()
        if self.timeline is not None:
            self._go(START)

    def last(self) -> None:
        """Go to the end, where everything is shown."""
        self.pause()
        self.taken.emit()
        self._go(AT_END)

    def scrub(self, part: float) -> None:
        """Go to a place between the start (0) and the end (1)."""
        timeline = self.timeline
        if timeline is None:
            return
        self.pause()
        self.taken.emit()
        if part >= 1:
            self._go(AT_END)
            return
        count = micro_steps(timeline)
        steps = part * len(timeline) * count
        position, inside = divmod(steps, count)
        self._go(Playhead(int(position), int(inside), inside - int(inside)))

    def part(self) -> float:
        """Where the playhead is between the start (0) and the end (1)."""
        timeline = self.timeline
        if timeline is None or at_end(timeline, self._playhead):
            return 1.0
        return _flat(timeline, self._playhead) / (len(timeline) * micro_steps(timeline))

    @property
    def _playhead(self) -> Playhead:
        return self._bridge.state.playhead

    @property
    def _here(self) -> tuple[Playhead, Granularity]:
        return self._playhead, self._bridge.state.granularity

    @property
    def _asks(self) -> bool:
        return self._bridge.presented.asks

    def _begin(self, timeline: Timeline) -> int:
        """The first position of the map on stage: the last one, if the layer before had more."""
        last = max(self._bridge.presented.maps - 1, 0)
        return timeline.position_of((min(self._bridge.state.map, last), 0, 0)) or 0

    def _pace(self, timeline: Timeline) -> Pace:
        return Pace(timeline, self._bridge.state.granularity)

    def _go(self, playhead: Playhead) -> None:
        self._own = playhead
        self._bridge.session.go_to(playhead)

    def _changed(self, old: Presented, new: Presented) -> None:
        if new.timeline is not old.timeline:
            self._known = None
        elsewhere = new.state.playhead != self._own or new.timeline is not old.timeline
        if self._step is not None and elsewhere:
            self.pause()  # someone else has moved it: the step is over
        if new.timeline is None or new.state.selected != old.state.selected:
            self.pause()


def _last(timeline: Timeline) -> int:
    return micro_steps(timeline) - 1


def _flat(timeline: Timeline, playhead: Playhead) -> float:
    if at_end(timeline, playhead):
        return float(len(timeline) * micro_steps(timeline))
    return playhead.position * micro_steps(timeline) + playhead.micro + playhead.t
