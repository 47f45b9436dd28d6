"""The right-hand column: the form of the selected layer, or the panel of the image."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.document.evaluation import Evaluation, Outcome
from cnnviz.document.state import State
from cnnviz.engine import GeometryError
from cnnviz.layers import Layer, Shape
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import Dress
from cnnviz.panels.inspector.extra import Subject
from cnnviz.panels.inspector.form import LayerForm
from cnnviz.words import text

NARROWEST, WIDTH = 280, 308


class Inspector(QWidget):
    """Shows what is selected and lets it be changed.

    Parameters
    ----------
    bridge : Bridge
        Where the state comes from and commands go to.
    dress : Dress
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    map_chosen : Signal(int)
        The user chose another filter or channel, counted from 0.
    next_batch_asked : Signal()
        The user wants the next batch to count in the running averages.
    """

    map_chosen = Signal(int)
    next_batch_asked = Signal()

    def __init__(self, bridge: Bridge, dress: Dress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._dress = bridge, dress
        self._forms: dict[type[Layer], tuple[QScrollArea, LayerForm]] = {}
        self._form: LayerForm | None = None
        self._map = 0
        self.setMinimumWidth(NARROWEST)
        self._stack = QStackedWidget(self)
        self._image: QWidget = QWidget(self._stack)
        self._stack.addWidget(self._image)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        bridge.changed.connect(self._changed)
        bridge.evaluated.connect(self._evaluated)
        dress.changed.connect(self._redress)
        self._redress()
        self._show(bridge.state)

    @property
    def form(self) -> LayerForm | None:
        """The form that is shown; None while the image is selected."""
        return self._form

    def set_image_panel(self, widget: QWidget) -> None:
        """Show a widget while the image is selected; it takes the place of an earlier one."""
        shown = self._stack.currentWidget() is self._image
        self._stack.removeWidget(self._image)
        self._image.hide()
        self._image.deleteLater()
        self._image = widget
        self._stack.insertWidget(0, widget)
        if shown:
            self._stack.setCurrentWidget(widget)

    def show_map(self, index: int) -> None:
        """Show a filter or channel, counted from 0, without saying so."""
        self._map = index
        if self._form is not None:
            self._form.show_map(index)

    def sizeHint(self) -> QSize:
        """As wide as in the pictures, wider for larger text."""
        return QSize(min(self._dress.px(WIDTH), 480), 640)

    @Slot(object, object)
    def _changed(self, old: State, new: State) -> None:
        if new.document is not old.document or new.selected != old.selected:
            self._show(new)

    @Slot(object)
    def _evaluated(self, evaluation: Evaluation) -> None:
        self._show(self._bridge.state)

    @Slot(int)
    def _map_chosen(self, index: int) -> None:
        self._map = index
        self.map_chosen.emit(index)

    def _show(self, state: State) -> None:
        if state.selected == 0:
            self._leave()
            self._stack.setCurrentWidget(self._image)
            return
        index = state.selected - 1
        layer = state.document.layers[index]
        area, form = self._form_for(type(layer))
        if form is not self._form:
            self._leave()
            self._form = form
            form.show_map(self._map)
        form.show_subject(Subject(index, layer, _in_shape(state, index), self._outcome(index)))
        self._stack.setCurrentWidget(area)

    def _leave(self) -> None:
        if self._form is not None:
            self._form.leave()
        self._form = None

    def _outcome(self, index: int) -> Outcome | None:
        outcomes = self._bridge.evaluation.outcomes
        return outcomes[index] if index < len(outcomes) else None

    def _form_for(self, kind: type[Layer]) -> tuple[QScrollArea, LayerForm]:
        if kind not in self._forms:
            area = QScrollArea(self._stack)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            form = LayerForm(kind, self._bridge, self._dress)
            form.map_chosen.connect(self._map_chosen)
            form.next_batch_asked.connect(self.next_batch_asked)
            area.setWidget(form)
            self._stack.addWidget(area)
            self._forms[kind] = (area, form)
        return self._forms[kind]

    def _redress(self) -> None:
        self.setAccessibleName(self._dress.words(text("Inspector")))
        self.updateGeometry()


def _in_shape(state: State, index: int) -> Shape | None:
    shape = state.document.batch.shape
    try:
        for layer in state.document.layers[:index]:
            shape = layer.out_shape(shape)
    except GeometryError:
        return None
    return shape
