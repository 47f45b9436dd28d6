"""What a stage needs to know besides its numbers: where we are and where we point."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.document.state import AT_END, Playhead, State
from cnnviz.scene.marks import Spot, Viewport


@dataclass(frozen=True)
class Glance:
    """A look at a stage.

    Attributes
    ----------
    playhead : Playhead
        Where the timeline stands.
    map : int
        Which feature map or channel is shown at the end of the timeline.
    image : int
        Which image of the batch.
    predict : bool
        Whether a value is asked for before it is shown.
    numbers : bool
        Whether cells that can show their number do.
    view : str
        The chosen view of the stage; empty for the first.
    spot : Spot or None
        What the pointer points at, or what a click has pinned.
    viewport : Viewport
        The room there is.
    """

    viewport: Viewport
    playhead: Playhead = AT_END
    map: int = 0
    image: int = 0
    predict: bool = False
    numbers: bool = True
    view: str = ""
    spot: Spot | None = None

    @classmethod
    def of(cls, state: State, stage: str, spot: Spot | None, viewport: Viewport) -> Glance:
        """Take from the state what a stage looks at."""
        return cls(
            viewport=viewport,
            playhead=state.playhead,
            map=state.map,
            image=state.image,
            predict=state.predict,
            numbers=state.numbers,
            view=state.views.get(stage, ""),
            spot=spot,
        )
