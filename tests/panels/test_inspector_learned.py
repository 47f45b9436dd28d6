"""The section for learned numbers of any kind, and that of templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnviz.document.state import Batch, Document, State
from cnnviz.layers import Layer, Shape, catalogue
from cnnviz.layers.base import frozen, weights
from cnnviz.layers.kinds.flatten import Flatten
from cnnviz.layers.kinds.linear import TEMPLATES, TYPED, Linear
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.extras import sections_of
from cnnviz.panels.inspector.inspector import Inspector
from cnnviz.panels.inspector.learned import LearnedSection
from cnnviz.panels.inspector.templates import TemplateSection
from cnnviz.session import Session
from cnnviz.trace import FloatArray
from cnnviz.words import Text, text


@dataclass(frozen=True, eq=False)
class Gain(Layer):
    """A kind of no file: a learned number for each channel."""

    kind: ClassVar[str] = "Gain"
    about: ClassVar[Text] = text("Gain")
    gain: FloatArray = weights("gain")

    def out_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: FloatArray) -> FloatArray:
        return x * self.gain[:, None, None]


def opened(qtbot: QtBot, side: int, nodes: int = 3) -> tuple[Bridge, Inspector, LearnedSection]:
    """The inspector of a linear layer on an image, and its section."""
    pixels = frozen(np.arange(side * side).reshape(1, 1, side, side))
    layers = (Flatten(), Linear(out_features=nodes))
    document = Document(Batch(pixels, ("a",))).with_layers(layers)
    bridge = Bridge(Session(State(document, selected=2)))
    inspector = Inspector(bridge, Appearance())
    qtbot.addWidget(inspector)
    inspector.resize(330, 700)
    inspector.show()
    assert inspector.form is not None
    (section,) = (each for each in inspector.form.sections if isinstance(each, LearnedSection))
    return bridge, inspector, section


def layer_of(bridge: Bridge) -> Linear:
    """The linear layer."""
    layer = bridge.state.document.layers[1]
    assert isinstance(layer, Linear)
    return layer


def test_a_short_row_is_a_grid_in_which_numbers_are_typed(qtbot: QtBot) -> None:
    bridge, _, section = opened(qtbot, 3)
    assert section.grid.isVisible()
    assert not section.place_row.isVisible()
    section.grid.edited.emit(1, 2, 7.0)
    assert layer_of(bridge).weight[0, 5] == 7
    assert layer_of(bridge).origin == TYPED
    section.grid.replaced.emit(((1.0,) * 3,) * 3)
    assert layer_of(bridge).weight[0].tolist() == [1] * 9


def test_of_a_long_row_one_number_is_chosen_by_its_index(qtbot: QtBot) -> None:
    bridge, _, section = opened(qtbot, 28)
    assert not section.grid.isVisible()
    section.place.edited.emit(400)
    section.value.edited.emit(-2.5)
    assert layer_of(bridge).weight[0, 400] == -2.5
    section.place.edited.emit(10_000)  # beyond the row
    section.value.edited.emit(3.0)
    assert layer_of(bridge).weight[0, 783] == 3


def test_the_output_on_stage_is_the_one_whose_numbers_are_shown(qtbot: QtBot) -> None:
    bridge, _, section = opened(qtbot, 3)
    bridge.session.choose_map(2)
    section.single.edited.emit(4.0)
    assert layer_of(bridge).bias.tolist() == [0, 0, 4]
    section.chooser.on.click()
    assert section.chooser.index == 2
    section.chooser.back.click()
    assert bridge.state.map == 1


def test_a_bias_that_is_off_is_not_shown(qtbot: QtBot) -> None:
    _, inspector, section = opened(qtbot, 3)
    assert section.single_row.isVisible()
    assert inspector.form is not None
    inspector.form.set_parameter("use_bias", False)
    assert not section.single_row.isVisible()


def test_a_layer_that_cannot_work_has_no_numbers_to_show(qtbot: QtBot) -> None:
    _, inspector, section = opened(qtbot, 64)
    assert inspector.form is not None
    inspector.form.set_parameter("out_features", 1024)
    assert not section.isVisible()
    inspector.form.set_parameter("out_features", 10)
    assert section.isVisible()


def test_templates_are_one_click_and_one_step_of_undo(qtbot: QtBot) -> None:
    bridge, inspector, _ = opened(qtbot, 28)
    assert inspector.form is not None
    (section,) = (each for each in inspector.form.sections if isinstance(each, TemplateSection))
    assert "random" in section.said.text()
    before = layer_of(bridge)
    section.button.click()
    assert (layer_of(bridge).origin, layer_of(bridge).out_features) == (TEMPLATES, 10)
    assert "templates" in section.said.text()
    bridge.store.undo()
    assert layer_of(bridge) is before


def test_a_kind_of_no_file_has_the_section_if_it_learns_and_others_have_their_own() -> None:
    assert sections_of(Gain) == (LearnedSection,)
    kinds = {name for name, cls in catalogue().items() if LearnedSection in sections_of(cls)}
    assert "Linear" in kinds
    assert not kinds & {"Conv2d", "BatchNorm2d", "ReLU", "Flatten"}


def test_one_number_for_each_channel_is_typed_too(qtbot: QtBot) -> None:
    layer = Gain(gain=frozen([1.0, 2.0]))
    pixels = frozen(np.ones((1, 1, 2, 2)))
    document = Document(Batch(pixels, ("a",)), (catalogue()["Conv2d"](out_channels=2), layer))
    document = Document(document.batch, (document.layers[0].fitted(1), layer))
    bridge = Bridge(Session(State(document, selected=2, map=1)))
    inspector = Inspector(bridge, Appearance())
    qtbot.addWidget(inspector)
    inspector.show()
    assert inspector.form is not None
    (section,) = inspector.form.sections
    assert isinstance(section, LearnedSection)
    section.single.edited.emit(5.0)
    assert bridge.state.document.layers[1].gain.tolist() == [1, 5]


@pytest.mark.parametrize("width", [280, 330, 600])
def test_nothing_of_it_is_wider_than_the_inspector(qtbot: QtBot, width: int) -> None:
    _, inspector, section = opened(qtbot, 28)
    inspector.resize(width, 700)
    QTest.qWait(20)
    visible = [each for each in section.findChildren(QWidget) if each.isVisible()]
    rights = [each.mapTo(section, each.rect().topRight()).x() for each in visible]
    assert max(rights) < section.width()
