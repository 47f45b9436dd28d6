"""The stage as one picture: what is seen of it, with the equation under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter

from cnnviz.scene.marks import Scene
from cnnviz.views.equation import LEADING, MARGIN, paint_equation
from cnnviz.views.formula import fit
from cnnviz.views.render import Renderer
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.zoom import WHOLE, Zoom

RATIO = 2.0
"""Real pixels for each logical one: sharp on a slide that shows it larger."""
GAP, BORDER = 8.0, 20.0
"""Between stage and equation; at the sides and under it, in logical pixels."""


def stage_picture(
    scene: Scene, style: RenderStyle, stage: QSizeF, equation: float, zoom: Zoom = WHOLE
) -> QImage:
    """Draw a scene as it is seen on the stage.

    Parameters
    ----------
    scene : Scene
        Its marks, and its equation; what the next key does is left out.
    style : RenderStyle
        Colours and language.
    stage : QSizeF
        Logical pixels that the scene was composed for.
    equation : float
        Height of the equation in logical pixels.
    zoom : Zoom
        Which part of the scene is seen.

    Returns
    -------
    QImage
        RGB32, with two real pixels for each logical one.
    """
    written = GAP + equation + GAP if scene.equation else 0.0
    renderer = Renderer(style.theme, style.words, stage.width(), stage.height() + written, RATIO)
    image = renderer.image
    image.fill(style.theme.colour("window"))
    painter = QPainter(image)
    painter.save()
    painter.setClipRect(QRectF(0, 0, stage.width(), stage.height()))
    painter.translate(-zoom.left, -zoom.top)
    painter.scale(zoom.factor, zoom.factor)
    renderer.paint(painter, scene)
    painter.restore()
    if scene.equation:
        box = QRectF(BORDER, stage.height() + GAP, stage.width() - 2 * BORDER, equation)
        room = box.width() - 2 * MARGIN, box.height() - 8
        formula = fit(scene.equation, style, equation / (1 + 2 * LEADING), *room, LEADING)
        paint_equation(painter, box, formula, style)
    painter.end()
    return image
