"""Scenes as pictures: for export, and for tests."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter

from cnnviz.scene.marks import Scene
from cnnviz.views.item_pool import ItemPool
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.theme import Theme
from cnnviz.words import Words


class Renderer:
    """Draws scene after scene into one image that it keeps.

    Parameters
    ----------
    theme : Theme
        In which colours.
    words : Words
        In which language.
    width, height : float
        Logical pixels.
    ratio : float
        Real pixels for each logical one.

    Attributes
    ----------
    image : QImage
        RGB32; the next scene is drawn over it, so copy what must last.
    """

    def __init__(
        self, theme: Theme, words: Words, width: float, height: float, ratio: float = 1.0
    ) -> None:
        self._style = RenderStyle(theme, words)
        self._pool = ItemPool(self._style)
        size = max(1, round(width * ratio)), max(1, round(height * ratio))
        self.image = QImage(*size, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)

    def draw(self, scene: Scene) -> QImage:
        """Draw a scene and give the kept image."""
        self.image.fill(self._style.theme.colour("window"))
        painter = QPainter(self.image)
        self.paint(painter, scene)
        painter.end()
        return self.image

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint a scene without its background, with any painter: also of an SVG or a PDF."""
        self._pool.update(scene)
        for item in self._pool.shown.values():
            item.paint(painter, None, None)


def render(
    scene: Scene, theme: Theme, words: Words, width: float, height: float, ratio: float = 1.0
) -> QImage:
    """Draw one scene as an RGB32 image.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    theme : Theme
        In which colours.
    words : Words
        In which language.
    width, height : float
        Logical pixels.
    ratio : float
        Real pixels for each logical one.
    """
    return Renderer(theme, words, width, height, ratio).draw(scene)
