"""The only clock: plays a stage's timeline, pauses, steps, asks and reveals."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cnnviz.document.commands import look
from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.panels.bridge import Bridge
from cnnviz.scene import questions
from cnnviz.scene.pace import Pace
from cnnviz.scene.timeline import START, at_end, micro_steps, step
from cnnviz.trace import Trace

FRAME_MS = 16
LONGEST_FRAME = 0.1
"""Seconds that one frame advances at the most, so that a busy machine skips nothing."""


class Player(QObject):
    """Moves the playhead of the state along the selected layer's trace.

    Parameters
    ----------
    bridge : Bridge
        Where the playhead is.
    clock : callable
        Gives seconds; tests hand in their own.

    Attributes
    ----------
    playing : Signal(bool)
        It has started or stopped.
    """

    playing = Signal(bool)

    def __init__(
        self,
        bridge: Bridge,
        clock: Callable[[], float] = time.perf_counter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._clock = bridge, clock
        self._trace: Trace | None = None
        self._time = self._then = 0.0
        self._known: tuple[Playhead, Granularity] | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def trace(self) -> Trace | None:
        """What is played; None where there is nothing to play."""
        return self._trace

    @property
    def is_playing(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive()

    def load(self, trace: Trace | None) -> None:
        """Play this trace from now on; the playhead stays where it is."""
        self._trace = trace
        self._known = None
        if trace is None:
            self.pause()

    def toggle(self) -> None:
        """Play or pause; at the end, begin again with the map on stage."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Let the clock run; where a value is asked for, reveal it and stand still instead."""
        trace = self._trace
        if trace is None:
            return
        if at_end(trace, self._playhead):
            _, rows, columns = trace.shape
            self._go(Playhead(self._map(trace) * rows * columns, 0, 0.0))
        elif self._asks(trace) and questions.at_question(trace, self._playhead):
            self._go(questions.answer_of(trace, self._playhead))
            return
        self._known = None
        self._then = self._clock()
        self._timer.start()
        self.playing.emit(True)

    def pause(self) -> None:
        """Stand still."""
        if self.is_playing:
            self._timer.stop()
            self.playing.emit(False)

    def tick(self) -> None:
        """Go on by the time that has passed."""
        trace = self._trace
        if trace is None:
            return
        now = self._clock()
        passed = min(max(now - self._then, 0.0), LONGEST_FRAME)
        self._then = now
        pace = self._pace(trace)
        if self._known != self._here:  # someone else moved it, or steps have another size
            self._time = pace.time(self._playhead)
        self._time += passed * self._bridge.state.speed
        target = pace.playhead(self._time)
        stop = questions.question_after(trace, self._playhead) if self._asks(trace) else None
        if stop is not None and _flat(trace, target) >= _flat(trace, stop):
            self._go(stop)
            self.pause()
            return
        self._go(target)
        self._known = self._here
        if at_end(trace, target):
            self.pause()

    def step(self, direction: int, granularity: Granularity | None = None) -> None:
        """Go one step on or back, of the state's granularity unless told otherwise."""
        trace = self._trace
        if trace is None:
            return
        self.pause()
        state = self._bridge.state
        here = state.playhead
        if at_end(trace, here) and direction > 0:
            begin = self._map(trace) * trace.shape[1] * trace.shape[2]
            here = START if begin == 0 else Playhead(begin - 1, _last(trace), 1.0)
        elif at_end(trace, here):
            done = (self._map(trace) + 1) * trace.shape[1] * trace.shape[2]
            self._go(Playhead(done - 1, _last(trace), 1.0))
            return
        size_of = granularity or state.granularity
        self._go(step(trace, here, size_of, direction, predict=self._asks(trace)))

    def first(self) -> None:
        """Go to the very start, where nothing is shown."""
        self.pause()
        if self._trace is not None:
            self._go(START)

    def last(self) -> None:
        """Go to the end, where everything is shown."""
        self.pause()
        self._go(AT_END)

    def scrub(self, part: float) -> None:
        """Go to a place between the start (0) and the end (1)."""
        trace = self._trace
        if trace is None:
            return
        self.pause()
        if part >= 1:
            self._go(AT_END)
            return
        count = micro_steps(trace)
        steps = part * len(trace) * count
        position, inside = divmod(steps, count)
        self._go(Playhead(int(position), int(inside), inside - int(inside)))

    def part(self) -> float:
        """Where the playhead is between the start (0) and the end (1)."""
        trace = self._trace
        if trace is None or at_end(trace, self._playhead):
            return 1.0
        return _flat(trace, self._playhead) / (len(trace) * micro_steps(trace))

    @property
    def _playhead(self) -> Playhead:
        return self._bridge.state.playhead

    @property
    def _here(self) -> tuple[Playhead, Granularity]:
        return self._playhead, self._bridge.state.granularity

    def _map(self, trace: Trace) -> int:
        """The map on stage: the last one, if the layer before had more."""
        return min(self._bridge.state.map, trace.shape[0] - 1)

    def _pace(self, trace: Trace) -> Pace:
        return Pace(trace, self._bridge.state.granularity)

    def _asks(self, trace: Trace) -> bool:
        return self._bridge.state.predict and questions.can_ask(trace)

    def _go(self, playhead: Playhead) -> None:
        changes: dict[str, object] = {"playhead": playhead}
        trace = self._trace
        if trace is not None and playhead.position < len(trace):
            changes["map"] = playhead.position // (trace.shape[1] * trace.shape[2])
        self._bridge.do(look(**changes))


def _last(trace: Trace) -> int:
    return micro_steps(trace) - 1


def _flat(trace: Trace, playhead: Playhead) -> float:
    if at_end(trace, playhead):
        return float(len(trace) * micro_steps(trace))
    return playhead.position * micro_steps(trace) + playhead.micro + playhead.t
