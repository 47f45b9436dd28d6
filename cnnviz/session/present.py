"""What is on stage: worked out once per change, read by everyone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cnnviz.document.evaluation import Evaluation, LayerResult
from cnnviz.document.state import AT_END, CellRef, Document, State
from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Shape
from cnnviz.scene.explanation import Explanation, Stage
from cnnviz.scene.marks import Spot, Viewport
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.registry import chosen_explanation
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.timeline.movement import can_ask, resolve
from cnnviz.trace import ALL, NOTHING, FloatArray, Line, Moment, Shown, Timeline
from cnnviz.words import Text


@dataclass(frozen=True, eq=False)
class LayerStatus:
    """How it stands with one layer.

    Attributes
    ----------
    index : int
        Which layer, from 0.
    layer : Layer
        Its value in the document.
    in_shape : tuple of int or None
        Of its input; None if a layer before it cannot work.
    result : LayerResult or None
        What it made of its input, perhaps with older weights while the new ones are
        still being computed; None if nothing is known yet.
    computing : bool
        Whether `result` is not yet that of `layer`.
    """

    index: int
    layer: Layer
    in_shape: Shape | None
    result: LayerResult | None
    computing: bool

    @property
    def error(self) -> Text | None:
        """Why the layer cannot work; None if it can, or if that is not known yet."""
        return None if self.result is None or self.computing else self.result.error

    @property
    def waiting(self) -> bool:
        """Whether a layer before it cannot work."""
        known = self.result is not None and not self.computing
        return known and self.result is not None and self.result.x is None

    @property
    def works(self) -> bool:
        """Whether there is an output to show."""
        return self.result is not None and self.result.y is not None


@dataclass(frozen=True, eq=False)
class Presented:
    """Everything that a widget, an export or a test may ask about one moment.

    Attributes
    ----------
    state : State
        The document, and where the user is in it.
    evaluation : Evaluation
        Activations; of an earlier document while those of this one are being computed.
    layers : tuple of LayerStatus
        One for each layer.
    explanation : Explanation or None
        How the layer on stage is explained; None for the image.
    stage : Stage or None
        That explanation of it; None where nothing comes out.
    moment : Moment or None
        Where its timeline stands; None at the end, or where there is none.
    shown : Shown
        What of its output may be seen.
    introduction : Text or None
        What is to be seen, said until something else is done.
    guess : tuple of Span
        What has been typed at a question, judged at its answer.
    """

    state: State
    evaluation: Evaluation
    layers: tuple[LayerStatus, ...]
    explanation: Explanation | None
    stage: Stage | None
    moment: Moment | None
    shown: Shown
    introduction: Text | None = None
    guess: Line = ()

    @property
    def document(self) -> Document:
        """Images and layers."""
        return self.state.document

    @property
    def status(self) -> LayerStatus | None:
        """Of the layer on stage; None for the image."""
        return self.layers[self.state.selected - 1] if self.state.selected else None

    @property
    def timeline(self) -> Timeline | None:
        """What can be played; None where there is nothing."""
        return None if self.stage is None else self.stage.timeline

    @cached_property
    def can_ask(self) -> bool:
        """Whether values of the layer on stage can be asked for."""
        return self.timeline is not None and can_ask(self.timeline)

    @property
    def asks(self) -> bool:
        """Whether values are asked for before they are shown."""
        return self.state.predict and self.can_ask

    @property
    def maps(self) -> int:
        """Feature maps of the layer on stage; 0 where nothing comes out."""
        status = self.status
        if status is None or status.result is None or status.result.y is None:
            return 0
        return int(status.result.y.shape[1])

    def visible(self, index: int) -> Shown:
        """Give what may be seen of a layer's output: nothing that the timeline has not shown.

        Parameters
        ----------
        index : int
            Which layer, from 0.
        """
        on_stage = self.state.selected - 1
        if index < on_stage or on_stage < 0 or self.shown.everything:
            return ALL
        return self.shown if index == on_stage else NOTHING

    def look(self, viewport: Viewport, pointed: CellRef | None = None) -> StageInput:
        """Say what the stage has to show.

        Parameters
        ----------
        viewport : Viewport
            The room there is.
        pointed : CellRef or None
            What the pointer points at; otherwise the pin counts.
        """
        ref = pointed or self.state.pin
        spot = None
        if ref is not None and ref.layer == self.state.selected - 1:
            spot = Spot(ref.array, *ref.index)
        state = self.state
        return StageInput(viewport, self.moment, self.shown, state.map, state.numbers, spot)


class Memo:
    """What one `present` worked out and the next one need not."""

    def __init__(self) -> None:
        self.arrays = ArrayMemo()
        self._layers: tuple[Document, Evaluation, tuple[LayerStatus, ...]] | None = None
        self._stage: tuple[LayerResult, int, Explanation, Stage] | None = None

    def layers(self, document: Document, evaluation: Evaluation) -> tuple[LayerStatus, ...]:
        """Give how it stands with each layer."""
        known = self._layers
        if known is None or known[0] is not document or known[1] is not evaluation:
            known = (document, evaluation, _layers(document, evaluation))
            self._layers = known
        return known[2]

    def stage(
        self, results: tuple[LayerResult, ...], state: State, explanation: Explanation
    ) -> Stage:
        """Give the stage of the last of these layers; the same one while nothing changes."""
        result = results[-1]
        assert result.x is not None
        image = min(state.image, len(result.x) - 1)
        known = self._stage
        if known is None or known[:3] != (result, image, explanation):
            self.arrays.turn()
            subject = Subject(state.document.batch, results, image, self.arrays)
            known = (result, image, explanation, explanation.stage(subject))
            self._stage = known
        return known[3]

    def forget_stage(self) -> None:
        """Let go of the stage and its arrays."""
        self._stage = None


def present(state: State, evaluation: Evaluation, memo: Memo) -> Presented:
    """Work out what is on stage.

    Parameters
    ----------
    state : State
        The document, and where the user is in it.
    evaluation : Evaluation
        Activations, perhaps of an earlier document.
    memo : Memo
        Of the call before.
    """
    layers = memo.layers(state.document, evaluation)
    explanation: Explanation | None = None
    stage: Stage | None = None
    index = state.selected - 1
    if index >= 0:
        explanation = chosen_explanation(layers[index].layer, state.explanations[index])
        known = (each.result for each in layers[: index + 1])
        results = tuple(each for each in known if each is not None and each.y is not None)
        if len(results) == index + 1:
            stage = memo.stage(results, state, explanation)
    if stage is None:
        memo.forget_stage()
        unknown = index >= 0 and state.playhead != AT_END
        return Presented(
            state, evaluation, layers, explanation, None, None, NOTHING if unknown else ALL
        )
    moment = resolve(stage.timeline, state.playhead, predict=state.predict)
    shown = stage.timeline.shown(moment)
    return Presented(state, evaluation, layers, explanation, stage, moment, shown)


def _layers(document: Document, evaluation: Evaluation) -> tuple[LayerStatus, ...]:
    """Find each layer's result: its own, or the one it had before it was changed."""
    own = {id(each.layer): each for each in evaluation.results}
    shape: Shape | None = document.batch.shape
    x: FloatArray | None = document.batch.pixels
    found: list[LayerStatus] = []
    for index, layer in enumerate(document.layers):
        result = own.get(id(layer))
        if result is None and index < len(evaluation.results):
            before = evaluation.results[index]
            result = before if before.layer.kind == layer.kind else None
        computing = result is None or result.layer is not layer or result.x is not x
        found.append(LayerStatus(index, layer, shape, result, computing))
        x = None if result is None else result.y
        if shape is not None:
            try:
                shape = layer.out_shape(shape)
            except GeometryError:
                shape = None
    return tuple(found)
