"""Durations: time and playhead as functions of each other."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.state import AT_END, Granularity, Playhead
from cnnviz.timeline.movement import micro_steps
from cnnviz.trace import Timeline

MICRO = 0.6
"""Seconds of a micro-step that is watched."""
STEP = 1.2
"""Seconds of a micro-step of a position that is watched as a whole."""
SLOWEST = 8.0
"""Seconds of the first cell at the most."""
FIRST_CELL, FIRST_ROW = 0.8, 5.0
"""Seconds of a cell of the first row; of the whole first row at the most."""
CELL = 0.4
"""Seconds of any later cell at the most."""
MAP = 20.0
"""Seconds of a whole map at the most."""
GLIDE = 0.35
"""Part of a cell's time in which the window moves; then the value moves to its cell as long."""
SHOWN, FLOWN = 0.12, 0.5
"""Seconds below which a cell has no time for moving the window, and the value."""
ROUNDING = 1e-9
"""Part of a cell's time that adding seconds up may lose."""


@dataclass(frozen=True)
class Pace:
    """The schedule of a timeline at speed 1.

    One cell is played slowly, micro-step by micro-step: the first that has something to
    show. The cells before it and the first row go at normal speed; the rest so that a map
    takes at most `MAP` seconds whatever its size. With granularity ``term`` every cell is
    played like that one; with ``row`` and ``map`` a whole row or map appears at once. If
    the timeline is `whole`, every position is played slowly, in at most `MAP` seconds.

    Parameters
    ----------
    timeline : Timeline
        The timeline.
    granularity : str
        What one step is.
    """

    timeline: Timeline
    granularity: Granularity

    @property
    def _slow(self) -> float:
        if self.timeline.whole:
            return min(micro_steps(self.timeline) * STEP, MAP)
        return min(micro_steps(self.timeline) * MICRO, SLOWEST)

    @property
    def _early(self) -> int:
        """Cells of the first map that are played slowly or at normal speed."""
        return max(self.timeline.axes[2], self.timeline.slow + 1)

    @property
    def _row(self) -> float:
        return min(FIRST_CELL, FIRST_ROW / max(self._early - 1, 1))

    @property
    def _rest(self) -> float:
        _, rows, columns = self.timeline.axes
        left = MAP - self._slow - self._row * (self._early - 1)
        return min(CELL, left / max(rows * columns - self._early, 1))

    @property
    def duration(self) -> float:
        """Seconds from the start to the end."""
        return self.starts(len(self.timeline))

    def starts(self, position: int) -> float:
        """Give the seconds from the start until a position begins."""
        _, rows, columns = self.timeline.axes
        size = rows * columns
        if self.timeline.whole or self.granularity == "term":
            return position * self._slow
        index, cell = divmod(position, size)
        if self.granularity == "map":
            return index * self._per_map + cell / size * self._per_map
        if self.granularity == "row":
            return position / columns * self._per_row
        early = self._early
        until = self._slow + self._row * (early - 1)
        first = until + self._rest * (size - early)
        later = min(CELL * size, MAP)
        if index == 0:
            if cell <= self.timeline.slow:
                return cell * self._row
            if cell <= early:
                return self._slow + (cell - 1) * self._row
            return until + (cell - early) * self._rest
        return first + (index - 1) * later + cell / size * later

    @property
    def _per_map(self) -> float:
        return 1.5

    @property
    def _per_row(self) -> float:
        return min(0.8, MAP / self.timeline.axes[1])

    def time(self, playhead: Playhead) -> float:
        """Give the seconds from the start at which a playhead is reached.

        Parameters
        ----------
        playhead : Playhead
            A place on the timeline; beyond the last position it means the end.
        """
        if playhead.position >= len(self.timeline):
            return self.duration
        begin, length = self.starts(playhead.position), self._length(playhead.position)
        count = micro_steps(self.timeline)
        if self._watched(playhead.position):
            return begin + length * (min(playhead.micro, count - 1) + playhead.t) / count
        if playhead.micro == 0 and count > 1:
            return begin + length * GLIDE * playhead.t
        if playhead.micro < count - 1:
            return begin + length * GLIDE
        return begin + length * (1.0 if playhead.t >= 1 else GLIDE * (1 + playhead.t))

    def playhead(self, time: float) -> Playhead:
        """Give the playhead at a time.

        Parameters
        ----------
        time : float
            Seconds from the start; beyond the duration it means the end.
        """
        if time >= self.duration:
            return AT_END
        position = self._at(max(time, 0.0))
        length = self._length(position)
        part = min(max((time - self.starts(position)) / length, 0.0), 1.0)
        last = micro_steps(self.timeline) - 1
        if self._watched(position):
            micro = min(int(part * (last + 1)), last)
            return Playhead(position, micro, part * (last + 1) - micro)
        if self.granularity in ("row", "map"):
            size = self.timeline.axes[2]
            if self.granularity == "map":
                size *= self.timeline.axes[1]
            return Playhead(position // size * size + size - 1, last, 1.0)
        if part < GLIDE - ROUNDING and length >= SHOWN and last > 0:
            return Playhead(position, 0, part / GLIDE)
        if GLIDE - ROUNDING <= part < 2 * GLIDE - ROUNDING and length >= FLOWN and last > 0:
            return Playhead(position, last, max(part / GLIDE - 1, 0.0))
        return Playhead(position, last, 1.0)

    def _length(self, position: int) -> float:
        return self.starts(position + 1) - self.starts(position)

    def _watched(self, position: int) -> bool:
        """Whether the micro-steps of a position are played one by one."""
        if self.timeline.whole or self.granularity == "term":
            return True
        return self.granularity == "cell" and position == self.timeline.slow

    def _at(self, time: float) -> int:
        """The position that a time falls into, by halving."""
        low, high = 0, len(self.timeline)
        while high - low > 1:
            middle = (low + high) // 2
            if self.starts(middle) <= time:
                low = middle
            else:
                high = middle
        return low
