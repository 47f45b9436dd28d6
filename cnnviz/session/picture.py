"""The complete scene of a moment, for screen and export: stage, equation, guess and hint."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.document.state import CellRef
from cnnviz.scene.axis_order import scene_in_order
from cnnviz.scene.covering import covered_scene
from cnnviz.scene.marks import Scene, Viewport
from cnnviz.session.present import Presented
from cnnviz.timeline.questions import hint
from cnnviz.trace import Covered, Line, Span
from cnnviz.words import text

DRAWING: Line = (
    Span(
        text("Draw with the mouse; the right button erases. Arrows move, digits type a value."),
        "muted",
    ),
)
"""What the strip says while the image is on stage."""
PLAYS = (text("Space plays"),)
"""The hint beside an introduction."""
REVEALS = (text("Space reveals"),)
"""The hint beside a question that the picture answers, which has no steps."""
POINTING_TELLS: Covered = frozenset({"counts", "padding", "field"})
"""What a cell pointed at would tell with its frames, so that nothing can be pointed at."""


def picture(presented: Presented, viewport: Viewport, pointed: CellRef | None = None) -> Scene:
    """Compose the scene of a moment.

    Parameters
    ----------
    presented : Presented
        The moment.
    viewport : Viewport
        Size of the stage.
    pointed : CellRef or None
        The cell under the pointer; None uses the pinned cell.
    """
    introduction = presented.introduction
    if presented.stage is None:
        if introduction is not None:
            return Scene((), (Span(introduction),))
        return Scene((), DRAWING if presented.state.selected == 0 else ())
    covered = presented.covered
    look = presented.look(viewport, pointed)
    if not covered.isdisjoint(POINTING_TELLS):
        look = replace(look, spot=None)
    composed = scene_in_order(presented.stage.compose(look), presented.state.axes)
    scene = covered_scene(composed, covered)
    if introduction is not None and look.spot is None:
        plays = PLAYS if presented.timeline is not None else REVEALS if covered else ()
        return replace(scene, equation=(Span(introduction),), hint=plays)
    if not presented.asks:
        return scene
    return replace(
        scene,
        equation=(*scene.equation, *presented.guess),
        hint=hint(presented.stage.timeline, presented.state.playhead),
    )
