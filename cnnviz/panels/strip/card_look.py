"""How a card of the strip is painted: surface, frame, words and thumbnails."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit.focus_ring import draw_ring
from cnnviz.panels.kit.icons import icon
from cnnviz.panels.kit.style import mixed
from cnnviz.panels.strip.content import CardContent, Source
from cnnviz.panels.strip.long_rows import as_folded, folded
from cnnviz.panels.strip.mosaic import Maps, Plan, mosaic, one_row, plan
from cnnviz.panels.strip.sizes import ERROR_PX, SUMMARY_PX, TITLE_PX, Sizes
from cnnviz.panels.strip.wrap import paint_wrapped
from cnnviz.scene.marks import Scale
from cnnviz.scene.memo import ArrayMemo
from cnnviz.scene.scales import of_channels, of_each
from cnnviz.trace import FloatArray
from cnnviz.views.fonts import ui_font

SHADE = 0.04
"""How much darker, or lighter, a card is under the pointer."""
STACK = 4
"""How far each card behind that of a folded block looks out, in logical pixels."""
MORE_PX = 9.5


@dataclass(frozen=True)
class Mood:
    """What a card goes through: pointer over it, focus by keyboard, dragged, buttons shown."""

    over: bool = False
    focused: bool = False
    dragged: bool = False
    tools: bool = False


class CardLook:
    """Paints cards; keeps the thumbnails of the last one.

    Parameters
    ----------
    appearance : Appearance
        Theme and text size.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._kept: tuple[object, Plan, QImage] | None = None

    def forget(self) -> None:
        """Make the thumbnails anew next time."""
        self._kept = None

    def maps_room(self, box: QRect, content: CardContent) -> QRect:
        """Give the room of the thumbnails on a card, their frames included.

        Parameters
        ----------
        box : QRect
            The whole card, in logical pixels.
        content : CardContent
            What it says: a compact card has its thumbnails behind its title.
        """
        return self._room(box, content).adjusted(-2, -2, 2, 2)

    def paint(
        self,
        painter: QPainter,
        box: QRect,
        content: CardContent,
        mood: Mood,
        ratio: float,
        exposed: QRect,
    ) -> None:
        """Paint a card.

        Parameters
        ----------
        painter : QPainter
            What paints.
        box : QRect
            The whole card, in logical pixels.
        content : CardContent
            What it shows.
        mood : Mood
            What it goes through.
        ratio : float
            Real pixels for each logical one.
        exposed : QRect
            The part that has to be painted, in logical pixels.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mood.dragged:
            painter.setOpacity(0.35)
        sizes = Sizes.of(self._appearance)
        if self.maps_room(box, content).contains(exposed):
            painter.fillRect(exposed, self._surface(content, mood))
        else:
            self._paint_frame(painter, box, content, mood, sizes)
            self._paint_title(
                painter, self._top(box, content), content, 3 * (sizes.tool + 4) if mood.tools else 0
            )
            self._paint_summary(painter, self._top(box, content), content)
        room = self._room(box, content)
        if content.error:
            self._paint_error(painter, room, content.error)
        elif content.source is not None:
            self._paint_maps(painter, room, content.source, content.marked, ratio)
        elif content.waits:
            painter.setFont(ui_font(SUMMARY_PX * Sizes.of(self._appearance).text))
            painter.setPen(self._appearance.theme.colour("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignTop, content.waits)

    def _top(self, box: QRect, content: CardContent) -> QRect:
        """The room of the title."""
        sizes = Sizes.of(self._appearance)
        behind = 2 * STACK if content.folded else 0
        inner = box.adjusted(sizes.pad, sizes.edge, -sizes.pad - behind, -sizes.edge)
        height = inner.height() if sizes.compact else sizes.title
        return QRect(inner.left(), inner.top(), inner.width(), height)

    def _room(self, box: QRect, content: CardContent) -> QRect:
        """The room of what stands under the title, or behind it on a compact card."""
        sizes, top = Sizes.of(self._appearance), self._top(box, content)
        if sizes.compact:
            font = ui_font(TITLE_PX * Sizes.of(self._appearance).text, bold=True)
            taken = min(QFontMetrics(font).horizontalAdvance(content.title) + 8, top.width())
            middle = top.center().y() - sizes.maps_height // 2 + 1
            return QRect(top.left() + taken, middle, top.width() - taken, sizes.maps_height)
        under = top.bottom() + 1 + sizes.summary + sizes.gap
        return QRect(top.left(), under, top.width(), sizes.maps_height)

    def _surface(self, content: CardContent, mood: Mood) -> QColor:
        theme = self._appearance.theme
        surface = QColor(theme.colour("window" if content.waits else "raised"))
        if mood.over and not content.selected and not mood.dragged:
            return QColor(mixed(surface, theme.colour("text"), SHADE))
        return surface

    def _paint_frame(
        self, painter: QPainter, whole: QRect, content: CardContent, mood: Mood, sizes: Sizes
    ) -> None:
        theme, selected = self._appearance.theme, content.selected
        role = "accent" if selected else "warning" if content.error else "border"
        width = 2.0 if selected else 1.0
        inset = width / 2
        box = QRectF(whole).adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(theme.colour(role), width))
        painter.setBrush(self._surface(content, mood))
        if content.folded:
            for behind in (2 * STACK, STACK):
                painter.drawRoundedRect(
                    box.adjusted(behind, behind, behind - 2 * STACK, -behind),
                    sizes.radius,
                    sizes.radius,
                )
            box.adjust(0, 0, -2 * STACK, 0)
        painter.drawRoundedRect(box, sizes.radius, sizes.radius)
        if mood.focused:
            draw_ring(painter, theme, box.adjusted(2, 2, -2, -2), sizes.radius - 2)

    def _paint_title(
        self, painter: QPainter, where: QRect, content: CardContent, taken: int
    ) -> None:
        theme, text = self._appearance.theme, Sizes.of(self._appearance).text
        middle, cut = Qt.AlignmentFlag.AlignVCenter, Qt.TextElideMode.ElideRight
        font = ui_font(TITLE_PX * text, bold=True)
        metrics = QFontMetrics(font)
        title = metrics.elidedText(content.title, cut, where.width() - taken)
        painter.setFont(font)
        painter.setPen(theme.colour("muted" if content.waits else "strong"))
        painter.drawText(where, middle | Qt.AlignmentFlag.AlignLeft, title)

    def _paint_summary(self, painter: QPainter, top: QRect, content: CardContent) -> None:
        """Say under the title what kind of layer it is, and how it is set."""
        height = Sizes.of(self._appearance).summary
        if not height:
            return
        where = QRect(top.left(), top.bottom(), top.width(), height)
        font = ui_font(SUMMARY_PX * Sizes.of(self._appearance).text)
        cut = Qt.TextElideMode.ElideRight
        said = " · ".join(part for part in (content.name, content.summary) if part)
        painter.setFont(font)
        painter.setPen(self._appearance.theme.colour("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(where, middle, QFontMetrics(font).elidedText(said, cut, where.width()))

    def _paint_error(self, painter: QPainter, room: QRect, error: str) -> None:
        theme, side = self._appearance.theme, self._appearance.px(15)
        sign = QRect(room.left(), room.top(), side, side)
        icon("warning", theme, "warning", side).paint(painter, sign)
        painter.setPen(theme.colour("warning"))
        painter.setFont(ui_font(ERROR_PX * Sizes.of(self._appearance).text))
        paint_wrapped(painter, room.adjusted(side + 5, 0, 0, 2), error)

    def _paint_maps(
        self, painter: QPainter, room: QRect, source: Source, marked: int | None, ratio: float
    ) -> None:
        theme = self._appearance.theme
        placed, picture = self._thumbnails(source, room, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for box in placed.boxes:  # plain rectangles below: lines around each cost ten times this
            painter.fillRect(_framed(box, room, ratio, 1.0), theme.colour("border"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.drawImage(room.topLeft(), picture)
        if placed.more is not None:
            painter.setFont(ui_font(MORE_PX * min(Sizes.of(self._appearance).text, 1.2)))
            painter.setPen(theme.colour("muted"))
            where = _logical(placed.more, room, ratio).adjusted(-3, -2, 3, 2)
            left_out = len(folded(_maps_of(source))) - len(placed.boxes)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, f"+{left_out}")
        if marked is not None and marked < len(placed.boxes):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(_framed(placed.boxes[marked], room, ratio, 1.0))

    def _thumbnails(self, source: Source, room: QRect, ratio: float) -> tuple[Plan, QImage]:
        size = (round(room.width() * ratio), round(room.height() * ratio))
        key = (source, size, ratio, self._appearance.theme.name, self._appearance.compact)
        if self._kept is None or self._kept[0] != key:
            values = folded(_maps_of(source))
            rows, columns = values.shape[-2:]
            set_out = one_row if self._appearance.compact else plan
            placed = set_out(len(values), rows, columns, *size, ratio)
            scales, shown = _scales(source, values), as_folded(source.shown, values)
            maps = Maps(values, scales, shown)
            picture = mosaic(maps, placed, size, self._appearance.theme)
            picture.setDevicePixelRatio(ratio)
            self._kept = (key, placed, picture)
        return self._kept[1], self._kept[2]


def _maps_of(source: Source) -> FloatArray:
    """Give the maps of the shown image, or all images: (M, H, W), or (M, 3, H, W)."""
    values = source.values
    if source.shown.values is not None:
        return source.shown.values
    if source.image is not None:
        return values[source.image]
    return values[:, 0] if values.shape[1] == 1 else values


def _scales(source: Source, maps: FloatArray) -> tuple[Scale, ...]:
    """Give the scale of each map: that of the stage, or one of its own."""
    scales = (source.scale,) * len(maps)
    if source.image is not None:
        scales = of_channels(source.scale, len(maps))
    return of_each(tuple(maps), scales, ArrayMemo()) if source.own else scales


def _framed(box: QRect, room: QRect, ratio: float, grow: float) -> QRectF:
    return _logical(box, room, ratio).adjusted(-grow, -grow, grow, grow)


def _logical(box: QRect, room: QRect, ratio: float) -> QRectF:
    left, top = room.left() + box.left() / ratio, room.top() + box.top() / ratio
    return QRectF(left, top, box.width() / ratio, box.height() / ratio)
