"""Finding the stage of a layer: the file of ``stages`` that the layer names."""

from __future__ import annotations

import importlib
from dataclasses import replace
from types import ModuleType
from typing import Protocol

from cnnviz.document.evaluation import Evaluation, Outcome
from cnnviz.document.state import State
from cnnviz.layers import Layer
from cnnviz.scene import more_views
from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.marks import Scale, Scene
from cnnviz.scene.scales import of_batch, signed
from cnnviz.scene.settling import settled
from cnnviz.trace import Trace
from cnnviz.words import Text


class Stage(Protocol):
    """The explanation of one layer for one image, at any moment."""

    @property
    def trace(self) -> Trace: ...
    def compose(self, glance: Glance) -> Scene: ...


def views(layer: Layer) -> dict[str, Text]:
    """The views that a layer's stage offers, by name."""
    found: dict[str, Text] = _module(layer).VIEWS
    return found | more_views.more(layer)


def stage_of(state: State, evaluation: Evaluation, kept: Kept | None = None) -> Stage | None:
    """Make the stage of the selected layer; None for the image, or where nothing comes out.

    Parameters
    ----------
    state : State
        Says which layer and which image.
    evaluation : Evaluation
        Activations; may be those of an earlier document.
    kept : Kept, optional
        What the stage before this one worked out, and this one need not.
    """
    kept = kept or Kept()
    kept.turn()
    if state.selected == 0 or state.selected > len(evaluation.outcomes):
        return None
    index = state.selected - 1
    outcome = evaluation.outcomes[index]
    if outcome.y is None or outcome.x is None:
        return None
    x, batch = outcome.x, evaluation.batch
    if index == 0:
        scale = kept.of(x, ("ink", batch.ink, batch.peak), lambda: of_batch(batch))
    else:
        scale = kept.of(x, "signed", lambda: signed(x))
    image = min(state.image, len(x) - 1)
    made: Stage = _module(outcome.layer).Stage(outcome, scale, image, kept)
    if not more_views.more(outcome.layer):
        return made
    return Viewed(made, evaluation.outcomes[: index + 1], of_batch(batch))


class Viewed:
    """A layer's own stage, and the further views beside it."""

    def __init__(self, stage: Stage, outcomes: tuple[Outcome, ...], scale: Scale) -> None:
        self._stage, self._outcomes, self._scale = stage, outcomes, scale

    @property
    def trace(self) -> Trace:
        """What is played."""
        return self._stage.trace

    def compose(self, glance: Glance) -> Scene:
        """Make the picture of the chosen view."""
        x = self._outcomes[-1].x
        assert x is not None
        glance = replace(glance, image=min(glance.image, len(x) - 1))
        scene = more_views.compose(self._outcomes, self._scale, self.trace, glance)
        if scene is None:
            return self._stage.compose(glance)
        return replace(scene, marks=settled(scene.marks, glance.viewport))


def _module(layer: Layer) -> ModuleType:
    return importlib.import_module(f"cnnviz.scene.stages.{layer.stage}")
