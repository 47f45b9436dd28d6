"""Segments, rows that wrap, formulas that are never cut off, and the style of all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QCursor, QFontMetrics, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.layers import Formula, catalogue
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import (
    FlowLayout,
    FormulaBlock,
    Segmented,
    TextButton,
    apply_appearance,
    icon,
    style_sheet,
)
from cnnviz.panels.kit.lines import set_lines
from cnnviz.paths import resource
from cnnviz.trace import line
from cnnviz.views.fonts import ui_font
from cnnviz.views.text import LOUD_FORMULA, Typeface
from cnnviz.views.theme import THEMES, Theme
from cnnviz.words import Words, text

OPTIONS = (("valid", text("valid")), ("same", text("same")), ("full", text("full")))


def segmented(qtbot: QtBot) -> Segmented:
    row = Segmented(Appearance(), OPTIONS, text("Padding"))
    qtbot.addWidget(row)
    row.set_value("same")
    row.show()
    return row


def test_a_click_chooses_a_segment(qtbot: QtBot) -> None:
    row = segmented(qtbot)
    with qtbot.waitSignal(row.chosen) as heard:
        qtbot.mouseClick(row.button("full"), Qt.MouseButton.LeftButton)
    assert heard.args == ["full"]
    assert row.value() == "full"


def test_arrows_move_the_choice_and_stop_at_the_end(qtbot: QtBot) -> None:
    row = segmented(qtbot)
    heard: list[object] = []
    row.chosen.connect(heard.append)
    row.button("same").setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(QApplication.focusWidget() or row.button("same"), key)
    assert heard == ["full", "same"]


def test_a_choice_from_outside_is_shown_silently(qtbot: QtBot) -> None:
    row = segmented(qtbot)
    heard: list[object] = []
    row.chosen.connect(heard.append)
    row.set_value("valid")
    row.set_value("something else")
    assert (row.value(), heard) == (None, [])


def test_segments_have_one_tab_stop_and_names(qtbot: QtBot) -> None:
    row = segmented(qtbot)
    stops = [
        value for value, _ in OPTIONS if row.button(value).focusPolicy() == Qt.FocusPolicy.TabFocus
    ]
    assert stops == ["same"]
    assert row.button("full").accessibleName() == "Padding: full"


def test_a_flow_begins_a_new_row_where_the_width_ends(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host, gap=5)
    for _ in range(4):
        button = QWidget()
        button.setFixedSize(QSize(50, 20))
        flow.addWidget(button)
    assert flow.heightForWidth(300) == 20
    assert flow.heightForWidth(110) == 45
    assert flow.heightForWidth(60) == 95


@pytest.mark.parametrize("width", [60, 120, 260])
@pytest.mark.parametrize("size", [12.0, 26.0])
def test_no_run_of_a_formula_reaches_past_the_width(qtbot: QtBot, width: int, size: float) -> None:
    layer = catalogue()["Conv2d"]().fitted(3)
    typeface, words = Typeface.of(size, mono=True), Words("en")
    for formula in layer.formulas((3, 28, 28)):
        runs, rows = set_lines(formula.lines, words, typeface, width, 12)
        said = "".join(run.text for run in runs).replace(" ", "")
        wanted = "".join(words(s.text) for line in formula.lines for s in line).replace(" ", "")
        assert said == wanted
        assert rows == runs[-1].row + 1
        inked = [
            run.x + typeface.width(run.text.rstrip(), run.role in LOUD_FORMULA) for run in runs
        ]
        assert max(inked) <= width + 1


def test_a_formula_block_is_high_enough_for_its_width(qtbot: QtBot) -> None:
    appearance = Appearance()
    layer = catalogue()["Conv2d"]().fitted(3)
    formula: Formula = layer.formulas((3, 28, 28))[0]
    block = FormulaBlock(appearance, formula)
    qtbot.addWidget(block)
    assert block.heightForWidth(90) > block.heightForWidth(300)
    before = block.heightForWidth(300)
    appearance.set(text=2.0)
    assert block.heightForWidth(300) > before


def product(figures: int) -> Formula:
    return Formula(text("Parameters"), (line("1 · 1 = ", "9" * figures),))


def test_other_numbers_in_as_many_rows_lay_out_nothing_anew(qtbot: QtBot) -> None:
    class Counting(FormulaBlock):
        asked = 0

        def event(self, event: QEvent) -> bool:
            self.asked += event.type() == QEvent.Type.LayoutRequest
            return super().event(event)

    block = Counting(Appearance(), product(2))
    qtbot.addWidget(block)
    block.resize(300, 60)
    block.show()
    QApplication.processEvents()
    counts = []
    for figures in (4, 26, 60):  # beside the title; below it; in two rows
        block.asked = 0
        block.show_formula(product(figures))
        QApplication.processEvents()
        counts.append(block.asked > 0)
    assert counts == [False, True, True]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [0.8, 1.0, 2.0])
def test_the_style_sheet_has_no_hole(qtbot: QtBot, theme: str, size: float) -> None:
    sheet = style_sheet(Theme.load(theme), size)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_the_application_follows_its_dress(qtbot: QtBot, qapp: QApplication) -> None:
    appearance = Appearance()
    apply_appearance(qapp, appearance)
    light = qapp.styleSheet()
    appearance.set(theme="dark", text=1.5)
    assert qapp.styleSheet() != light
    assert qapp.font().pixelSize() == round(13 * 1.15)
    apply_appearance(qapp, Appearance())
    assert qapp.styleSheet() == light


@pytest.mark.parametrize("name", sorted(p.stem for p in resource("icons").glob("*.svg")))
def test_every_icon_is_drawn_and_greyed(qtbot: QtBot, name: str) -> None:
    drawn = icon(name, Theme.load("light"), size=20)
    plain = drawn.pixmap(QSize(20, 20), 2.0)
    assert plain.size() == QSize(40, 40)
    grey = drawn.pixmap(QSize(20, 20), 2.0, QIcon.Mode.Disabled)
    if name not in ("app", "logo"):
        assert plain.toImage() != grey.toImage()


def test_a_button_says_its_word_in_the_new_language(qtbot: QtBot) -> None:
    appearance = Appearance()
    button = TextButton(appearance, text("Reset"), icon_name="reset")
    qtbot.addWidget(button)
    appearance.set(language="ko", theme="dark")
    assert button.text() == appearance.words(text("Reset"))
    assert button.accessibleName() == button.text()


def test_a_segment_made_late_has_room_for_its_word_in_bold(
    qtbot: QtBot, qapp: QApplication
) -> None:
    appearance = Appearance()
    apply_appearance(qapp, appearance)
    row = segmented(qtbot)
    button = row.button("same")
    bold = QFontMetrics(ui_font(13, bold=True)).horizontalAdvance("same")
    assert button.sizeHint().width() >= bold + 18
    assert button.width() >= bold + 18


def test_a_button_is_not_left_grey_when_its_menu_closes_with_the_mouse_elsewhere(
    qtbot: QtBot,
) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    button = TextButton(Appearance(), text("Examples"), parent=room)
    menu = QMenu(button)
    menu.addAction("one")
    button.setMenu(menu)
    room.resize(400, 300)
    room.show()
    qtbot.waitExposed(room)
    for at, grey in ((button.rect().center(), True), (QPoint(300, 250), False)):
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # it was clicked
        QCursor.setPos(button.mapToGlobal(at))
        menu.close()
        assert button.underMouse() == grey
