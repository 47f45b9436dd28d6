"""The stage: the explanation of the selected layer, large, with its equation under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.document.state import CellRef
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.back_row import words_for
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.kit import FocusRing, keep_keys
from cnnviz.panels.reason import Reason
from cnnviz.panels.stage_header import StageHeader
from cnnviz.panels.title_line import TitleLine
from cnnviz.scene.marks import EMPTY, Scene, Spot, Viewport
from cnnviz.session import LayerStatus, Presented
from cnnviz.timeline.questions import HINTS
from cnnviz.views.equation import EquationStrip
from cnnviz.views.zoom import WHOLE
from cnnviz.words import Text, text

if TYPE_CHECKING:  # importing it imports pyqtgraph, which waits for the first paint
    from cnnviz.views.canvas import Canvas

CAPTIONS, EQUATION = 0.2, 0.3
"""How much of the text's growth captions and the equation take: the cells need the rest."""


USUAL_PX = 15.0
"""Height of the equation's font at text size 1, in logical pixels."""
CAPTION_PX = 13.0
"""Height of a caption's font at text size 1."""
CARD = 3.0
"""Height of the equation's card before a class, in that of its font."""


class StagePanel(QWidget):
    """Shows the picture of the moment; the canvas comes after the window's first paint.

    Parameters
    ----------
    bridge : Bridge
        What is on stage.
    appearance : Appearance
        Language, theme and text size.

    Attributes
    ----------
    readout_changed : Signal(Line)
        Which cell is on stage.
    """

    readout_changed = Signal(object)

    def __init__(self, bridge: Bridge, appearance: Appearance) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bridge, self._appearance = bridge, appearance
        self._hover: CellRef | None = None
        self._pad: QWidget | None = None
        self._presenting, self._reserved = False, 0
        self.canvas: Canvas | None = None
        self.header = StageHeader(bridge, appearance, self)
        self.title_line = TitleLine(bridge, appearance, self)
        self.title_line.hide()
        self._reason = Reason(appearance)
        self._empty = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._reason)
        self.equation = EquationStrip(appearance.theme, appearance.words)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(self.equation)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.title_line)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self._size_words()
        self.focus_ring = FocusRing(appearance, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.compose)
        bridge.changed.connect(self._changed)
        appearance.changed.connect(self._restyle)
        self._name_it()
        self._show_right_widget()

    def build_deferred(self) -> None:
        """Make the canvas; this imports pyqtgraph."""
        from cnnviz.views.canvas import Canvas

        if self.canvas is not None:
            return
        from cnnviz.panels.zoom_chip import ZoomChip

        self.canvas = Canvas(self._appearance.theme, self._appearance.words)
        self.zoom_chip = ZoomChip(self._bridge, self._appearance, self.canvas)
        self._stack.addWidget(self.canvas)
        self.canvas.hovered.connect(self._hovered)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.resized.connect(self._later)
        self._show_right_widget()
        self._later()

    def set_pad(self, pad: QWidget) -> None:
        """Put the drawing pad on the stage whenever the image is selected."""
        self._pad = pad
        keep_keys(pad)
        self._stack.addWidget(pad)
        self._show_right_widget()

    def present(self, presenting: bool) -> None:
        """Compose for a class from now on, or for one person again."""
        self._presenting = presenting
        if self.canvas is not None:
            self.canvas.set_zoom(WHOLE)
        self.title_line.setVisible(presenting)
        self.header.stand_aside(presenting)
        self._size_words()
        self._later()

    def reserve(self, height: int) -> None:
        """Keep this many logical pixels at the top for what lies over the title; 0 for none."""
        if height != self._reserved:
            self._reserved = height
            self.title_line.setVisible(self._presenting and not height)
            self._size_words()

    @property
    def scene(self) -> Scene:
        """The scene on show."""
        return EMPTY if self.canvas is None else self.canvas.shown

    def forget_pointer(self) -> None:
        """Let the playhead have the stage until the mouse moves; a pin stays."""
        if self.canvas is not None:
            self.canvas.forget_pointer()

    def compose(self) -> None:
        """Show the moment as it is now."""
        self._soon.stop()
        presented = self._bridge.presented
        scene = self._bridge.session.scene(self._viewport(), self._hover)
        if self.canvas is not None and presented.stage is not None:
            self.canvas.show_scene(scene)
        self.equation.show_line(scene.equation)
        self.equation.show_hint(scene.hint, HINTS if presented.asks else ())
        self.readout_changed.emit(scene.readout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape unpins, digits are a guess; other keys are the window's."""
        if event.key() == Qt.Key.Key_Escape and self._bridge.state.pin is not None:
            self._bridge.session.pin(None)
            event.accept()
        elif self._guess(event):
            event.accept()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._presenting:
            self._size_words()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_soon"):
            self._later()

    def _viewport(self) -> Viewport:
        if self.canvas is None:
            return Viewport(200, 150)
        wanted = 1 + (self._appearance.text - 1) * CAPTIONS
        text_size = max(wanted, self._appearance.grown)
        grown = text_size / wanted
        if self._presenting:
            text_size = words_for(self.width(), self.height()) / CAPTION_PX
        width, height = max(self.canvas.width(), 200), max(self.canvas.height(), 150)
        if self._presenting:
            grown = 1.0
        return Viewport(width, height, text_size, self._presenting, grown)

    def _size_words(self) -> None:
        """Give title and equation the size that the screen has room for."""
        if self._presenting:
            px = words_for(self.width(), self.height())
            self.title_line.set_text_size(px)
            self.equation.set_text_size(px, least=px, tall=CARD)
        else:
            size = 1 + (self._appearance.text - 1) * EQUATION
            self.equation.set_text_size(USUAL_PX * max(size, self._appearance.grown))
        edge = 8 if self._presenting else 14
        self._column.setContentsMargins(0, edge + self._reserved, 0, edge)

    def _changed(self, old: Presented, new: Presented) -> None:
        if new.state.selected != old.state.selected:
            self.forget_pointer()
        if type(new.state.layer) is not type(old.state.layer):
            self._name_it()
        self._show_right_widget()
        if _composed_of(new) != _composed_of(old):
            self._later()

    def _later(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_right_widget(self) -> None:
        presented = self._bridge.presented
        if presented.state.selected == 0 and self._pad is not None:
            self._stack.setCurrentWidget(self._pad)
        elif presented.stage is not None and self.canvas is not None:
            self._stack.setCurrentWidget(self.canvas)
        else:
            status = None if self.canvas is None else presented.status
            self._reason.say(*_why_empty(status))
            self._stack.setCurrentWidget(self._reason)

    def _name_it(self) -> None:
        """Tell screen readers what is on stage."""
        layer = self._bridge.state.layer
        self.setAccessibleName(
            self._appearance.words(text("Image") if layer is None else layer.kind)
        )

    def _hovered(self, spot: Spot | None) -> None:
        self._hover = None if spot is None else self._ref(spot)
        self._later()

    def _clicked(self, spot: Spot | None) -> None:
        session = self._bridge.session
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if spot is None:
            if self._bridge.state.pin is not None:
                session.pin(None)
        elif spot.key == "maps":
            session.choose_map(spot.column)
        elif spot.key == "batch":
            session.view(image=spot.column)
        else:
            session.pin(self._ref(spot))

    def _ref(self, spot: Spot) -> CellRef:
        return CellRef(self._bridge.state.selected - 1, spot.key, (spot.row, spot.column))

    def _guess(self, event: QKeyEvent) -> bool:
        """Take a key for a guess, where a value is asked for; False if it is none."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain != Qt.KeyboardModifier.NoModifier:
            return False
        erases = event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        key = "\b" if erases else event.text()
        return self._bridge.session.type_guess(key)

    def _restyle(self) -> None:
        self._name_it()
        self.equation.set_theme(self._appearance.theme)
        self.equation.set_words(self._appearance.words)
        self._size_words()
        if self.canvas is not None:
            self.canvas.set_theme(self._appearance.theme)
            self.canvas.set_words(self._appearance.words)
        self._later()


def _composed_of(presented: Presented) -> tuple[object, ...]:
    """Everything that the picture depends on, besides the pointer and the room there is."""
    state = presented.state
    moment = (presented.stage, state.playhead, state.predict, state.map, state.pin)
    drawn = (state.numbers, state.own_scales, state.axes)
    said = (presented.introduction, presented.answered, presented.guess)
    return (*moment, *drawn, state.selected, *said)


def _why_empty(status: LayerStatus | None) -> tuple[Text, Text]:
    """Why there is no stage, and what can be done; empty where that is not known yet."""
    if status is None or status.computing:
        return text(""), text("")
    if status.error is not None:
        return status.error, text(
            "Fix this layer in the panel on the right; those before it still work."
        )
    return (
        text("this layer is waiting for the one before it"),
        text("It runs as soon as every layer before it does."),
    )
