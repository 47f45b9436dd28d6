"""The same scenes drawn by matplotlib, with blitting, into its Agg canvas."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tests.benchmarks.pictures import Candidate


class Blitted:
    """A figure whose ground is kept; only the animated artists are drawn again."""

    def __init__(self, width: int, height: int) -> None:
        self.figure = Figure((width / 100, height / 100), dpi=100)
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, width), ylim=(height, 0))
        self.painted = 0
        self._ground: Any = None

    def keep(self) -> None:
        """Draw and keep what does not move."""
        self.canvas.draw()
        self._ground = self.canvas.copy_from_bbox(self.figure.bbox)

    def blit(self, artists: list[Any]) -> int:
        """Restore the ground and draw the artists on it."""
        self.canvas.restore_region(self._ground)
        for artist in artists:
            self.axes.draw_artist(artist)
        self.painted += 1
        return self.painted


def _image(plot: Blitted, values: np.ndarray, extent: tuple[float, float, float, float]) -> Any:
    return plot.axes.imshow(
        values, cmap="RdBu", vmin=-3, vmax=3, extent=extent, interpolation="nearest", animated=True
    )


def _limits(plot: Blitted, width: int, height: int) -> None:
    plot.axes.set(xlim=(0, width), ylim=(height, 0), aspect="auto")
    plot.keep()


def plotted_numbers(values: list[np.ndarray]) -> Candidate:
    """784 texts over an image."""
    plot = Blitted(580, 580)
    image = _image(plot, values[0], (10, 570, 570, 10))
    texts = [
        plot.axes.text(
            20 + n % 28 * 20, 20 + n // 28 * 20, "0", size=6, ha="center", va="center",
            animated=True,
        )
        for n in range(784)
    ]  # fmt: skip
    _limits(plot, 580, 580)
    source = itertools.cycle(values)

    def frame() -> int:
        now = next(source)
        image.set_data(now)
        for text, value in zip(texts, now.ravel().tolist(), strict=True):
            text.set_text(f"{value:.2f}")
        return plot.blit([image, *texts])

    return Candidate("matplotlib", frame)


def plotted_window(values: np.ndarray) -> Candidate:
    """Nine rectangles that move over a kept ground."""
    plot = Blitted(580, 580)
    image = _image(plot, values, (10, 570, 570, 10))
    image.set_animated(False)
    frames = [
        Rectangle((0, 0), 20, 20, fill=False, edgecolor="orange", lw=2, animated=True)
        for _ in range(9)
    ]
    for each in frames:
        plot.axes.add_patch(each)
    _limits(plot, 580, 580)
    places = itertools.cycle(range(26 * 26))

    def frame() -> int:
        row, column = divmod(next(places), 26)
        for number, each in enumerate(frames):
            each.set_xy((10 + 20 * (column + number % 3), 10 + 20 * (row + number // 3)))
        return plot.blit(frames)

    return Candidate("matplotlib", frame)


def plotted_map(values: list[np.ndarray]) -> Candidate:
    """One image."""
    plot = Blitted(532, 532)
    image = _image(plot, values[0], (10, 522, 522, 10))
    _limits(plot, 532, 532)
    source = itertools.cycle(values)

    def frame() -> int:
        image.set_data(next(source))
        return plot.blit([image])

    return Candidate("matplotlib", frame)


def plotted_mosaic(values: list[np.ndarray]) -> Candidate:
    """64 images."""
    plot = Blitted(590, 590)
    images = []
    for number in range(64):
        left, top = 10 + 72 * (number % 8), 10 + 72 * (number // 8)
        images.append(_image(plot, values[0][number], (left, left + 64, top + 64, top)))
    _limits(plot, 590, 590)
    source = itertools.cycle(values)

    def frame() -> int:
        for image, each in zip(images, next(source), strict=True):
            image.set_data(each)
        return plot.blit(images)

    return Candidate("matplotlib", frame)


def plotted_histogram(values: list[np.ndarray]) -> Candidate:
    """np.histogram into a collection of bars."""
    plot = Blitted(532, 320)
    bars = PolyCollection([], animated=True)
    plot.axes.add_collection(bars)
    _limits(plot, 532, 320)
    source = itertools.cycle(values)

    def frame() -> int:
        count, _ = np.histogram(next(source), 64, (-4, 4))
        tall = count / count.max() * 300
        left = 10 + 8 * np.arange(64)
        right, floor = left + 7, np.full(64, 310.0)
        corners = [left, floor, right, floor, right, floor - tall, left, floor - tall]
        bars.set_verts(np.stack(corners, axis=-1).reshape(64, 4, 2))
        return plot.blit([bars])

    return Candidate("matplotlib", frame)
