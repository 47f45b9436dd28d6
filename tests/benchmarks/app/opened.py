"""The real window with a pipeline in it, and counts of what is really painted."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from cnnviz.app.settings import Settings
from cnnviz.app.window import Window
from cnnviz.document.state import AT_END, Batch, State
from cnnviz.layers.kinds.batch_norm2d import BatchNorm2d
from cnnviz.layers.kinds.conv2d import Conv2d
from cnnviz.layers.kinds.max_pool2d import MaxPool2d
from cnnviz.layers.kinds.relu import ReLU
from cnnviz.lessons.example import opening, picture
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.image import DrawingPad
from cnnviz.panels.kit import apply_appearance

NAMES = ("sobel_x", "sobel_y", "laplacian", "gaussian", "random", "random", "random", "random")
SEEDS = (0, 0, 0, 0, 5, 6, 7, 8)


def pipeline(batch: Batch, kernel: int) -> State:
    """Put 8 filters, batch normalization, ReLU and max pooling behind a batch."""
    names = NAMES if kernel == 3 else ("random",) * 8
    seeds = SEEDS if kernel == 3 else tuple(range(1, 9))
    convolution = Conv2d(
        out_channels=8, kernel_size=(kernel, kernel), names=names, seeds=seeds, padding="same"
    )
    layers = (convolution, BatchNorm2d(), ReLU(), MaxPool2d())
    return opening(batch, *layers, playhead=AT_END)


def small() -> State:
    """28 × 28 cells, 8 filters 3 × 3."""
    return pipeline(picture("camera", 28, 28), 3)


def large() -> State:
    """512 × 512 cells in colour, 8 filters 5 × 5."""
    return pipeline(picture("astronaut", 512, 512, rgb=True), 5)


def deep() -> State:
    """30 layers on 28 × 28 cells: ten times 8 filters 3 × 3, batch normalization and ReLU."""
    layers = []
    for number in range(10):
        seeds = tuple(range(8 * number + 1, 8 * number + 9))
        names = ("random",) * 8
        layers += [
            Conv2d(out_channels=8, names=names, seeds=seeds, padding="same"),
            BatchNorm2d(),
            ReLU(),
        ]
    return opening(picture("camera", 28, 28), *layers, playhead=AT_END)


class Paints(QObject):
    """Counts how often widgets were painted.

    Parameters
    ----------
    widgets : mapping
        What to watch, by name.
    """

    def __init__(self, widgets: dict[str, QWidget]) -> None:
        super().__init__()
        self.counts = dict.fromkeys(widgets, 0)
        self._names = {id(widget): name for name, widget in widgets.items()}
        self._widgets = widgets
        for widget in widgets.values():
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count paint events."""
        if event.type() == QEvent.Type.Paint:
            name = self._names.get(id(watched))
            if name is not None:
                self.counts[name] += 1
        return False

    def leave(self) -> None:
        """Watch no more."""
        for widget in self._widgets.values():
            widget.removeEventFilter(self)


def application() -> QApplication:
    """Give the application."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    return app


def opened(state: State) -> Window:
    """Open the window on a state, furnished and painted."""
    app = application()
    appearance = Appearance("light", "en")
    apply_appearance(app, appearance)
    window = Window(state, appearance, Settings())
    window.showNormal()
    window.resize(1440, 900)
    window.build_deferred()
    settle(0.4)
    until(lambda: not window.evaluator.is_busy)
    return window


def pad_of(window: Window) -> DrawingPad:
    """Give the pad that is on stage with the image."""
    found = window.stage.findChild(DrawingPad)
    assert isinstance(found, DrawingPad)
    return found


def closed(window: Window) -> None:
    """Close the window without questions."""
    window.scene_files.begin(window.bridge.state)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settle(0.05)


def settle(seconds: float) -> None:
    """Let events be worked off for a while."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.001)


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Work off events until something holds.

    Raises
    ------
    TimeoutError
        If it never does.
    """
    end = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > end:
            raise TimeoutError("what was waited for did not happen")
        QApplication.processEvents()
        if not true():
            time.sleep(0.0002)
