"""What is displayed: computed once per change, read by every widget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cnnviz.document.evaluation import Evaluation, LayerResult
from cnnviz.document.state import AT_END, CellRef, Document, State
from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Shape
from cnnviz.scene.explanation import Explanation, Stage
from cnnviz.scene.marks import Scale, Spot, Viewport
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.registry import chosen_explanation
from cnnviz.scene.scales import along
from cnnviz.scene.stage_input import StageInput
from cnnviz.scene.subject import Subject
from cnnviz.session.answer import answer_of
from cnnviz.session.introduction import Introduction
from cnnviz.timeline.movement import can_ask, resolve
from cnnviz.trace import ALL, NOTHING, OPEN, Covered, FloatArray, Line, Moment, Shown, Timeline
from cnnviz.words import Text


@dataclass(frozen=True, eq=False)
class LayerStatus:
    """The status of one layer.

    Attributes
    ----------
    index : int
        Which layer, from 0.
    layer : Layer
        Its value in the document.
    in_shape : tuple of int or None
        Shape of its input; None if a layer before it cannot work.
    result : LayerResult or None
        Its input and output, possibly with earlier weights while the new output is
        being computed; None if there is none yet.
    computing : bool
        Whether `result` is not yet the result of `layer`.
    """

    index: int
    layer: Layer
    in_shape: Shape | None
    result: LayerResult | None
    computing: bool

    @property
    def error(self) -> Text | None:
        """Why the layer cannot work; None if it can, or before it has been computed."""
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
    """Everything that a widget, an export or a test reads about one moment.

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
        The stage of that explanation; None if the layer has no output.
    moment : Moment or None
        The moment of its timeline; None at the end or without a timeline.
    shown : Shown
        The visible part of its output.
    opening : Introduction or None
        Introductory sentence, shown until it is answered.
    answered : Introduction or None
        The introductory sentence that has been answered, while its example is on stage.
    guess : tuple of Span
        The guess typed at a question, with the verdict at its answer.
    scales : tuple of Scale
        Colours of the images, then of each layer's output.
    """

    state: State
    evaluation: Evaluation
    layers: tuple[LayerStatus, ...]
    explanation: Explanation | None
    stage: Stage | None
    moment: Moment | None
    shown: Shown
    opening: Introduction | None = None
    answered: Introduction | None = None
    guess: Line = ()
    scales: tuple[Scale, ...] = ()

    @property
    def document(self) -> Document:
        """Images and layers."""
        return self.state.document

    @property
    def introduction(self) -> Text | None:
        """The introductory sentence, while it stands."""
        return None if self.opening is None else self.opening.message

    @property
    def covered(self) -> Covered:
        """What the introduction asks for: nothing on screen tells it while that stands."""
        return OPEN if self.opening is None else self.opening.covered

    @cached_property
    def answer(self) -> Line:
        """What the introduction asked for, once that is answered; empty without a question."""
        return answer_of(self)

    @property
    def status(self) -> LayerStatus | None:
        """Status of the layer on stage; None for the image."""
        return self.layers[self.state.selected - 1] if self.state.selected else None

    @property
    def timeline(self) -> Timeline | None:
        """Timeline to play; None without a stage, or where its picture stands still."""
        still = self.explanation is None or self.explanation.still
        return None if self.stage is None or still else self.stage.timeline

    def plays(self, index: int) -> bool:
        """Whether a layer has steps to go through; also if its output is still to come.

        Parameters
        ----------
        index : int
            Which layer, from 0.
        """
        status = self.layers[index]
        still = chosen_explanation(status.layer, self.state.explanations[index]).still
        return not still and (status.works or status.computing)

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
        """Feature maps of the layer on stage; 0 if it has no output."""
        status = self.status
        if status is None or status.result is None or status.result.y is None:
            return 0
        return int(status.result.y.shape[1])

    @property
    def written_map(self) -> int | None:
        """The map whose cell the moment writes; None at the end, or where it writes all maps."""
        if self.timeline is None or self.moment is None:
            return None
        cell = self.timeline.cell_of(self.moment.position)
        return None if cell is None else cell[0]

    def visible(self, index: int) -> Shown:
        """Give the visible part of a layer's output: what the timeline has shown.

        Parameters
        ----------
        index : int
            Which layer, from 0.
        """
        seen = _seen(index, self.state.selected, self.shown)
        if self.opening is not None and seen.everything:
            return _seen(index, self.opening.selected, self.opening.shown)
        return seen

    def size_asked(self, index: int) -> bool:
        """Whether the size of a layer's output is asked for, or would tell it.

        Parameters
        ----------
        index : int
            Which layer, from 0.
        """
        opening = self.opening
        return opening is not None and "size" in self.covered and index >= opening.selected - 1

    def look(self, viewport: Viewport, pointed: CellRef | None = None) -> StageInput:
        """Make the input of the stage.

        Parameters
        ----------
        viewport : Viewport
            Size of the stage.
        pointed : CellRef or None
            The cell under the pointer; None uses the pinned cell.
        """
        ref = pointed or self.state.pin
        spot = None
        if ref is not None and ref.layer == self.state.selected - 1:
            spot = Spot(ref.array, *ref.index)
        state = self.state
        return StageInput(
            viewport, self.moment, self.shown, state.map, state.numbers, spot, state.own_scales
        )


class Memo:
    """Results of one `present` that the next one reuses."""

    def __init__(self) -> None:
        self.arrays = ArrayMemo()
        self._layers: tuple[Document, Evaluation, tuple[LayerStatus, ...]] | None = None
        self._stage: tuple[LayerResult, int, Explanation, Stage] | None = None

    def layers(self, document: Document, evaluation: Evaluation) -> tuple[LayerStatus, ...]:
        """Give the status of each layer."""
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
        """Release the stage and its arrays."""
        self._stage = None


def present(state: State, evaluation: Evaluation, memo: Memo) -> Presented:
    """Compute what is displayed.

    Parameters
    ----------
    state : State
        The document, and where the user is in it.
    evaluation : Evaluation
        Activations, possibly of an earlier document.
    memo : Memo
        Results of the previous call; updated.
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
    scales = along(state.document.batch, [each.result for each in layers], memo.arrays)
    if stage is None:
        memo.forget_stage()
        unknown = index >= 0 and state.playhead != AT_END
        shown = NOTHING if unknown else ALL
        return Presented(state, evaluation, layers, explanation, None, None, shown, scales=scales)
    moment = resolve(stage.timeline, state.playhead, predict=state.predict)
    shown = stage.timeline.shown(moment)
    return Presented(state, evaluation, layers, explanation, stage, moment, shown, scales=scales)


def _seen(index: int, selected: int, shown: Shown) -> Shown:
    """Give what may be seen of a layer while this much is shown of the selected one."""
    if index < selected - 1 or selected == 0 or shown.everything:
        return ALL
    return shown if index == selected - 1 else NOTHING


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
