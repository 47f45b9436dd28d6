"""The complete scene of a moment, for screen and export: stage, equation, guess and hint."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.document.state import CellRef
from cnnviz.scene.axis_order import scene_in_order
from cnnviz.scene.covering import covered_scene
from cnnviz.scene.marks import Scene, Viewport
from cnnviz.scene.stage_input import StageInput
from cnnviz.session.present import Presented
from cnnviz.timeline.questions import hint
from cnnviz.trace import OPEN, Covered, Line, Span
from cnnviz.words import Text, text

DRAWING: Line = (
    Span(
        text("Draw with the mouse; the right button erases. Arrows move, digits type a value."),
        "muted",
    ),
)
"""What the strip says while the image is on stage."""
PLAYS = (text("Space plays"),), (text("PageDown or Space plays"),)
"""The hint beside an introduction; before a class there may be a clicker."""
REVEALS = (text("Space reveals"),), (text("PageDown or Space reveals"),)
"""The hint beside a question that the picture answers, which has no steps."""
NOTHING: tuple[tuple[Text, ...], tuple[Text, ...]] = (), ()
POINTING_TELLS: Covered = frozenset({"size", "counts", "padding", "field"})
"""What a cell pointed at would tell, with its frames or in words: nothing can be pointed at."""


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
    scene = covered_scene(composed, covered, viewport)
    if introduction is not None and look.spot is None:
        here = PLAYS if presented.timeline is not None else REVEALS if covered else NOTHING
        said = here[viewport.presenting]
        return replace(scene, equation=(Span(introduction),), hint=said)
    if _rests(presented, look) and not _tells(scene.equation, presented):
        scene = replace(scene, equation=presented.answer or scene.equation)
    if not presented.asks:
        return scene
    return replace(
        scene,
        equation=(*scene.equation, *presented.guess),
        hint=hint(presented.stage.timeline, presented.state.playhead),
    )


def _rests(presented: Presented, look: StageInput) -> bool:
    """Whether the equation is about no cell: at the end, while nothing is pointed at."""
    return presented.timeline is not None and presented.moment is None and look.spot is None


def _tells(said: Line, presented: Presented) -> bool:
    """Whether a line tells what was asked already."""
    asked = OPEN if presented.answered is None else presented.answered.covered
    return any(not asked.isdisjoint(span.tells) for span in said)
