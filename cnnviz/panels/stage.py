"""The stage: the explanation of the selected layer, large, with its equation under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.document.commands import SetParameter, look
from cnnviz.document.evaluation import Evaluation
from cnnviz.document.state import State
from cnnviz.layers import Layer
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.panels.guessing import Guessing
from cnnviz.panels.kit import SaidLabel, Segmented, WordButton
from cnnviz.panels.reason import Reason
from cnnviz.scene import questions
from cnnviz.scene.glance import Glance
from cnnviz.scene.kept import Kept
from cnnviz.scene.marks import EMPTY, Scene, Spot, Viewport
from cnnviz.scene.stage import Stage, stage_of, views
from cnnviz.scene.timeline import at_end
from cnnviz.trace import Line, Span, Trace
from cnnviz.views.equation import EquationStrip
from cnnviz.words import Text, text

CAPTIONS = 0.6
"""How much of the text's growth captions take: the cells with their numbers need the rest."""

DRAWING = text("Draw with the mouse; the right button erases. Arrows move, digits type a value.")

PLAYS = (text("Space plays"),)
"""The hint beside an introduction."""

PATIENCE_MS = 300
"""How long work may take before the stage says so."""


class StagePanel(QWidget):
    """Shows the scene of the moment; the canvas comes after the window's first paint.

    Parameters
    ----------
    bridge : Bridge
        State and activations.
    dress : Dress
        Language, theme and text size.

    Attributes
    ----------
    traced : Signal(Trace or None)
        Another layer, or other numbers, can be played.
    readout_changed : Signal(Line)
        Which cell is on stage.
    """

    traced = Signal(object)
    readout_changed = Signal(object)

    def __init__(self, bridge: Bridge, dress: Dress) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bridge, self._dress = bridge, dress
        self._stage: Stage | None = None
        self._kept = Kept()
        self._source: tuple[object, ...] = ()
        self._hover: Spot | None = None
        self._pinned: Spot | None = None
        self._guessing = Guessing()
        self._introduction: Text | None = None
        self._pad: QWidget | None = None
        self.canvas = None
        self._views: Segmented | None = None
        self._views_of: type[Layer] | None = None
        self._mode = Segmented(
            dress, ((True, text("train")), (False, text("eval"))), text("Mode"), None, self
        )
        self._mode.chosen.connect(self._set_mode)
        self._predict = _toggle(
            dress, text("predict"), text("Ask for each value before it is shown (P)")
        )
        self._numbers = _toggle(
            dress, text("numbers"), text("Write the numbers into the cells (N)")
        )
        self._predict.clicked.connect(self.toggle_predict)
        self._numbers.clicked.connect(self.toggle_numbers)
        self._reason = Reason(dress)
        self._working = SaidLabel(dress, text("working…"))
        self._working.setProperty("look", "muted")
        self._working.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._working.show)
        self._empty = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._reason)
        self.equation = EquationStrip(dress.theme, dress.words)
        self._header = QHBoxLayout()
        self._header.setContentsMargins(20, 0, 20, 0)
        self._header.addStretch(1)
        self._header.addWidget(self._working)
        self._header.addWidget(self._mode)
        self._header.addWidget(self._predict)
        self._header.addWidget(self._numbers)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(self.equation)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 14)
        column.setSpacing(8)
        column.addLayout(self._header)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.compose)
        bridge.changed.connect(self._changed)
        bridge.evaluated.connect(self._evaluated)
        dress.changed.connect(self._redress)
        self._name_it()
        self._rebuild()

    def furnish(self) -> None:
        """Make the canvas; this imports pyqtgraph."""
        from cnnviz.views.canvas import Canvas

        if self.canvas is not None:
            return
        self.canvas = Canvas(self._dress.theme, self._dress.words)
        self._stack.addWidget(self.canvas)
        self.canvas.hovered.connect(self._hovered)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.resized.connect(self._later)
        self._rebuild()

    def set_pad(self, pad: QWidget) -> None:
        """Put the drawing pad on the stage whenever the image is selected."""
        self._pad = pad
        self._stack.addWidget(pad)
        self._show_right_widget()

    @property
    def trace(self) -> Trace | None:
        """What can be played."""
        return None if self._stage is None else self._stage.trace

    @property
    def scene(self) -> Scene:
        """The scene on show."""
        return EMPTY if self.canvas is None else self.canvas.shown

    def introduce(self, said: Text) -> None:
        """Say what is to be seen, under the stage, until something else is done."""
        self._introduction = said
        self._later()

    def unpin(self) -> bool:
        """Let go of what was pinned; False if nothing was."""
        had = self._pinned is not None
        self._pinned = None
        self._later()
        return had

    def show_busy(self, busy: bool) -> None:
        """Say that numbers are being worked out, if that takes long enough to be noticed."""
        if busy:
            self._patience.start()
        else:
            self._patience.stop()
            self._working.hide()

    def forget_pointer(self, playing: bool) -> None:
        """Let the playhead have the stage when playing begins, until the mouse moves."""
        if playing:
            self._hover = None

    def toggle_predict(self) -> None:
        """Ask for values before they are shown, or no longer."""
        self._bridge.do(look(predict=not self._bridge.state.predict))

    def toggle_numbers(self) -> None:
        """Write numbers into the cells, or no longer."""
        self._bridge.do(look(numbers=not self._bridge.state.numbers))

    def compose(self) -> None:
        """Show the moment as it is now."""
        self._soon.stop()
        if self._stage is None or self.canvas is None:
            note = self._note() if self._introduction is None else (Span(self._introduction),)
            self.equation.show_line(note)
            self.equation.show_hint(())
            self.readout_changed.emit(())
            return
        state = self._bridge.state
        layer = state.document.layers[state.selected - 1]
        viewport = Viewport(
            max(self.canvas.width(), 200),
            max(self.canvas.height(), 150),
            1 + (self._dress.text - 1) * CAPTIONS,
        )
        spot = self._hover or self._pinned
        scene = self._stage.compose(Glance.of(state, layer.stage, spot, viewport))
        self.canvas.show_scene(scene)
        self.readout_changed.emit(scene.readout)
        if self._introduction is not None and spot is None:
            self.equation.show_line((Span(self._introduction),))
            self.equation.show_hint(PLAYS)
            return
        asks = state.predict and questions.can_ask(self._stage.trace)
        guessed = self._guessing.line(self._stage.trace, state.playhead) if asks else ()
        self.equation.show_line((*scene.equation, *guessed))
        hint = questions.hint(self._stage.trace, state.playhead) if asks else ()
        self.equation.show_hint(hint, questions.HINTS if asks else ())

    def _changed(self, old: State, new: State) -> None:
        self._introduction = None
        if new.selected != old.selected:
            self._hover = self._pinned = None
        self._rebuild()
        self._later()

    def _evaluated(self, _evaluation: Evaluation) -> None:
        self._rebuild()
        self._later()

    def _later(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _rebuild(self) -> None:
        """Make another stage if its numbers are others; show the widget that fits."""
        state, evaluation = self._bridge.state, self._bridge.evaluation
        index = state.selected - 1
        outcome = None
        if 0 <= index < len(evaluation.outcomes):
            outcome = evaluation.outcomes[index]
            if outcome.layer.kind != state.document.layers[index].kind:
                outcome = None  # of an earlier pipeline; its own is still being worked out
        source = (outcome, state.image, state.selected, self.canvas is None)
        if source != self._source:
            self._source = source
            self._stage = None
            if self.canvas is not None and outcome is not None:
                self._stage = stage_of(state, evaluation, self._kept)
            self.traced.emit(self.trace)
        self._show_right_widget()
        self._show_header()

    def _show_right_widget(self) -> None:
        state = self._bridge.state
        if state.selected == 0 and self._pad is not None:
            self._stack.setCurrentWidget(self._pad)
        elif self._stage is not None and self.canvas is not None:
            self._stack.setCurrentWidget(self.canvas)
        else:
            self._reason.say(*self._why_empty())
            self._stack.setCurrentWidget(self._reason)

    def _why_empty(self) -> tuple[Text, Text]:
        """Why there is no stage, and what can be done."""
        state, evaluation = self._bridge.state, self._bridge.evaluation
        index = state.selected - 1
        if self.canvas is None or index < 0 or index >= len(evaluation.outcomes):
            return text(""), text("")
        outcome = evaluation.outcomes[index]
        if outcome.layer.kind != state.document.layers[index].kind:
            return text(""), text("")
        error = outcome.error
        if error is not None:
            return error, text("Change this layer at the right; those before it still work.")
        return (
            text("this layer waits for the one before it"),
            text("It runs as soon as every layer before it does."),
        )

    def _note(self) -> Line:
        """What the strip under the stage says where there is nothing to calculate."""
        if self._bridge.state.selected == 0:
            return (Span(DRAWING, "muted"),)
        return ()

    def _show_header(self) -> None:
        state = self._bridge.state
        layer = state.document.layers[state.selected - 1] if state.selected else None
        kind = type(layer) if layer is not None else None
        if kind is not self._views_of:
            self._views_of = kind
            self._name_it()
            if self._views is not None:
                self._header.removeWidget(self._views)
                self._views.hide()  # or Qt shows it as a window, if it has only just been added
                self._views.deleteLater()
                self._views = None
            found = views(layer) if layer is not None else {}
            if len(found) > 1:
                self._views = Segmented(self._dress, tuple(found.items()), text("view"))
                self._views.chosen.connect(self._choose_view)
                self._header.insertWidget(0, self._views)
        if self._views is not None and layer is not None:
            chosen = state.views.get(layer.stage) or next(iter(views(layer)))
            self._views.set_value(chosen)
        normalizes = isinstance(layer, BatchNorm2d)
        self._mode.setVisible(normalizes)
        if isinstance(layer, BatchNorm2d):
            self._mode.set_value(layer.training)
        trace = self.trace
        self._predict.setVisible(trace is not None and questions.can_ask(trace))
        self._numbers.setVisible(layer is not None)
        for button, on in ((self._predict, state.predict), (self._numbers, state.numbers)):
            button.setChecked(on)

    def _name_it(self) -> None:
        """Tell screen readers what is on stage."""
        kind = self._views_of
        self.setAccessibleName(self._dress.words(text("Image") if kind is None else kind.kind))

    def _choose_view(self, name: object) -> None:
        state = self._bridge.state
        layer = state.document.layers[state.selected - 1]
        self._bridge.do(look(views={**state.views, layer.stage: str(name)}))

    def _set_mode(self, training: object) -> None:
        self._bridge.do(SetParameter(self._bridge.state.selected - 1, "training", training))
        self._bridge.settle()

    def _hovered(self, spot: Spot | None) -> None:
        self._hover = spot
        self._later()

    def _clicked(self, spot: Spot | None) -> None:
        state, trace = self._bridge.state, self.trace
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if spot is None or trace is None:
            self._pinned = None
        elif spot.key == "maps":
            self.show_map(spot.column)
        elif spot.key == "batch":
            self._bridge.do(look(image=spot.column))
        elif spot == self._pinned:
            self._pinned = None
        else:
            self._pinned = spot
        if state is self._bridge.state:
            self._later()

    def show_map(self, index: int) -> None:
        """Put another feature map or channel on stage, at the same place of the timeline."""
        state, trace = self._bridge.state, self.trace
        if trace is None or index == state.map:
            return
        changes: dict[str, object] = {"map": index}
        if not at_end(trace, state.playhead):
            size = trace.shape[1] * trace.shape[2]
            position = index * size + state.playhead.position % size
            head = state.playhead
            changes["playhead"] = type(head)(position, head.micro, head.t)
        self._bridge.do(look(**changes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape lets go of a pin, digits are a guess; other keys are the window's."""
        if event.key() == Qt.Key.Key_Escape and self.unpin():
            event.accept()
        elif self._guess(event):
            self._later()
            event.accept()
        else:
            event.ignore()

    def _guess(self, event: QKeyEvent) -> bool:
        """Take a key for a guess, where a value is asked for; False if it is none."""
        state, trace = self._bridge.state, self.trace
        if trace is None or not state.predict or not questions.can_ask(trace):
            return False
        key = "\b" if event.key() == Qt.Key.Key_Backspace else event.text()
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return False
        return self._guessing.take(key, trace, state.playhead)

    def changeEvent(self, event: QEvent) -> None:
        """Compose anew when fonts change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_soon"):
            self._later()

    def _redress(self) -> None:
        self._name_it()
        self.equation.set_theme(self._dress.theme)
        self.equation.set_words(self._dress.words)
        self.equation.set_text_size(15.0 * self._dress.text)
        if self.canvas is not None:
            self.canvas.set_theme(self._dress.theme)
            self.canvas.set_words(self._dress.words)
        self._later()


def _toggle(dress: Dress, label: Text, hint: Text) -> WordButton:
    button = WordButton(dress, label, hint, look="plain")
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
