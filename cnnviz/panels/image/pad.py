"""The large pad that an image is drawn on, with mouse, pen or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from cnnviz.ink.strokes import CellBox, Point
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.brush import paint_brush
from cnnviz.panels.image.caption import paint_caption, readout
from cnnviz.panels.image.cells import Cells
from cnnviz.panels.image.given import accept_copy, can_take, take, with_ctrl
from cnnviz.panels.image.pad_keys import PadKeys
from cnnviz.panels.image.pen import Pen
from cnnviz.panels.image.stroking import Stroking
from cnnviz.scene.scales import of_batch
from cnnviz.session import Presented
from cnnviz.trace import FloatArray
from cnnviz.views.mark_widget import MarkWidget
from cnnviz.views.painting import painted
from cnnviz.words import text

LEFT, TOP, RIGHT, BELOW = 20, 12, 16, 56
"""Logical pixels around the cells; below them stand name and readout."""
CAPTION = 260.0
"""Width of the caption of a narrow image, in logical pixels."""


class DrawingPad(MarkWidget):
    """The image on stage as cells that can be painted.

    The left button paints, the right one erases; each stroke is one undo step, and
    the pipeline follows while the pen moves.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget, optional
        Where it lies.
    """

    def __init__(
        self, bridge: Bridge, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance.theme, appearance.words, parent)
        self.bridge, self.appearance = bridge, appearance
        self.pen = Pen.of(bridge)
        self.cells = Cells()
        self.keys = PadKeys(self)
        self.stroking = Stroking(bridge, self.pen, self)
        self._largest: float | None = None
        self._button = Qt.MouseButton.NoButton
        self._pointer: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        bridge.changed.connect(self._changed)
        self.stroking.touched.connect(self._touched)
        self.pen.changed.connect(self.update)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(560, 560)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    @property
    def drawing(self) -> bool:
        """Whether the pen is down."""
        return self.stroking.active

    def begin(self, start: Point, *, erasing: bool | None = None) -> None:
        """Put the pen down on a point, in cells."""
        self.stroking.begin(start, erasing)

    def go_on(self, to: Point) -> None:
        """Move the pen on to a point; the document follows as soon as events are worked off."""
        self.stroking.go_on(to)

    def lift(self) -> None:
        """End the stroke: it was one undo step."""
        self.stroking.lift()

    def stamp(self, row: int, column: int, *, erasing: bool | None = None) -> None:
        """Paint once in the middle of a cell."""
        self.begin((row + 0.5, column + 0.5), erasing=erasing)
        self.lift()

    def fit(self, largest: float | None) -> None:
        """Make cells of this side, in logical pixels, beside a map; None: alone in the middle."""
        if largest != self._largest:
            self._largest = largest
            self._place()

    def refresh(self) -> None:
        """Show the image of the state."""
        state = self.bridge.state
        batch = state.document.batch
        pixels = batch.pixels[min(state.image, len(batch) - 1)]
        shape = self.cells.pixels.shape
        self.cells.show(pixels, of_batch(batch))
        if pixels.shape != shape:
            self.keys.home()
        self._place()

    def update_cell(self, row: int, column: int) -> None:
        """Paint one cell anew, and the line below the image."""
        cell = self.cells.rect(CellBox(row, column, row + 1, column + 1))
        self.update(cell.adjusted(-3, -3, 3, 3).toAlignedRect())
        self._update_caption()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that mean something here before shortcuts of the window do."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.keys.wants(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.drawing or event.button() not in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.RightButton,
        ):
            return
        self._button = event.button()
        self.keys.leave()
        erasing = True if self._button == Qt.MouseButton.RightButton else None
        self._pointer = event.position()
        self.begin(self.cells.at(event.position()), erasing=erasing)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        before, self._pointer = self._pointer, event.position()
        if self.drawing:
            self.go_on(self.cells.at(event.position()))
        self._update_brush(before)
        self._update_brush(self._pointer)
        self._update_caption()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == self._button and self.drawing:
            self._button = Qt.MouseButton.NoButton
            self.lift()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was drawn so far."""
        self.lift()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if can_take(event.mimeData()):
            accept_copy(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped; with Ctrl it joins the batch."""
        take(event.mimeData(), self.bridge, add=with_ctrl(event))
        accept_copy(event)

    def paste(self) -> None:
        """Open what is on the clipboard."""
        take(QGuiApplication.clipboard().mimeData(), self.bridge)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.appearance.theme
        painter.fillRect(event.rect(), theme.colour("window"))
        painter.setClipRect(self.cells.box.toAlignedRect())
        self.paint_marks(painter, event.rect())
        painter.setClipping(False)
        if self._grid.places is None:
            self.cells.paint_gaps(painter, event.rect(), theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.cells.box.adjusted(-1.5, -1.5, 1.5, 1.5))
        self.keys.paint(painter)
        if self._pointer is not None:
            paint_brush(painter, self.cells, self.pen, self._pointer, theme)
        paint_caption(
            painter, self._caption_box(), self.bridge.state, self.appearance, self._readout()
        )
        painter.end()

    def _readout(self) -> str:
        cell = self.keys.cursor
        if cell is None and self._pointer is not None:
            spot = self.spot_at(self._pointer)
            cell = None if spot is None else (spot.row, spot.column)
        return "" if cell is None else readout(self.cells.pixels, *cell, self.bridge.state.axes)

    def _caption_box(self) -> QRect:
        height = self.appearance.px(44)
        box = self.cells.box
        top = min(round(box.bottom()) + self.appearance.px(8), self.height() - height)
        reach = max(box.width() / 2, min(CAPTION / 2, box.center().x() - 8))
        return QRect(round(box.center().x() - reach), top, round(2 * reach), height)

    def _place(self) -> None:
        px = self.appearance.px
        room = self.rect().adjusted(LEFT, TOP, -RIGHT, -px(BELOW))
        self.cells.place(room, self.devicePixelRatioF(), self._largest)
        self._show()

    def _show(self) -> None:
        self._grid = self.cells.grid(self.bridge.state.numbers)
        self.show_marks(self._grid)
        self.update()

    def _update_caption(self) -> None:
        self.update(self._caption_box())

    def _update_brush(self, where: QPointF | None) -> None:
        if where is not None:
            reach = max(1.0, self.pen.size / 2) * self.cells.side + 6
            box = QRectF(where.x() - reach, where.y() - reach, 2 * reach, 2 * reach)
            self.update(box.toAlignedRect())

    def _touched(self, pixels: FloatArray, region: CellBox) -> None:
        self.cells.show(pixels, self.cells.scale)
        if not region.empty:
            self._grid = self.cells.grid(self.bridge.state.numbers)
            self.show_cells(self._grid, *region.slices)
        self._update_caption()

    def _changed(self, old: Presented, new: Presented) -> None:
        if old.document.batch is new.document.batch and old.state.image == new.state.image:
            if old.state.numbers != new.state.numbers:
                self._show()
            elif old.state.axes != new.state.axes:
                self.update()
            return
        if self.stroking.sending:
            if of_batch(new.document.batch) == self.cells.scale:
                return
        elif self.drawing:
            self.stroking.abandon()
        self.refresh()

    def _restyle(self) -> None:
        words = self.appearance.words
        self.set_style(self.appearance.theme.on("grid"), words)
        self.setAccessibleName(words(text("Drawing pad")))
        self.keys.describe()
        self.refresh()
