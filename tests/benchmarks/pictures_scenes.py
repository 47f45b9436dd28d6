"""The scenes that are measured, each drawn in several ways."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from cnnviz.scene.histogram import quantized_histogram
from cnnviz.scene.marks import Bars, Box, Grid, Mark, Mosaic, Outline, Scale, Scene
from cnnviz.views.canvas import Canvas
from cnnviz.views.theme import Theme
from tests.benchmarks.pictures import Candidate
from tests.benchmarks.pictures_naive import (
    naive_histogram,
    naive_map,
    naive_mosaic,
    naive_numbers,
    naive_window,
    plain_text_items,
)
from tests.benchmarks.pictures_plotted import (
    plotted_histogram,
    plotted_map,
    plotted_mosaic,
    plotted_numbers,
    plotted_window,
)

SIGNED = Scale("signed", -3, 3)


@dataclass
class Measured:
    """A scene to measure.

    Attributes
    ----------
    name : str
        What it is.
    goal : float
        CPU milliseconds for a frame, on the machine that the goals were found on.
    candidates : callable
        Makes the ways to draw it.
    """

    name: str
    goal: float
    candidates: Callable[[], list[Candidate]]


def ours(size: tuple[int, int], scenes: Iterator[Scene], watched: str) -> Candidate:
    """Draw scenes on a canvas; `watched` is the key of the mark whose paints count."""
    from PySide6.QtCore import QCoreApplication

    canvas = Canvas(Theme.load("dark"))
    canvas.resize(*size)
    canvas.show()
    canvas.show_scene(next(scenes))
    for _ in range(5):
        QCoreApplication.processEvents()
    item = next(item for item in canvas.items_shown if item.mark.key == watched)
    process = QCoreApplication.processEvents

    def frame() -> int:
        canvas.show_scene(next(scenes))
        process()
        return int(item.painted) if canvas is not None else 0

    return Candidate("ours", frame)


def frames(shape: tuple[int, ...], count: int = 8, spread: float = 1.0) -> list[np.ndarray]:
    """Make some different maps to show in turn."""
    rng = np.random.default_rng(1)
    return [rng.normal(0, spread, shape).astype(np.float32) for _ in range(count)]


def numbers_scenes(values: list[np.ndarray], places: int) -> Iterator[Scene]:
    """A 28 × 28 grid with numbers, all new at each frame."""
    for each in itertools.cycle(values):
        grid = Grid("grid", Box(10, 10, 560, 560), each, SIGNED, places)
        yield Scene((grid,))


def window_scenes(values: np.ndarray) -> Iterator[Scene]:
    """A window of 3 × 3 frames that moves over the grid, which stays."""
    grid = Grid("grid", Box(10, 10, 560, 560), values, SIGNED, 1)
    scenes = []
    for place in range(26 * 26):
        row, column = divmod(place, 26)
        read = tuple(grid.cell(row + r, column + c) for r in range(3) for c in range(3))
        scenes.append(Scene((grid, Outline("read", read, "read"))))
    yield from itertools.cycle(scenes)


def map_scenes(values: list[np.ndarray]) -> Iterator[Scene]:
    """One map of 512 × 512, a pixel for each value."""
    for each in itertools.cycle(values):
        yield Scene((Grid("map", Box(10, 10, 512, 512), each, SIGNED, None),))


def mosaic_scenes(values: list[np.ndarray]) -> Iterator[Scene]:
    """64 maps of 32 × 32, twice as large."""
    boxes = tuple(Box(10 + 72 * (n % 8), 10 + 72 * (n // 8), 64, 64) for n in range(64))
    for each in itertools.cycle(values):
        yield Scene((Mosaic("maps", boxes, each, SIGNED),))


def histogram_scenes(values: list[np.ndarray]) -> Iterator[Scene]:
    """The distribution of a million values, counted anew at each frame."""
    box = Box(10, 10, 512, 300)
    edges = np.linspace(10, 522, 65)
    middles = np.linspace(-4, 4, 129)[1::2]
    for each in itertools.cycle(values):
        count = quantized_histogram(each, -4, 4, 64)
        bars: Mark = Bars("bars", box, edges, count / count.max(), middles, SIGNED)
        yield Scene((bars,))


def _numbers() -> list[Candidate]:
    values = frames((28, 28), 500)
    return [
        ours((580, 580), numbers_scenes(values, 2), "grid"),
        naive_numbers(values),
        plain_text_items(values),
        plotted_numbers(values),
    ]


def _digits() -> list[Candidate]:
    values = [np.rint(8 * np.abs(each)) for each in frames((28, 28), 500)]
    return [
        ours((580, 580), numbers_scenes(values, 0), "grid"),
        naive_numbers(values),
        plain_text_items(values),
        plotted_numbers(values),
    ]


def _window() -> list[Candidate]:
    values = frames((28, 28))[0]
    return [
        ours((580, 580), window_scenes(values), "read"),
        naive_window(values),
        plotted_window(values),
    ]


def _map() -> list[Candidate]:
    values = frames((512, 512))
    return [
        ours((532, 532), map_scenes(values), "map"),
        naive_map(values),
        plotted_map(values),
    ]


def _mosaic() -> list[Candidate]:
    values = frames((64, 32, 32))
    return [
        ours((590, 590), mosaic_scenes(values), "maps"),
        naive_mosaic(values),
        plotted_mosaic(values),
    ]


def _histogram() -> list[Candidate]:
    values = frames((1_000_000,), 3)
    return [
        ours((532, 320), histogram_scenes(values), "bars"),
        naive_histogram(values),
        plotted_histogram(values),
    ]


SCENES = (
    Measured("784 numbers of 1 or 2 digits change", 0.30, _digits),
    Measured("784 numbers with decimals change", 0.30, _numbers),
    Measured("window outline moves over them", 0.05, _window),
    Measured("512² float map", 0.50, _map),
    Measured("64 maps of 32²", 1.00, _mosaic),
    Measured("histogram of 1e6", 1.50, _histogram),
)
