"""The right-hand column: the form of the selected layer, or the panel of the image."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cnnviz.layers import Layer
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.form import LayerForm
from cnnviz.session import LayerStatus, Presented
from cnnviz.words import text

NARROWEST, WIDTH = 280, 316
"""Logical pixels: at the least, and at text size 1."""


class Inspector(QWidget):
    """Shows what is selected and lets it be changed.

    Parameters
    ----------
    bridge : Bridge
        Where the state comes from and commands go to.
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self, bridge: Bridge, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._appearance = bridge, appearance
        self._forms: dict[type[Layer], tuple[QScrollArea, LayerForm]] = {}
        self._form: LayerForm | None = None
        self.setMinimumWidth(NARROWEST)
        self._stack = QStackedWidget(self)
        self._image: QWidget = QWidget(self._stack)
        self._stack.addWidget(self._image)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        bridge.changed.connect(self._changed)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self._show(bridge.presented)

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

    @Slot(object, object)
    def _changed(self, old: Presented, new: Presented) -> None:
        said = [(each.covered, each.state.axes) for each in (old, new)]
        if old.status is not new.status or said[0] != said[1]:
            self._show(new)
        elif self._form is not None and old.state.map != new.state.map:
            self._form.show_map(new.state.map)

    def _show(self, presented: Presented) -> None:
        status: LayerStatus | None = presented.status
        if status is None:
            self._leave()
            self._stack.setCurrentWidget(self._image)
            return
        area, form = self._form_for(type(status.layer))
        if form is not self._form:
            self._leave()
            self._form = form
        form.show_status(status, presented.state.map)
        self._stack.setCurrentWidget(area)

    def _leave(self) -> None:
        if self._form is not None:
            self._form.leave()
        self._form = None

    def _form_for(self, kind: type[Layer]) -> tuple[QScrollArea, LayerForm]:
        if kind not in self._forms:
            area = QScrollArea(self._stack)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            form = LayerForm(kind, self._bridge, self._appearance)
            area.setWidget(form)
            self._stack.addWidget(area)
            self._forms[kind] = (area, form)
        return self._forms[kind]

    def _restyle(self) -> None:
        self.setAccessibleName(self._appearance.words(text("Inspector")))
        self.updateGeometry()
