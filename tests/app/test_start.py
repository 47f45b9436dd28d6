"""The start: the first example is on stage, Space plays; the command line answers as usual."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

import cnnviz
from cnnviz.app import start
from tests.app.visitor import Visitor

BEYOND = ":70000"
"""A display that no machine has: X servers take numbers up to 59535, port 6000 + number."""


def command(*arguments: str, **environment: str | None) -> subprocess.CompletedProcess[str]:
    """Run ``python -m cnnviz`` as a user does, with some variables set or removed."""
    around = {**os.environ, "LC_ALL": "C.UTF-8"}
    for name, value in environment.items():
        around.pop(name, None)
        if value is not None:
            around[name] = value
    return subprocess.run(
        [sys.executable, "-m", "cnnviz", *arguments],
        env=around,
        capture_output=True,
        text=True,
        timeout=60,
    )


def visit(language: str | None = None, theme: str | None = None) -> dict[str, object]:
    """Start the app, look, and close it."""
    hook = sys.excepthook
    visitor = Visitor()
    try:
        code = start.run(None, language, theme)
    finally:
        sys.excepthook = hook
    return {**visitor.seen, "code": code}


def test_it_opens_with_the_convolution_on_stage_and_space_plays(qtbot: QtBot) -> None:
    seen = visit("en")
    assert seen["kinds"] == ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"]
    assert (seen["selected"], seen["at start"], seen["plays"]) == (1, True, True)
    assert (seen["code"], seen["computed"], seen["said"]) == (0, True, "")


@pytest.mark.parametrize(("language", "theme"), [("ko", "dark"), ("en", "light")])
def test_language_and_theme_are_those_of_the_command_line(
    qtbot: QtBot, language: str, theme: str
) -> None:
    seen = visit(language, theme)
    assert (seen["language"], seen["theme"]) == (language, theme)


@pytest.mark.parametrize(("system", "language"), [("ko_KR.UTF-8", "ko"), ("de_DE.UTF-8", "en")])
def test_the_language_follows_the_system(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, system: str, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    assert visit()["language"] == language


def test_the_theme_is_light_unless_chosen(qtbot: QtBot) -> None:
    assert visit()["theme"] == "light"


def test_help_names_every_option() -> None:
    done = command("--help")
    assert done.returncode == 0
    for word in ("PATH", "--version", "--lang", "--theme", "ko", "dark"):
        assert word.lower() in done.stdout.lower()


def test_help_comes_before_qt() -> None:
    code = (
        "import sys, cnnviz.__main__ as main\n"
        "try:\n    main.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_version_says_which() -> None:
    done = command("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"cnnviz {cnnviz.__version__}")


@pytest.mark.parametrize("wrong", [["--colour"], ["--lang", "de"], ["--theme", "blue"]])
def test_a_wrong_option_is_refused_with_code_2(wrong: list[str]) -> None:
    done = command(*wrong)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: cnnviz")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X11 can be without display")
@pytest.mark.parametrize("display", [None, BEYOND, "nonsense"])
def test_without_a_display_it_says_so_in_a_sentence(display: str | None) -> None:
    done = command(QT_QPA_PLATFORM=None, WAYLAND_DISPLAY=None, DISPLAY=display)
    assert done.returncode == 1
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
