"""The equation strip says everything that fits, and says when something does not."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from cnnviz.trace import Line, Span
from cnnviz.views.equation import MARGIN, EquationStrip
from cnnviz.views.formula import FLOOR, LINES, FormulaLayout, fit
from cnnviz.views.render_style import RenderStyle
from cnnviz.views.terms import plain, without_middle
from cnnviz.views.text import width_of
from cnnviz.views.theme import Theme
from cnnviz.words import ENGLISH, text

WIDTH, HEIGHT = 600.0, 52.0


def terms(count: int) -> Line:
    """A sum of products with so many terms."""
    spans: list[Span] = []
    for number in range(count):
        spans += [Span(f"{number}", "read"), Span("·"), Span("(−2)", "weight"), Span(" + ")]
    return (*spans, Span("0", "muted"), Span(" = "), Span("36", "write"))


def fitted(count: int, height: float = HEIGHT) -> FormulaLayout:
    """Fit such a sum."""
    style = RenderStyle(Theme.load("light"), ENGLISH)
    return fit(terms(count), style, 15, WIDTH, height, 1.5)


def said(formula: FormulaLayout) -> str:
    """Put the lines together again."""
    return " ".join("".join(piece.text for piece in line) for line in formula.lines)


def test_a_short_formula_keeps_one_line_and_its_size(qapp: object) -> None:
    formula = fitted(4)
    assert len(formula.lines) == 1
    assert formula.size == 15


def test_a_longer_one_is_broken_at_spaces(qapp: object) -> None:
    formula = fitted(12)
    assert len(formula.lines) == 2
    assert said(formula) == "".join(span.text for span in terms(12))


def test_a_long_one_shrinks_but_stays_whole(qapp: object) -> None:
    formula = fitted(15)
    assert FLOOR <= formula.size < 15
    assert said(formula) == "".join(span.text for span in terms(15))


def test_one_that_is_too_long_loses_its_middle_and_says_so(qapp: object) -> None:
    formula = fitted(90)
    assert formula.size == FLOOR
    assert said(formula).startswith("0·(−2)")
    assert "…" in said(formula)
    assert said(formula).endswith("= 36")


def sums(*numbers: str) -> Line:
    """A sum of named numbers, as over many channels."""
    spans: list[Span] = []
    for index, number in enumerate(numbers, start=1):
        spans += [Span(f"Σ{index} ", "muted"), Span(number, "stat"), Span(" + ")]
    return (*spans, Span("b ", "muted"), Span("(0)", "weight"), Span(" = "), Span("y", "write"))


@pytest.mark.parametrize("width", [260.0, 300.0, 360.0, 440.0, 520.0])
def test_a_sum_that_is_too_long_loses_whole_terms_and_tells_their_sum(
    qapp: object, width: float
) -> None:
    numbers = ["−38.6987", "12.5", "−20.0257", "3.25", "0", "(−4.5)", "7", "1.0001", "2.5", "8"]
    style = RenderStyle(Theme.load("light"), ENGLISH)
    formula = said(fit(sums(*numbers), style, 20, width, 20, 1.5, 20))
    if formula.startswith("…"):
        assert formula == "… = y"  # nothing true is as short
        return
    terms = formula.removesuffix(" + b (0) = y").split(" + ")
    found = [re.fullmatch(r"(Σ\d+|… sum\xa0of\xa0(\d+):) \(?(−?[\d.]+)\)?", term) for term in terms]
    assert all(found)
    assert sum(int(each[2] or 1) for each in found if each) == len(numbers)
    total = sum(Fraction(number.strip("()").replace("−", "-")) for number in numbers)
    assert sum(Fraction(each[3].replace("−", "-")) for each in found if each) == total
    assert sum(each is not None and each[2] is not None for each in found) == 1


def test_terms_that_are_left_out_twice_are_counted_once(qapp: object) -> None:
    words = [
        (Span(word),)
        for word in ("1 ", "+ ", "2 ", "+ ", "… sum\u00a0of\u00a053: (−5) ", "+ ", "4 ", "= ", "2")
    ]
    shortest = list(without_middle(words))[-1]
    assert "".join(map(plain, shortest)) == "1 + … sum\u00a0of\u00a054: (−3) + 4 = 2"


@pytest.mark.parametrize("count", [1, 5, 9, 13, 17, 21, 40, 200])
@pytest.mark.parametrize("height", [30.0, 52.0, 90.0])
def test_no_line_is_wider_or_higher_than_its_room(qapp: object, count: int, height: float) -> None:
    formula = fitted(count, height)
    assert all(width_of(line) <= WIDTH + 1 for line in formula.lines)
    assert 1 <= len(formula.lines) <= LINES
    assert formula.size * (1 + 1.5 * (len(formula.lines) - 1)) <= max(height, formula.size)


def test_the_result_is_bold_and_terms_have_their_roles(qapp: object) -> None:
    pieces = fitted(2).lines[0]
    assert [piece.role for piece in pieces if piece.bold] == ["write"]
    assert {piece.role for piece in pieces} >= {"read", "weight", "write", "muted", "text"}


def test_a_hint_gives_way_to_a_formula_that_needs_the_width(qtbot: QtBot) -> None:
    strip = EquationStrip()
    qtbot.addWidget(strip)
    strip.resize(640, 60)
    hints = ((text("Space reveals"), text("type your guess")),)
    for count, below in ((3, False), (6, True), (16, False)):
        strip.show_line(terms(count))
        strip.show_hint((), ())
        strip.grab()
        lines = len(strip.fitted().lines)
        strip.show_hint(hints[0], hints)
        without = strip.grab().toImage()
        assert (len(strip.fitted().lines) == lines) or count == 16
        assert strip.hint_is_under == below
        strip.show_hint((), hints)
        assert strip.grab().toImage() != without


def test_a_hint_is_as_large_under_a_formula_as_beside_it(qtbot: QtBot) -> None:
    strip = EquationStrip()
    qtbot.addWidget(strip)
    strip.resize(640, 80)
    strip.set_text_size(20)
    high = []
    for count, below in ((2, False), (4, True)):
        strip.show_line(terms(count))
        hint = (text("Space asks the next"),)
        strip.show_hint((), (hint,))
        without = strip.grab().toImage()
        strip.show_hint(hint, (hint,))
        told = strip.grab().toImage()
        assert strip.hint_is_under == below
        across, rows = range(told.width()), range(told.height())
        new = [y for y in rows if any(told.pixel(x, y) != without.pixel(x, y) for x in across)]
        high.append(len(new))
    assert abs(high[0] - high[1]) <= 1


def test_screen_readers_hear_the_whole_formula(qtbot: QtBot) -> None:
    strip = EquationStrip()
    qtbot.addWidget(strip)
    strip.show_line((*terms(1), Span(text(" of {count}", count=64))))
    assert strip.accessibleName() == "0·(−2) + 0 = 36 of 64"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_card_and_the_words_have_the_themes_colours(qtbot: QtBot, name: str) -> None:
    theme = Theme.load(name)
    strip = EquationStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(300, 52)
    strip.show_line((Span("████", "write"),))
    image = strip.grab().toImage()
    assert QColor(image.pixel(int(MARGIN), 26)).name() == theme.raised
    assert QColor(image.pixel(150, 26)).name() == theme.write
    assert QColor(image.pixel(150, 0)).name() == theme.border
