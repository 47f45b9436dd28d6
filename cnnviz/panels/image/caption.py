"""The two lines below the pad: what the image is, and the cell that is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from cnnviz.document.intake import label_of
from cnnviz.document.state import State
from cnnviz.panels.appearance import Appearance
from cnnviz.trace import AxisOrder, FloatArray, format_number, shape_in_order
from cnnviz.views.fonts import mono_font, ui_font
from cnnviz.words import text

PX = 13


def readout(pixels: FloatArray, row: int, column: int, order: AxisOrder = "NCHW") -> str:
    """Write a cell and its value, as it is indexed.

    Parameters
    ----------
    pixels : ndarray, shape (C, H, W)
        The image.
    row, column : int
        Which cell.
    order : str
        The order of axes.
    """
    values = pixels[:, row, column]
    channel = ":" if len(values) > 1 else "0"
    axes = (channel, row, column) if order == "NCHW" else (row, column, channel)
    numbers = ", ".join(format_number(float(value)) for value in values)
    return f"x[{', '.join(map(str, axes))}] = {numbers}"


def paint_caption(
    painter: QPainter, where: QRect, state: State, appearance: Appearance, said: str
) -> None:
    """Paint name and shape of the image on stage, and a readout below.

    Parameters
    ----------
    painter : QPainter
        What paints.
    where : QRect
        Room for both lines, in logical pixels.
    state : State
        Tells the image.
    appearance : Appearance
        Theme, language and text size.
    said : str
        The second line; may be empty.
    """
    theme, words, batch = appearance.theme, appearance.words, state.document.batch
    image = min(state.image, len(batch) - 1)
    rest = shape_in_order(batch.shape, state.axes)
    if len(batch) > 1:
        which = text("image {number} of {count}", number=image + 1, count=len(batch))
        rest += f", {words(which)}"
    px = PX * appearance.tools
    loud, quiet = ui_font(px, bold=True), ui_font(px)
    name = words(label_of(batch.names[image]))
    name = QFontMetrics(loud).elidedText(name, Qt.TextElideMode.ElideMiddle, where.width() // 2)
    width = QFontMetrics(loud).horizontalAdvance(name + " ")
    total = width + QFontMetrics(quiet).horizontalAdvance(rest)
    left = where.left() + max(0, (where.width() - total) // 2)
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    line = QRect(left, where.top(), where.right() - left, where.height() // 2)
    painter.setFont(loud)
    painter.setPen(theme.colour("text"))
    painter.drawText(line, middle, name)
    painter.setFont(quiet)
    painter.setPen(theme.colour("muted"))
    painter.drawText(line.adjusted(width, 0, 0, 0), middle, rest)
    if said:
        painter.setFont(mono_font(px))
        painter.setPen(theme.colour("text"))
        below = QRect(where.left(), line.bottom(), where.width(), where.height() // 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, said)
