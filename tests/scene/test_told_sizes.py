"""A size that an example asks for is a "?", and stays on stage once it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from cnnviz.document.evaluation import evaluate
from cnnviz.document.state import AT_END, Playhead
from cnnviz.lessons import examples
from cnnviz.panels.back_row import words_for
from cnnviz.scene.marks import Label, Scene, Viewport
from cnnviz.session.introduction import Introduction
from cnnviz.session.picture import picture
from cnnviz.session.present import Memo, present
from cnnviz.timeline.movement import micro_steps
from cnnviz.trace import Covered
from cnnviz.words import text
from tests.scene.boxes import Measure

ASKING = [each.key for each in examples() if "size" in each.asks]
SCREENS = ((800, 600), (1024, 768), (1280, 720), (1280, 800), (1920, 1080))
ASKED: Covered = frozenset({"size"})


def before_a_class(key: str, width: int, height: int) -> tuple[list[Scene], str]:
    """The first scene of an example, those in which it is told, and the size."""
    state = next(each for each in examples() if each.key == key).build()
    evaluation, memo = evaluate(state.document), Memo()
    words = words_for(width, height)
    view = Viewport(width, round(height - 5.9 * words), words / 13, True)
    first = present(state, evaluation, memo)
    opening = Introduction(text("Which size?"), state.selected, first.shown, ASKED)
    scenes = [picture(replace(first, opening=opening), view)]
    told = [AT_END]
    if first.timeline is not None:
        middle = len(first.timeline) // 2
        told.append(Playhead(middle, micro_steps(first.timeline) - 1, 1.0))
    for each in told:
        scenes.append(picture(present(replace(state, playhead=each), evaluation, memo), view))
    y = evaluation.results[state.selected - 1].y
    assert y is not None
    return scenes, " × ".join(map(str, y.shape[1:]))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen[0]}x{screen[1]}")
def test_before_a_class_a_size_is_asked_and_then_stays(
    qapp: QApplication, screen: tuple[int, int], language: str
) -> None:
    measure, silent = Measure(language), []
    for key in ASKING:
        scenes, size = before_a_class(key, *screen)
        for number, scene in enumerate(scenes):
            (caption,) = (each for each in scene.marks if each.key == "output caption")
            assert isinstance(caption, Label)
            if ("?" if number == 0 else size) not in measure.said(caption):
                silent.append((key, number, measure.said(caption)))
    assert silent == []
