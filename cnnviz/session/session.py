"""The one owner of state and activations: commands in, one notice per change out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from cnnviz.document.commands import set_view
from cnnviz.document.drawing import NextBatch
from cnnviz.document.evaluation import Evaluation, evaluate
from cnnviz.document.intake import next_digits
from cnnviz.document.state import CellRef, Document, Playhead, State
from cnnviz.document.store import Command, Store
from cnnviz.scene.marks import Scene, Viewport
from cnnviz.session.answer import answering
from cnnviz.session.guessing import Guessing
from cnnviz.session.introduction import Introduction
from cnnviz.session.picture import picture
from cnnviz.session.present import Memo, Presented, present
from cnnviz.timeline.movement import translated
from cnnviz.timeline.questions import question_of
from cnnviz.trace import Asked
from cnnviz.words import Text

Listener = Callable[[Presented, Presented], None]


class Evaluate(Protocol):
    """Computes the activations of a document, at once or later."""

    def __call__(
        self,
        document: Document,
        previous: Evaluation,
        deliver: Callable[[Document, Evaluation], None],
    ) -> None:
        """Call `deliver` with the document's activations, perhaps after returning."""
        ...


def evaluate_now(
    document: Document, previous: Evaluation, deliver: Callable[[Document, Evaluation], None]
) -> None:
    """Compute the activations before returning."""
    deliver(document, evaluate(document, previous))


class Session:
    """The state with its activations, and everything that is displayed for them.

    It does not depend on Qt: tests, exports and the window use the same class.

    Parameters
    ----------
    state : State
        The initial state.
    evaluator : Evaluate
        Computes activations after each change of the document.
    """

    def __init__(self, state: State, evaluator: Evaluate = evaluate_now) -> None:
        self.store = Store(state)
        self._evaluator = evaluator
        self._evaluation = evaluate(state.document)
        self._evaluating = self._telling = self._following = False
        self._memo, self._guessing = Memo(), Guessing()
        self._question: tuple[int, Introduction] | None = None
        self._listeners: list[Listener] = []
        self.store.listen(self._changed)
        self._told = self._presented = self._present()

    @property
    def presented(self) -> Presented:
        """What is displayed."""
        return self._presented

    @property
    def evaluation(self) -> Evaluation:
        """The newest activations."""
        return self._evaluation

    @property
    def state(self) -> State:
        """The document, and where the user is in it."""
        return self.store.state

    def listen(self, listener: Listener) -> None:
        """Call `listener(old, new)` once after every change; never from inside another listener."""
        self._listeners.append(listener)

    def do(self, command: Command) -> None:
        """Apply a command.

        Raises
        ------
        ParameterError, GeometryError
            If it cannot be applied; the state is then unchanged.
        """
        self.store.do(command)

    def view(self, **changes: object) -> None:
        """Change where the user is: any field of the state but the document."""
        self.store.do(set_view(**changes))

    def choose_map(self, index: int) -> None:
        """Show another feature map or channel, at the same place of the timeline."""
        presented = self._presented
        index = max(0, min(index, presented.maps - 1))
        if not presented.maps or index == self.state.map:
            return
        changes: dict[str, object] = {"map": index}
        timeline, moment = presented.timeline, presented.moment
        if timeline is not None and moment is not None:
            cell = timeline.cell_of(moment.position)
            position = None if cell is None else timeline.position_of((index, *cell[1:]))
            if position is not None:
                changes["playhead"] = replace(self.state.playhead, position=position)
        self.view(**changes)

    def choose_explanation(self, name: str) -> None:
        """Explain the layer on stage in another way."""
        index = self.state.selected - 1
        if index < 0:
            return
        names = list(self.state.explanations)
        names[index] = name
        changed = set_view(explanations=tuple(names)).apply(self.state)
        after = present(changed, self._evaluation, self._memo)
        stages = [each.stage for each in (self._presented, after)]  # still ones have a place too
        old, new = (None if each is None else each.timeline for each in stages)
        playhead = translated(self.state.playhead, old, new, self.state.map)
        self.view(explanations=tuple(names), playhead=playhead, pin=None)

    def look_at_answer(self, direction: int) -> bool:
        """Go on to the still view that answers what was asked, or back to the one before it.

        Parameters
        ----------
        direction : int
            1 or −1.

        Returns
        -------
        bool
            False if nothing was asked that another view shows, or that is on stage.
        """
        presented = self._presented
        question, chosen = presented.answered, presented.explanation
        if question is None or chosen is None or self.state.selected != question.selected:
            return False
        layer = self.state.document.layers[question.selected - 1]
        shows = answering(layer, question.covered)
        if shows is None or shows.name == question.explanation:
            return False
        target = shows.name if direction > 0 else question.explanation
        if target == chosen.name or (direction < 0 and chosen.name != shows.name):
            return False
        self.choose_explanation(target)
        return True

    def go_to(self, playhead: Playhead) -> None:
        """Move along the timeline; the map on stage follows."""
        self.view(playhead=playhead)

    def predict(self, on: bool) -> None:
        """Ask for values before they are shown, at once where one is not told yet; or no longer."""
        changes: dict[str, object] = {"predict": on}
        timeline, moment = self._presented.timeline, self._presented.moment
        asks = on and self._presented.can_ask
        if asks and timeline is not None and moment is not None and not moment.revealed:
            changes["playhead"] = question_of(timeline, moment.position)
        self.view(**changes)

    def pin(self, ref: CellRef | None) -> None:
        """Pin a cell as if pointed at; the same cell again, or None, unpins."""
        self.view(pin=None if ref == self.state.pin else ref)

    def next_batch(self) -> None:
        """Update the running averages with the batch and show the next digits."""
        batch = self.state.document.batch
        following = next_digits(batch, len(batch)) if batch.digits else None
        self.do(NextBatch(following, self._evaluation))

    def introduce(self, message: Text | None, asks: Iterable[Asked] = ()) -> None:
        """Show an introductory sentence until it is answered, and cover what it asks for.

        Parameters
        ----------
        message : Text or None
            The sentence; None ends it before a command does.
        asks : iterable of str
            What it asks for: nothing on screen tells it while the sentence stands.
        """
        opening, presented = None, self._presented
        if message is not None:
            covered, explanation = frozenset(asks), presented.explanation
            through = explanation is not None and explanation.through
            selected, shown = presented.state.selected, presented.shown
            name = "" if explanation is None else explanation.name
            opening = Introduction(message, selected, shown, covered, name, through)
            self._question = self.store.opened, opening
        self._presented = replace(presented, opening=opening, answered=self._answered(opening))
        self._tell()

    def type_guess(self, key: str) -> bool:
        """Add a key to the guess; False if nothing is asked, or the key is not part of a number."""
        if not self._guessing.take(key, self._presented):
            return False
        self._refresh()
        return True

    def scene(self, viewport: Viewport, pointed: CellRef | None = None) -> Scene:
        """Compose the scene of the moment: stage, equation, guess and hint.

        Parameters
        ----------
        viewport : Viewport
            Size of the stage.
        pointed : CellRef or None
            The cell under the pointer.
        """
        return picture(self._presented, viewport, pointed)

    def _changed(self, old: State, new: State) -> None:
        if self._following:
            return
        if new.document is not old.document:
            self._evaluating = True
            try:
                self._evaluator(new.document, self._evaluation, self._delivered)
            finally:
                self._evaluating = False
        opening = self._presented.opening
        stands = opening is not None and opening.stands(old, new)
        self._refresh(opening if stands else None)

    def _delivered(self, document: Document, evaluation: Evaluation) -> None:
        """Store activations; listeners are called once if they arrive within a change."""
        self._evaluation = evaluation
        if not self._evaluating:
            self._refresh(self._presented.opening)

    def _present(self) -> Presented:
        """Compute what is displayed, the chosen map being the one whose cell is at hand.

        A layer comes on stage at a moment of its own, and an edit may put another map at the
        same position: whatever reads the state then means the map that is seen.
        """
        presented = present(self.state, self._evaluation, self._memo)
        index = presented.written_map
        if index is None or index == self.state.map:
            return presented
        self._following = True
        try:
            self.view(map=index)
        finally:
            self._following = False
        return present(self.state, self._evaluation, self._memo)

    def _refresh(self, opening: Introduction | None = None) -> None:
        presented = self._present()
        if opening is not None and opening.selected == presented.state.selected:
            opening = replace(opening, shown=presented.shown)
        self._guessing.follow(presented)
        guess = self._guessing.line(presented)
        answered = self._answered(opening)
        self._presented = replace(presented, opening=opening, answered=answered, guess=guess)
        self._tell()

    def _answered(self, opening: Introduction | None) -> Introduction | None:
        """Give the question that was put to the scene on stage, once it stands no more."""
        if opening is not None or self._question is None:
            return None
        opened, question = self._question
        return question if opened == self.store.opened else None

    def _tell(self) -> None:
        """Call every listener; a change made by one of them is reported after all were called."""
        if self._telling:
            return
        self._telling = True
        try:
            while self._told is not self._presented:
                old, self._told = self._told, self._presented
                for listener in self._listeners:
                    listener(old, self._told)
        finally:
            self._telling = False
