"""The Korean catalogue says all that the app says, in Korean, and can be shown."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.mofile import read_mo
from fontTools.ttLib import TTFont

from cnnviz.words import Text, Words
from tests.words import catalogue
from tests.words.extraction import ROOT, extracted
from tests.words.korean import ALIKE, BUTTONS, fields, foreign, misnamed

RENEW = "run python -m tests.words.catalogue, translate what it lists, and run it again"
WIDEST = 1.3
"""How wide a row of Korean buttons may be, measured by the English one."""


@cache
def korean() -> dict[str, str]:
    """Every template and its translation."""
    return {each.id: each.string for each in catalogue.read() if each.id}


@cache
def font(weight: str) -> TTFont:
    """One of the bundled fonts for words."""
    return TTFont(ROOT / "resources" / "fonts" / f"cnnvizSans-{weight}.ttf")


def width(said: str) -> float:
    """How wide a label is, in heights of its font."""
    table, widths = font("Regular").getBestCmap(), font("Regular")["hmtx"]
    return sum(widths[table[ord(each)]][0] for each in said) / font("Regular")["head"].unitsPerEm


def test_every_sentence_of_the_app_is_in_the_catalogue() -> None:
    assert sorted(extracted().keys() - korean().keys()) == [], RENEW


def test_the_catalogue_has_no_sentence_that_the_app_lost() -> None:
    assert sorted(korean().keys() - extracted().keys()) == [], RENEW


def test_every_sentence_is_translated() -> None:
    assert [template for template, said in korean().items() if not said] == []


def test_no_translation_is_a_guess() -> None:
    assert [each.id for each in catalogue.read() if each.fuzzy] == []


def test_the_compiled_catalogue_is_what_the_text_compiles_to() -> None:
    with catalogue.MO.open("rb") as file:
        compiled = {each.id: each.string for each in read_mo(file) if each.id}
    assert compiled == korean(), RENEW


def test_the_text_is_as_the_command_writes_it() -> None:
    old = catalogue.read()
    found = {each.id: tuple(file for file, _ in each.locations) for each in old if each.id}
    assert catalogue.as_po(catalogue.updated(old, found)) == catalogue.PO.read_bytes(), RENEW


def test_the_catalogue_holds_no_date_and_no_number_of_a_line() -> None:
    written = catalogue.PO.read_text("utf-8")
    assert re.findall(r"^#: .*:\d+|\d{4}-\d\d-\d\d|Generated", written, re.MULTILINE) == []


def test_translations_have_the_fields_of_their_templates() -> None:
    assert {t: s for t, s in korean().items() if fields(t) != fields(s)} == {}


def test_translations_begin_and_end_with_the_spaces_of_their_templates() -> None:
    def edges(said: str) -> tuple[int, int]:
        return len(said) - len(said.lstrip()), len(said) - len(said.rstrip())

    assert {t: s for t, s in korean().items() if edges(t) != edges(s)} == {}


def test_every_translation_can_be_filled_in() -> None:
    words = Words("ko")
    for template in korean():
        values = {name: 3 for name, _, _ in fields(template)}
        said = words(Text(template, values))
        assert said == korean()[template].format(**values)
        assert not re.search(r"[{}]", said)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_bundled_fonts_have_every_character(weight: str) -> None:
    characters = set("".join((*korean().values(), *korean().keys())))
    assert sorted(c for c in characters if ord(c) not in font(weight).getBestCmap()) == []


def test_no_english_is_left_but_names_and_terms() -> None:
    assert {t: found for t, s in korean().items() if (found := foreign(s))} == {}


def test_every_translation_is_korean_but_for_names_and_signs() -> None:
    plain = {t for t, said in korean().items() if not re.search("[가-힣]", said)}
    assert plain <= ALIKE
    assert plain >= ALIKE & korean().keys()


def test_terms_are_always_said_the_same_way() -> None:
    assert {t: (s, lost) for t, s in korean().items() if (lost := misnamed(t, s))} == {}


def test_brackets_hang_on_the_word_that_they_explain() -> None:
    apart = r"[가-힣}] \((?!Ctrl|[A-Z]\)|F5|[CHW13])"
    assert {s for s in korean().values() if re.search(apart, s)} == set()


def test_the_findings_of_korean_readers_stay_mended() -> None:
    said = "\n".join(korean().values())
    for word in (
        "화소",
        "거울상",
        "능선",
        "같은 눈금",
        "뽑히",
        "이동 μ",
        "무작위 숫자",
        "잊습니다",
    ):
        assert word not in said


def test_sentences_are_stated_and_not_chatted() -> None:
    polite = r"(?<![필중주개수])요\b|죠\b"
    assert {s for s in korean().values() if re.search(polite, s)} == set()


def test_no_particle_hangs_on_a_field_whose_sound_is_unknown() -> None:
    hung = {s for s in korean().values() if re.search(r"\}(은|는|이|가|을|를|와|과|로|으로)\b", s)}
    assert hung == set()


@pytest.mark.parametrize("row", BUTTONS, ids=" ".join)
def test_buttons_have_room_for_their_korean(row: tuple[str, ...]) -> None:
    english, said = (sum(map(width, each)) for each in (row, [korean()[label] for label in row]))
    assert said <= WIDEST * english + 0.3
