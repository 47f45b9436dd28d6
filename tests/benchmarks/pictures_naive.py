"""The scenes drawn the first way that comes to mind with pyqtgraph and Qt."""

from __future__ import annotations

import itertools

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsSimpleTextItem

from tests.benchmarks.pictures import Candidate

pg.setConfigOptions(imageAxisOrder="row-major", antialias=False)
LUT = pg.colormap.get("CET-D1").getLookupTable(nPts=256)


class Watch(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, view: pg.GraphicsView) -> None:
        super().__init__(view)
        self.painted = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let pass."""
        if event.type() == QEvent.Type.Paint:
            self.painted += 1
        return False


def _view(width: int, height: int) -> tuple[pg.GraphicsView, Watch]:
    view = pg.GraphicsView(background="#0f1217")
    view.resize(width, height)
    watch = Watch(view)
    view.show()
    return view, watch


def _settle() -> None:
    for _ in range(5):
        QCoreApplication.processEvents()


def naive_numbers(values: list[np.ndarray]) -> Candidate:
    """784 pg.TextItem over an ImageItem."""
    view, watch = _view(580, 580)
    image = pg.ImageItem(values[0], levels=(-3, 3), lut=LUT)
    image.setRect(QRectF(10, 10, 560, 560))
    view.addItem(image)
    items = []
    for number in range(784):
        item = pg.TextItem("0", anchor=(0.5, 0.5))
        item.setPos(20 + number % 28 * 20, 20 + number // 28 * 20)
        view.addItem(item)
        items.append(item)
    _settle()
    source = itertools.cycle(values)

    def frame() -> int:
        now = next(source)
        image.setImage(now, autoLevels=False)
        for item, value in zip(items, now.ravel().tolist(), strict=True):
            item.setText(f"{value:.2f}")
        QCoreApplication.processEvents()
        return watch.painted if view is not None else 0

    return Candidate("naive", frame)


def plain_text_items(values: list[np.ndarray]) -> Candidate:
    """784 QGraphicsSimpleTextItem over an ImageItem."""
    view, watch = _view(580, 580)
    image = pg.ImageItem(values[0], levels=(-3, 3), lut=LUT)
    image.setRect(QRectF(10, 10, 560, 560))
    view.addItem(image)
    items = []
    for number in range(784):
        item = QGraphicsSimpleTextItem("0")
        item.setBrush(QColor("white"))
        item.setPos(12 + number % 28 * 20, 12 + number // 28 * 20)
        view.addItem(item)
        items.append(item)
    _settle()
    source = itertools.cycle(values)

    def frame() -> int:
        now = next(source)
        image.setImage(now, autoLevels=False)
        for item, value in zip(items, now.ravel().tolist(), strict=True):
            item.setText(f"{value:.2f}")
        QCoreApplication.processEvents()
        return watch.painted if view is not None else 0

    return Candidate("simple text items", frame)


def naive_window(values: np.ndarray) -> Candidate:
    """Nine rectangles that move over 784 text items and an ImageItem."""
    view, watch = _view(580, 580)
    image = pg.ImageItem(values, levels=(-3, 3), lut=LUT)
    image.setRect(QRectF(10, 10, 560, 560))
    view.addItem(image)
    for number, value in enumerate(values.ravel().tolist()):
        item = QGraphicsSimpleTextItem(f"{value:.2f}")
        item.setBrush(QColor("white"))
        item.setPos(12 + number % 28 * 20, 12 + number // 28 * 20)
        view.addItem(item)
    frames = []
    for number in range(9):
        item = QGraphicsRectItem(number % 3 * 20, number // 3 * 20, 20, 20)
        item.setPen(QPen(QColor("orange"), 2))
        view.addItem(item)
        frames.append(item)
    _settle()
    places = itertools.cycle(range(26 * 26))

    def frame() -> int:
        row, column = divmod(next(places), 26)
        for item in frames:
            item.setPos(10 + 20 * column, 10 + 20 * row)
        QCoreApplication.processEvents()
        return watch.painted if view is not None else 0

    return Candidate("naive", frame)


def naive_map(values: list[np.ndarray]) -> Candidate:
    """One pg.ImageItem."""
    view, watch = _view(532, 532)
    image = pg.ImageItem(values[0], levels=(-3, 3), lut=LUT)
    image.setRect(QRectF(10, 10, 512, 512))
    view.addItem(image)
    _settle()
    source = itertools.cycle(values)

    def frame() -> int:
        image.setImage(next(source), autoLevels=False)
        QCoreApplication.processEvents()
        return watch.painted if view is not None else 0

    return Candidate("naive", frame)


def naive_mosaic(values: list[np.ndarray]) -> Candidate:
    """64 pg.ImageItem."""
    view, watch = _view(590, 590)
    images = []
    for number in range(64):
        image = pg.ImageItem(values[0][number], levels=(-3, 3), lut=LUT)
        image.setRect(QRectF(10 + 72 * (number % 8), 10 + 72 * (number // 8), 64, 64))
        view.addItem(image)
        images.append(image)
    _settle()
    source = itertools.cycle(values)

    def frame() -> int:
        now = next(source)
        for image, each in zip(images, now, strict=True):
            image.setImage(each, autoLevels=False)
        QCoreApplication.processEvents()
        return watch.painted if view is not None else 0

    return Candidate("naive", frame)


def naive_histogram(values: list[np.ndarray]) -> Candidate:
    """np.histogram into a pg.BarGraphItem."""
    view, watch = _view(532, 320)
    x = 10 + 8 * np.arange(64)
    bars = pg.BarGraphItem(x=x, height=np.ones(64), width=7, brush="orange", pen=None, y0=0)
    view.addItem(bars)
    _settle()
    source = itertools.cycle(values)

    def frame() -> int:
        count, _ = np.histogram(next(source), 64, (-4, 4))
        bars.setOpts(height=count / count.max() * 300)
        QCoreApplication.processEvents()
        return watch.painted if view is not None else 0

    return Candidate("naive", frame)
