"""One card of the strip: painted, and for keyboard and screen reader a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QWidget

from cnnviz.panels.dress import Dress
from cnnviz.panels.kit.icons import icon
from cnnviz.panels.strip.content import Content
from cnnviz.panels.strip.mosaic import Maps, Plan, mosaic, plan
from cnnviz.panels.strip.sizes import ERROR_PX, SUMMARY_PX, TITLE_PX, Sizes
from cnnviz.panels.strip.wrap import paint_wrapped
from cnnviz.views.fonts import ui_font

BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


class Card(QAbstractButton):
    """A card with a name, a summary and thumbnails.

    Parameters
    ----------
    dress : Dress
        Theme, language and text size.
    index : int
        0 is the image, i the i-th layer.
    parent : QWidget
        The row.

    Attributes
    ----------
    entered, left : Signal(int)
        The pointer came over the card, or left it.
    dragged : Signal(int, QPoint)
        The card is dragged; the pointer on the row.
    dropped, let_go : Signal(int)
        The drag ended, or was given up.
    """

    entered = Signal(int)
    left = Signal(int)
    dragged = Signal(int, QPoint)
    dropped = Signal(int)
    let_go = Signal(int)

    def __init__(self, dress: Dress, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._dress, self.index = dress, index
        self.content = Content("")
        self.by_keys = False
        self.dragging = False
        self._press: QPoint | None = None
        self._picture: tuple[object, Plan, QImage] | None = None
        self.tools_shown = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_content(self, content: Content) -> None:
        """Show this from now on; painted again only if it is something else."""
        if content == self.content:
            return
        self.content = content
        self.setChecked(content.selected)
        self.setToolTip(content.hint)
        self.setAccessibleName(content.spoken)
        self.setAccessibleDescription(content.hint)
        self.update()

    def show_tools(self, shown: bool) -> None:
        """Leave room for the buttons that lie over the corner."""
        if shown != self.tools_shown:
            self.tools_shown = shown
            self.update()

    def redress(self) -> None:
        """Paint anew in the colours of the theme."""
        self._picture = None
        self.update()

    def nextCheckState(self) -> None:
        """Do nothing: the state says which card is selected, not a click."""

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell the row."""
        super().enterEvent(event)
        self.entered.emit(self.index)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell the row."""
        super().leaveEvent(event)
        self.left.emit(self.index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard brought the focus here."""
        self.by_keys = event.reason() in BY_KEYS
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or a drag."""
        super().mousePressEvent(event)
        self.by_keys = False
        if event.button() == Qt.MouseButton.LeftButton and self.index > 0:
            self._press = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, once the pointer has gone a little way."""
        where = event.position().toPoint()
        if self._press is not None and not self.dragging:
            far = (where - self._press).manhattanLength()
            self.dragging = far >= QApplication.startDragDistance()
            if self.dragging:
                self.setDown(False)
        if self.dragging and self._press is not None:
            self.dragged.emit(self.index, self.mapToParent(where) - self._press)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click, or drop."""
        dragging, self.dragging, self._press = self.dragging, False, None
        if dragging:
            self.dropped.emit(self.index)
            event.accept()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up a drag; all other keys belong to the row."""
        if event.key() == Qt.Key.Key_Escape and self.dragging:
            self.dragging, self._press = False, None
            self.let_go.emit(self.index)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Leave to the row."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint surface, frame, words and thumbnails."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sizes = Sizes(self._dress)
        if self.dragging:
            painter.setOpacity(0.35)
        self._paint_frame(painter, sizes)
        pad = sizes.pad
        inner = self.rect().adjusted(pad, pad - 2, -pad, -pad + 2)
        top = QRect(inner.left(), inner.top(), inner.width(), sizes.title)
        self._paint_title(painter, top, sizes)
        room = QRect(inner.left(), top.bottom() + 1 + sizes.gap, inner.width(), sizes.maps_height)
        if self.content.error:
            self._paint_error(painter, room)
        elif self.content.source is not None:
            self._paint_maps(painter, room)
        elif self.content.waits:
            painter.setFont(ui_font(SUMMARY_PX * self._dress.text))
            painter.setPen(self._dress.theme.colour("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignTop, self.content.waits)
        painter.end()

    def _paint_frame(self, painter: QPainter, sizes: Sizes) -> None:
        theme = self._dress.theme
        selected, faded = self.content.selected, bool(self.content.waits)
        role = "accent" if selected else "warning" if self.content.error else "border"
        width = 2.0 if selected else 1.0
        surface = theme.colour("window" if faded else "raised")
        painter.setPen(QPen(theme.colour(role), width))
        painter.setBrush(surface)
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, sizes.radius, sizes.radius)
        if self.underMouse() and not selected and not self.dragging:
            shade = QColor(theme.colour("text"))
            shade.setAlphaF(0.04)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(box, sizes.radius, sizes.radius)
        if self.hasFocus() and self.by_keys:
            painter.setPen(QPen(theme.colour("strong"), 1.5, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -3), sizes.radius - 3, sizes.radius - 3)

    def _paint_title(self, painter: QPainter, where: QRect, sizes: Sizes) -> None:
        theme, content = self._dress.theme, self.content
        middle = Qt.AlignmentFlag.AlignVCenter
        font = ui_font(TITLE_PX * self._dress.text, bold=True)
        metrics = QFontMetrics(font)
        room = where.width() - (3 * (sizes.tool + 6) if self.tools_shown else 0)
        title = metrics.elidedText(content.title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(theme.colour("muted" if content.waits else "strong"))
        painter.drawText(where, middle | Qt.AlignmentFlag.AlignLeft, title)
        if self.tools_shown:
            return
        used = metrics.horizontalAdvance(title) + 8
        font = ui_font(SUMMARY_PX * self._dress.text)
        rest = where.adjusted(used, 0, 0, 0)
        said = QFontMetrics(font).elidedText(
            content.summary, Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        if len(said) > 1:
            painter.drawText(rest, middle | Qt.AlignmentFlag.AlignRight, said)

    def _paint_error(self, painter: QPainter, room: QRect) -> None:
        theme = self._dress.theme
        side = self._dress.px(15)
        sign = QRect(room.left(), room.top(), side, side)
        icon("warning", theme, "warning", side).paint(painter, sign)
        painter.setPen(theme.colour("warning"))
        painter.setFont(ui_font(ERROR_PX * self._dress.text))
        paint_wrapped(painter, room.adjusted(side + 5, 0, 4, 2), self.content.error)

    def _paint_maps(self, painter: QPainter, room: QRect) -> None:
        ratio = self.devicePixelRatioF()
        size = (round(room.width() * ratio), round(room.height() * ratio))
        placed, picture = self._thumbnails(size, ratio)
        picture.setDevicePixelRatio(ratio)
        painter.drawImage(room.topLeft(), picture)
        theme = self._dress.theme

        def logical(box: QRect) -> QRectF:
            return QRectF(
                room.left() + box.left() / ratio,
                room.top() + box.top() / ratio,
                box.width() / ratio,
                box.height() / ratio,
            )

        if placed.more is not None and self.content.source is not None:
            left_out = self._count() - len(placed.boxes)
            painter.setFont(ui_font(9.5 * min(self._dress.text, 1.2)))
            painter.setPen(theme.colour("muted"))
            where = logical(placed.more).adjusted(-3, -2, 3, 2)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, f"+{left_out}")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        marked = self.content.marked
        for number, box in enumerate(placed.boxes):
            here = number == marked
            painter.setPen(QPen(theme.colour("accent" if here else "border"), 2 if here else 1))
            grow = 1.0 if here else 0.5
            painter.drawRect(logical(box).adjusted(-grow, -grow, grow, grow))

    def _count(self) -> int:
        source = self.content.source
        if source is None:
            return 0
        return len(source.values) if source.image is None else source.values.shape[1]

    def _thumbnails(self, size: tuple[int, int], ratio: float) -> tuple[Plan, QImage]:
        source = self.content.source
        assert source is not None
        key = (source, size, ratio, self._dress.theme.name)
        if self._picture is None or self._picture[0] != key:
            values = source.values
            if source.image is not None:
                values = values[source.image]  # (C, H, W)
            elif values.shape[1] == 1:
                values = values[:, 0]  # (N, H, W)
            rows, columns = values.shape[-2:]
            placed = plan(len(values), rows, columns, *size, ratio)
            picture = mosaic(
                Maps(values, source.kind, source.peak), placed, size, self._dress.theme
            )
            self._picture = (key, placed, picture)
        return self._picture[1], self._picture[2]
