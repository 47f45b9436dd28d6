"""The micro-steps of a position, and the moments of a timeline."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.words import Text


@dataclass(frozen=True, slots=True)
class Step:
    """A run of micro-steps of one kind.

    Attributes
    ----------
    name : str
        What the code calls it; unique within a timeline.
    title : Text
        What it is called on screen.
    count : int
        Micro-steps in the run, at least 1.
    reveals : bool
        Whether the output's value is shown from the beginning of this step.
    short : Text, str or None
        Its title in fewer words, where there is no room for all of them.
    """

    name: str
    title: Text
    count: int = 1
    reveals: bool = False
    short: Text | str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A playhead resolved on a timeline.

    Attributes
    ----------
    position : int
        Which position, within the timeline.
    step : Step
        In which step of it.
    number : int
        Which step that is, from 0.
    index : int
        Which micro-step of the step.
    t : float
        How far into the micro-step, 0 to 1.
    revealed : bool
        Whether the value of this position is shown.
    asks : bool
        Whether the question for the value stands: all else about it has been shown.
    covered : bool
        Whether what would tell the value is covered, because it is or will be asked for.
    """

    position: int
    step: Step
    number: int = 0
    index: int = 0
    t: float = 1.0
    revealed: bool = True
    asks: bool = False
    covered: bool = False

    @property
    def name(self) -> str:
        """The step's name."""
        return self.step.name


def last_moment(position: int, steps: tuple[Step, ...]) -> Moment:
    """Give the moment at which everything about a position has been shown.

    Parameters
    ----------
    position : int
        Its index.
    steps : tuple of Step
        The steps of the timeline.
    """
    step = steps[-1]
    return Moment(position, step, len(steps) - 1, step.count - 1)
