"""A sentence in a small box: wrapped, and cut with an ellipsis where the box ends."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextLayout, QTextOption


def paint_wrapped(painter: QPainter, room: QRect, said: str) -> bool:
    """Paint a sentence with the painter's font and pen.

    Parameters
    ----------
    painter : QPainter
        What paints.
    room : QRect
        Where, in logical pixels.
    said : str
        The sentence.

    Returns
    -------
    bool
        Whether all of it was shown.
    """
    font = painter.font()
    metrics = QFontMetrics(font)
    layout = QTextLayout(said, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    spacing = metrics.height()
    most = max(1, room.height() // spacing)
    layout.beginLayout()
    starts: list[tuple[int, int]] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        starts.append((line.textStart(), line.textLength()))
    layout.endLayout()
    whole = len(starts) <= most
    for number, (start, length) in enumerate(starts[:most]):
        piece = said[start : start + length].rstrip()
        if number == most - 1 and not whole:
            rest = said[start:]
            piece = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room.width())
        where = QPointF(room.left(), room.top() + number * spacing + metrics.ascent())
        painter.drawText(where, piece)
    return whole
