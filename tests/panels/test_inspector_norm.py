"""Batch normalization: γ, β, the statistics of a channel and the running averages."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import SetParameter
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import AT_END, Playhead
from cnnviz.panels.inspector.norm.affine import AffineSection
from cnnviz.panels.inspector.norm.running import RunningSection
from cnnviz.panels.inspector.norm.statistics import StatisticsSection
from tests.panels.test_inspector_stand import Stand


class Bench(Stand):
    """A stand with the BatchNorm2d selected."""

    def __init__(self, qtbot: QtBot, images: int = 2) -> None:
        super().__init__(qtbot, images=images)
        self.select(2)
        assert self.inspector.form is not None
        affine, statistics, running = self.inspector.form.sections
        assert isinstance(affine, AffineSection)
        assert isinstance(statistics, StatisticsSection)
        assert isinstance(running, RunningSection)
        self.affine, self.statistics, self.running = affine, statistics, running


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_dragging_gamma_is_one_undo_step(bench: Bench, qtbot: QtBot) -> None:
    slider = bench.affine.gamma_slider
    y = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(180, y))
    for x in (200, 220, 240):
        qtbot.mouseMove(slider, QPoint(x, y))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(240, y))
    assert bench.layer(1).weight[0] > 1.5
    assert bench.layer(1).weight[1] == 1
    bench.bridge.store.undo()
    assert bench.layer(1).weight[0] == 1
    assert bench.bridge.store.undo_label is None


def test_beta_of_the_chosen_channel_is_typed(bench: Bench, qtbot: QtBot) -> None:
    bench.bridge.session.choose_map(2)
    field = bench.affine.beta
    field.selectAll()
    qtbot.keyClicks(field, "-2,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert bench.layer(1).bias.tolist() == [0, 0, -2.5, 0]


def test_the_channel_tells_the_stage_and_moves_all_sections(bench: Bench) -> None:
    bench.affine.chooser.on.click()
    assert bench.bridge.state.map == 1
    assert [section.map for section in bench.inspector.form.sections] == [1, 1, 1]
    assert bench.statistics.section.heading.text() == "Channel 2"


def test_mean_and_variance_are_those_of_the_batch(bench: Bench) -> None:
    x = bench.bridge.evaluation.results[1].x[:, 0].astype(float)
    said = bench.statistics.lines.accessibleName().replace("−", "-")
    assert f"{x.mean():.4f}".rstrip("0").rstrip(".") in said
    assert f"{x.var():.4f}".rstrip("0").rstrip(".") in said
    assert "this batch" in said


def test_beside_two_batches_they_are_those_of_all_images(bench: Bench) -> None:
    bench.bridge.session.choose_explanation("two")
    said = bench.statistics.lines.accessibleName()
    assert said.count("all 2 images") == 2
    assert "this batch" not in said
    bench.bridge.session.choose_explanation("")
    assert "this batch" in bench.statistics.lines.accessibleName()


def test_mean_and_variance_are_told_when_the_stage_tells_them(bench: Bench) -> None:
    steps = bench.bridge.presented.timeline.steps
    told = []
    for micro in range(3):
        bench.bridge.session.view(playhead=Playhead(0, micro, 1.0))
        told.append(bench.statistics.lines.accessibleName().count("…"))
    assert [step.name for step in steps[:3]] == ["gather", "mean", "variance"]
    assert told == [2, 1, 0]
    bench.bridge.session.view(playhead=Playhead(1, 0, 1.0), map=0)
    assert bench.bridge.state.map == 1  # the channel on stage is meant, whatever was chosen
    assert bench.statistics.lines.accessibleName().count("…") == 2
    bench.bridge.session.view(playhead=AT_END, map=0)
    assert "…" not in bench.statistics.lines.accessibleName()


def test_in_evaluation_the_running_averages_stand_in(bench: Bench) -> None:
    bench.bridge.do(SetParameter(1, "training", False))
    assert "running average" in bench.statistics.lines.accessibleName()


def test_statistics_follow_a_change_before_the_layer(bench: Bench) -> None:
    before = bench.statistics.lines.accessibleName()
    bench.bridge.do(SetParameter(0, "stride", (2, 2)))
    assert bench.statistics.lines.accessibleName() != before


@pytest.mark.parametrize(("training", "word"), [(True, "alone"), (False, "running averages")])
def test_a_batch_of_one_is_explained(qtbot: QtBot, training: bool, word: str) -> None:
    bench = Bench(qtbot, images=1)
    bench.bridge.do(SetParameter(1, "training", training))
    assert bench.statistics.lonely.isVisible()
    assert word in bench.statistics.lonely.text()


def test_a_larger_batch_needs_no_explanation(bench: Bench) -> None:
    assert not bench.statistics.lonely.isVisible()


def test_next_batch_counts_and_is_one_undo_step(bench: Bench) -> None:
    x = bench.bridge.evaluation.results[1].x
    bench.click("Next batch")
    assert np.allclose(bench.layer(1).running_mean, 0.1 * x.mean(axis=(0, 2, 3)), atol=1e-5)
    assert _counted(bench) == "after 1 batch"
    bench.bridge.store.undo()
    assert not bench.layer(1).running_mean.any()
    assert bench.bridge.store.undo_label is None


def test_reset_forgets_the_batches_and_can_be_undone(bench: Bench) -> None:
    state = bench.bridge.state
    counted = state.document.layers[1]
    for _ in range(3):
        counted = counted.counted(bench.bridge.evaluation.results[1].x)
    bench.bridge.store.replace(state.with_document(state.document.with_layer(1, counted)))
    assert bench.running.chart.accessibleDescription() == "after 3 batches"
    bench.running.forget.click()
    assert bench.layer(1).running_var.tolist() == [1, 1, 1, 1]
    assert bench.running.chart.accessibleDescription() == "Not updated yet."
    bench.bridge.store.undo()
    assert len(bench.layer(1).history) == 3


def test_gamma_changed_elsewhere_is_followed(bench: Bench) -> None:
    bench.bridge.do(SetValue(1, "weight", (0,), 2.25))
    assert bench.affine.gamma.text() == "2.25"
    assert bench.affine.gamma_slider.real() == 2.25


def _counted(bench: Bench) -> str:
    """What the chart says to those who cannot see it."""
    return bench.running.chart.accessibleDescription()
