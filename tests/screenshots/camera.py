"""A real window, put into each of the moments worth a picture."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cnnviz.app.settings import Settings
from cnnviz.app.window import Window
from cnnviz.document.commands import SetParameter, set_view
from cnnviz.document.state import AT_END, Playhead
from cnnviz.lessons import examples
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import apply_appearance
from tests.first_pipeline import start

Scene = tuple[str, str, str]


def _open(window: Window, key: str) -> None:
    example = next(each for each in examples() if each.key == key)
    state = dataclasses.replace(example.build(), playhead=AT_END, predict=False)
    window.scene_files.begin(state, title=example.title)


def _conv(window: Window) -> None:
    _open(window, "start")
    window.bridge.do(set_view(playhead=Playhead(28, 11, 1.0)))


def _term(window: Window) -> None:
    _open(window, "start")
    window.bridge.do(set_view(playhead=Playhead(28, 5, 1.0)))


def _predict(window: Window) -> None:
    _open(window, "by-hand")
    window.bridge.do(set_view(predict=True, playhead=Playhead(2, 9, 1.0)))


def _photograph(window: Window) -> None:
    _open(window, "photograph-edges")
    window.bridge.do(set_view(playhead=Playhead(118_000, 11, 1.0)))


def _stride(window: Window) -> None:
    _open(window, "dropped-rows")


def _error(window: Window) -> None:
    _open(window, "by-hand")
    window.bridge.do(SetParameter(0, "kernel_size", (7, 7)))


def _stage(key: str, selected: int, head: Playhead | None = None) -> Callable[[Window], None]:
    def go(window: Window) -> None:
        _open(window, key)
        window.bridge.do(set_view(selected=selected))
        if head is not None:
            window.bridge.do(set_view(playhead=head))

    return go


MOMENTS: dict[str, Callable[[Window], None]] = {
    "conv": _conv,
    "term": _term,
    "predict": _predict,
    "photograph": _photograph,
    "stride": _stride,
    "error": _error,
    "image": _stage("start", 0),
    "batchnorm": _stage("batch-of-eight", 2),
    "gather": _stage("batch-of-eight", 2, Playhead(0, 0, 0.6)),
    "relu": _stage("start", 3, Playhead(20, 2, 1.0)),
    "maxpool": _stage("start", 4, Playhead(5, 5, 1.0)),
}


def _example(key: str, micro: int | None) -> Callable[[Window], None]:
    """Put an example on stage: at its end, or a micro-step of its slow position."""

    def go(window: Window) -> None:
        _open(window, key)
        timeline = window.bridge.presented.timeline
        if micro is not None and timeline is not None:
            window.bridge.do(set_view(playhead=Playhead(timeline.slow, micro, 1.0)))

    return go


def of_examples(keys: list[str]) -> dict[str, Callable[[Window], None]]:
    """Give three moments of each example: early and late in its slow position, and its end.

    Parameters
    ----------
    keys : list of str
        Which examples; all of them if empty.
    """
    chosen = [each.key for each in examples() if not keys or each.key in keys]
    heads = {"early": 1, "late": 1 << 20, "end": None}
    return {
        f"{key}-{name}": _example(key, micro) for key in chosen for name, micro in heads.items()
    }


def photograph(
    folder: Path,
    size: tuple[int, int],
    wanted: set[Scene] | None = None,
    moments: dict[str, Callable[[Window], None]] = MOMENTS,
    *,
    presenting: bool = False,
) -> Iterator[Path]:
    """Take each moment in both themes and both languages, and give the files' names.

    Parameters
    ----------
    folder : pathlib.Path
        Where the PNG files go; made if it is missing.
    size : (int, int)
        Width and height of the window in logical pixels.
    wanted : set, optional
        Only these (moment, theme, language).
    moments : dict
        What puts the window into each moment.
    presenting : bool
        Whether they are taken before a class.
    """
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    appearance = Appearance()
    apply_appearance(app, appearance)
    window = Window(start(), appearance, Settings())
    window.showNormal()
    window.resize(*size)
    window.build_deferred()
    window.stage.setFocus()
    if presenting:
        window.presentation.begin()
        _settle(window)  # it fills the screen first
        window.resize(*size)
    for moment, prepare in moments.items():
        for theme in ("light", "dark"):
            for language in ("en", "ko"):
                if wanted is not None and (moment, theme, language) not in wanted:
                    continue
                appearance.set(theme=theme, language=language)
                prepare(window)
                _settle(window)
                path = folder / f"{moment}-{theme}-{language}.png"
                path.write_bytes(_png(window))
                yield path
    window.bridge.store.replace(start())
    window.close()


def _settle(window: Window) -> None:
    """Wait until everything asked for is worked out and painted."""
    QTest.qWait(150)
    while window.evaluator.is_busy or window.images.busy:
        QTest.qWait(20)
    QTest.qWait(150)


def _png(window: Window) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().toImage().save(buffer, "PNG", 40)
    return bytes(buffer.data().data())
