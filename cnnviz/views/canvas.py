"""The canvas: the widget that the stage is drawn on."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QWidget

from cnnviz.scene.marks import EMPTY, Scene, Spot
from cnnviz.views.item_pool import AnyItem, ItemPool, Name
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH, Words


class Canvas(pg.GraphicsView):
    """Shows scenes, repainting what changed, and tells what the pointer points at.

    Logical pixels of a scene are the widget's own.

    Parameters
    ----------
    theme : Theme or None
        Its colours; None means the light theme.
    words : Words
        Its language.
    parent : QWidget or None
        Where it lives.

    Attributes
    ----------
    hovered, clicked : Signal
        The `Spot` that the pointer has reached, or that was pressed; None outside of all.
    resized : Signal
        The size has changed.
    """

    hovered = Signal(object)
    clicked = Signal(object)
    resized = Signal()

    def __init__(
        self,
        theme: Theme | None = None,
        words: Words = ENGLISH,
        parent: QWidget | None = None,
    ) -> None:
        self.style = RenderStyle(theme or Theme.load("light"), words)
        self._pool = ItemPool(self.style)
        self._scene = EMPTY
        self._order: list[Name] = []
        self._spot: Spot | None = None
        super().__init__(parent, useOpenGL=False, background=self.style.theme.window)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(self.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(self.OptimizationFlag.DontAdjustForAntialiasing)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def shown(self) -> Scene:
        """The scene on show."""
        return self._scene

    @property
    def items_shown(self) -> list[AnyItem]:
        """The items on show, from the back to the front."""
        return list(self._pool.shown.values())

    @property
    def items_made(self) -> int:
        """How many items exist, those laid aside included."""
        return len(self._pool.made)

    def show_scene(self, scene: Scene) -> None:
        """Show a scene; only what differs from the one before is painted again.

        Parameters
        ----------
        scene : Scene
            Marks from the back to the front.
        """
        if scene is self._scene:
            return
        self._scene = scene
        changes = self._pool.update(scene)
        for item in changes.made:
            self.scene().addItem(item)
        for item in changes.hidden:
            item.setVisible(False)
        for item in changes.added:
            item.setVisible(True)
        order = list(self._pool.shown)
        if order != self._order:
            self._order = order
            self._pile()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours from now on."""
        self.style = RenderStyle(theme, self.style.words)
        self._pool.set_style(self.style)
        self.setBackground(theme.window)

    def set_words(self, words: Words) -> None:
        """Speak another language from now on."""
        self.style = RenderStyle(self.style.theme, words)
        self._pool.set_style(self.style)

    def spot_at(self, point: QPointF) -> Spot | None:
        """Give what lies under a point of the widget: the frontmost hot cell or map."""
        return self._pool.spot_at(point)

    def _pile(self) -> None:
        """Number the items from back to front, leaving alone those in order."""
        before = 0.0
        items = list(self._pool.shown.values())
        for number, item in enumerate(items):
            here = item.zValue()
            if here <= before:
                after = min(
                    (i.zValue() for i in items[number + 1 :] if i.zValue() > before), default=None
                )
                here = before + 1.0 if after is None else (before + after) / 2
                item.setZValue(here)
            before = here

    def _point_at(self, spot: Spot | None) -> None:
        if spot != self._spot:
            self._spot = spot
            self.hovered.emit(spot)

    # What Qt calls. pyqtgraph's own mouse machinery is passed by: nothing is dragged here.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.spot_at(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.spot_at(event.position()))
            event.accept()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as two presses."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the window."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self.resized.emit()
