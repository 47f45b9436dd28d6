"""What every test gets: no screen, no settings of the user's, and nothing left behind."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")  # here, so that it holds whichever tests are collected

PATIENCE = 2.0
"""Seconds that a thread or a job has to end after its test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that draws the picture baselines anew."""
    parser.addoption("--renew", action="store_true", help="draw the picture baselines anew")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep settings, recent files and autosaved work of each test to itself."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("CNNVIZ_HOME", str(place))
    return place


@pytest.fixture(autouse=True)
def plain_application(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take off what a test has made the application wear: style sheet, colours and fonts."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtWidgets import QToolTip

    app = request.getfixturevalue("qapp")
    before = app.font(), app.palette(), QToolTip.font(), QToolTip.palette()
    yield
    if app.styleSheet():
        font, colours, tip_font, tip_colours = before
        app.setStyleSheet("")
        app.setFont(font)
        app.setPalette(colours)
        QToolTip.setFont(tip_font)
        QToolTip.setPalette(tip_colours)


@pytest.fixture(autouse=True)
def steps_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let steps arrive without their motion, so that no test must wait for it."""
    if {"qtbot", "qapp"} & set(request.fixturenames):
        from cnnviz.panels.player import Player

        monkeypatch.setattr(Player, "motion", 0.0)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail a test that leaves a window, a running timer or a thread behind.

    This comes after the fixtures' own teardown and pytest-qt's, which closes the
    widgets of ``qtbot.addWidget``.
    """
    yield
    seen = {"qtbot", "qapp"} & set(getattr(item, "fixturenames", ()))
    left = [*(_windows() + _timers() if seen else ()), *_jobs(), *_threads()]
    if left:
        pytest.fail(f"{item.name} leaves behind: {', '.join(left)}", pytrace=False)


def _windows() -> list[str]:
    """Name the top-level windows that are still shown, and close them for the next test."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets is not None else None
    if app is None:
        return []
    found = [each for each in app.topLevelWidgets() if each.isVisible()]
    names = [f"window {type(each).__name__}" for each in found]
    for each in found:
        each.hide()
        each.deleteLater()
    app.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    return names


def _timers() -> list[str]:
    """Name the timers that still run, and stop them for the next test."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return []
    from shiboken6 import isValid

    names = []
    for each in [each for each in gc.get_objects() if type(each) is core.QTimer]:
        if isValid(each) and each.isActive() and not _is_momentary(each):
            names.append(f"timer every {each.interval()} ms")
            each.stop()
    return names


def _is_momentary(timer: object) -> bool:
    """Whether a timer only puts something off to the next turn of the event loop."""
    return timer.isSingleShot() and timer.interval() == 0


def _jobs() -> list[str]:
    """Name the jobs of the app that do not end."""
    jobs = sys.modules.get("cnnviz.panels.jobs")
    found = jobs.going_on() if jobs is not None else []
    return [f"job {each.objectName()}" for each in found if not each.finish(PATIENCE)]


def _threads() -> list[str]:
    """Name the threads that do not end and keep Python alive."""
    until = time.monotonic() + PATIENCE
    while True:
        found = [
            each
            for each in threading.enumerate()
            if each is not threading.main_thread()
            and not each.daemon
            and not each.name.startswith(("execnet", "Dummy"))
        ]
        if not found or time.monotonic() > until:
            return [f"thread {each.name}" for each in found]
        time.sleep(0.01)
