"""Strip, totals, inspector and title line keep an answer back while its question stands."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnviz.lessons import examples
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector import Inspector
from cnnviz.panels.strip import PipelineStrip
from cnnviz.panels.title_line import TitleLine
from cnnviz.session import Session

EXAMPLES = {each.key: each for each in examples()}


class Desk:
    """An example with its question, in a strip, an inspector and a title line."""

    def __init__(self, qtbot: QtBot, key: str) -> None:
        example = EXAMPLES[key]
        self.session = Session(example.build())
        bridge, appearance = Bridge(self.session), Appearance()
        self.place = place = QWidget()
        self.widgets = (
            PipelineStrip(bridge, appearance, place),
            Inspector(bridge, appearance, place),
            TitleLine(bridge, appearance, place),
        )
        qtbot.addWidget(place)
        place.show()
        self.session.introduce(example.summary, example.asks)

    @property
    def said(self) -> str:
        """Every accessible text and tooltip that is not hidden, and what is painted."""
        strip, inspector, title = self.widgets
        found = [title.content.counter]
        found += [part for card in strip.cards for part in (card.content.shape, card.content.hint)]
        for top in (strip, inspector):
            for each in top.findChildren(QWidget):
                if each.isVisibleTo(top):
                    found += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        return "\n".join(found)


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("start", ("4×6×6", "4×3×3", "= 6", "1 / 36", "1,296")),
        ("dropped-rows", ("1×2×2", "⌊2.5⌋", "1 / 4")),
        ("seven-filters", ("196 parameters", "= 196")),
        ("bottleneck", ("11,968", "= 1,024")),
        ("groups", ("27 parameters", "= 27")),
        ("sixty-four-maps", ("64×14×14", "nothing to learn", "576")),
        ("batch-of-one", ("4.7261", "  running average", "averages are used")),
        ("growing-field", ("46×46",)),
        ("dilation", ("5×5", "− 5")),
    ],
)
def test_the_panels_say_the_answer_only_after_the_question(
    qtbot: QtBot, key: str, answers: tuple[str, ...]
) -> None:
    desk = Desk(qtbot, key)
    asked = desk.session.state.selected
    for selected in (asked, 0, asked):
        desk.session.view(selected=selected)
        assert not [each for each in answers if each in desk.said]
    desk.session.introduce(None)
    assert [each for each in answers if each in desk.said]
