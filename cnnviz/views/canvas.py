"""The canvas: the widget that the stage is drawn on."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGraphicsScene, QWidget

from cnnviz.scene.marks import EMPTY, Scene, Spot
from cnnviz.views.item_pool import AnyItem, ItemPool, Name
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.views.zoom import LARGEST, NOTCH, WHOLE, Zoom
from cnnviz.words import ENGLISH, Words

MOST_PIXELS = 1 << 25
"""Real pixels of the whole picture when it is zoomed."""
TURN = 120
"""What Qt says of one notch of the wheel."""
TREMBLE = 3.0
"""Pixels that a mouse at rest may move, on a lectern that is touched."""


class Canvas(pg.GraphicsView):
    """Shows scenes, repainting what changed, and tells what the pointer points at.

    Logical pixels of a scene are the widget's own, unless it is zoomed: the wheel with
    Ctrl enlarges the picture about the pointer, and a drag then moves it. A click is
    then told when the button is let go, since a drag begins with a press too.

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
    zoomed : Signal
        Another part of the picture is seen, or it is seen larger or smaller.
    """

    hovered = Signal(object)
    clicked = Signal(object)
    resized = Signal()
    zoomed = Signal()

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
        self._seen_at: QPointF | None = None  # on the screen: what lies there may move
        self._resting = False
        self._zoom = WHOLE
        self._composed_at = QSize()
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        super().__init__(parent, useOpenGL=False, background=self.style.theme.window)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(self.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(self.OptimizationFlag.DontAdjustForAntialiasing)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # its parent has one
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
        if self._composed_at != self.size():
            self._composed_at = self.size()
            self.viewport().update()  # Qt can lose what old items leave behind at a new size
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

    @property
    def zoom(self) -> Zoom:
        """Which part of the scene is seen, and how large."""
        return self._zoom

    def set_zoom(self, zoom: Zoom) -> None:
        """Show another part of the scene, or show it larger or smaller."""
        zoom = zoom.within(self.width(), self.height())
        if zoom != self._zoom:
            self._zoom = zoom
            self.updateMatrix()
            self.zoomed.emit()

    def spot_at(self, point: QPointF) -> Spot | None:
        """Give what lies under a point of the widget: the frontmost hot cell or map."""
        return self._pool.spot_at(QPointF(*self._zoom.drawn(point.x(), point.y())))

    def forget_pointer(self) -> None:
        """Point at nothing until the mouse has moved."""
        self._resting = self._seen_at is not None
        self._point_at(None)

    def updateMatrix(self, propagate: bool = True) -> None:
        """Lay the part that is seen over the whole widget; pyqtgraph calls this too."""
        zoom, size = getattr(self, "_zoom", WHOLE), self.size()
        if zoom == WHOLE:
            super().updateMatrix(propagate)
            return
        corner = QPointF(zoom.left / zoom.factor, zoom.top / zoom.factor)
        self.setSceneRect(QRectF(corner, size.toSizeF() / zoom.factor))
        self.setTransform(QTransform.fromScale(zoom.factor, zoom.factor))

    def _largest(self) -> float:
        """How far the picture may be enlarged: maps are drawn as a whole, so they must end."""
        pixels = self.width() * self.height() * self.devicePixelRatioF() ** 2
        return max(1.0, min(LARGEST, math.sqrt(MOST_PIXELS / max(pixels, 1.0))))

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

    def _rests(self, place: QPointF) -> bool:
        """Whether the mouse is still where it was forgotten."""
        if self._resting and self._seen_at is not None:
            if (place - self._seen_at).manhattanLength() <= TREMBLE:
                return True
            self._resting = False
        self._seen_at = place
        return False

    # What Qt calls. pyqtgraph's own mouse machinery is passed by.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point, or move the picture with a button held down."""
        here = event.position()
        if self._rests(event.globalPosition()):
            event.accept()
            return
        if self._pressed is not None and self._dragged is None:
            far = (here - self._pressed).manhattanLength()
            if far >= QApplication.startDragDistance():
                self._dragged = self._pressed
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged is not None:
            by = here - self._dragged
            self._dragged = here
            self.set_zoom(self._zoom.moved(by.x(), by.y(), self.width(), self.height()))
        else:
            self._point_at(self.spot_at(here))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or a drag of what is zoomed; the right button is the menu's."""
        left = event.button() == Qt.MouseButton.LeftButton
        if self._zoom != WHOLE and (left or event.button() == Qt.MouseButton.MiddleButton):
            self._pressed = event.position()
        elif left:
            self.clicked.emit(self.spot_at(event.position()))
        event.setAccepted(left or self._pressed is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; without one, it was a click."""
        was_click = self._pressed is not None and self._dragged is None
        self._pressed = self._dragged = None
        self.viewport().unsetCursor()
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.spot_at(event.position()))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as two presses."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, move what is zoomed without; else leave the wheel to the window."""
        turned, size = event.angleDelta(), (self.width(), self.height())
        here = event.position()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            times = NOTCH ** ((turned.y() or turned.x()) / TURN)
            self.set_zoom(self._zoom.about(here.x(), here.y(), times, *size, self._largest()))
        elif self._zoom != WHOLE:
            self.set_zoom(self._zoom.moved(turned.x() / 2, turned.y() / 2, *size))
        else:
            event.ignore()
            return
        self._point_at(self.spot_at(here))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self.set_zoom(self._zoom)
            self.resized.emit()
