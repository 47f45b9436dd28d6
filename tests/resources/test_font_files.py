"""The bundled fonts hold every letter and sign that the app can say."""

from __future__ import annotations

import unicodedata

import pytest

from cnnviz.paths import resource

ttLib = pytest.importorskip("fontTools.ttLib")

STYLES = ("Regular", "Bold")
FORMULA = "⌊⌋⌈⌉()[]{}+−±×÷·∗∙⋅∘=≠≈≤≥<>∞√∑∏∂∇∈°…²³⁰¹⁴⁵⁶⁷⁸⁹⁺₀₁₂₃₄₅₆₇₈₉₊₋½¼\u0302\u0304"
GREEK = "αβγδεζηθικλμνξοπρςστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"
ARROWS = "←↑→↓↔↕"
SIGNS = "▶◀▲▼■□●✓✗✕⏸⏮⏭⏵⏹–—‘’“”•§©µ"
ASCII = "".join(map(chr, range(0x20, 0x7F)))
LATIN_1 = "".join(map(chr, range(0xA0, 0x100)))
SYLLABLES = "".join(
    bytes((row, cell)).decode("euc_kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)
)
JAMO = "".join(map(chr, range(0x3131, 0x3164)))
KOREAN_SIGNS = "★「」『』〈〉《》、。·％"


def letters(name):
    return set(map(chr, ttLib.TTFont(resource("fonts", name)).getBestCmap()))


def named(missing):
    return [f"{c} {unicodedata.name(c, '?')}" for c in sorted(missing)]


def test_ks_x_1001_has_2350_syllables():
    assert len(set(SYLLABLES)) == 2350


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "needed",
    [
        ASCII,
        LATIN_1,
        FORMULA,
        GREEK,
        ARROWS,
        SIGNS,
        SYLLABLES,
        JAMO,
        KOREAN_SIGNS,
    ],
)
def test_the_sans_has_every_needed_letter(style, needed):
    assert not named(set(needed) - letters(f"cnnvizSans-{style}.ttf"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("needed", [ASCII, LATIN_1, FORMULA, GREEK, ARROWS, SIGNS])
def test_the_mono_has_every_needed_letter(style, needed):
    assert not named(set(needed) - letters(f"cnnvizMono-{style}.ttf"))


@pytest.mark.parametrize("style", STYLES)
def test_every_letter_of_the_mono_is_equally_wide(style):
    font = ttLib.TTFont(resource("fonts", f"cnnvizMono-{style}.ttf"))
    widths = {font["hmtx"][name][0] for name in font.getBestCmap().values()}
    assert widths - {0} == {600}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("family", ["Sans", "Mono"])
def test_the_family_has_our_name_alone(family, style):
    font = ttLib.TTFont(resource("fonts", f"cnnviz{family}-{style}.ttf"))
    names = {r.nameID: r.toUnicode() for r in font["name"].names}
    assert (names[1], names[2]) == (f"cnnviz {family}", style)
    assert "Copyright" in names[0]
    assert "Open Font License" in names[13]
    assert resource("fonts", f"OFL-cnnviz{family}.txt").is_file()


def test_the_fonts_stay_small():
    assert sum(p.stat().st_size for p in resource("fonts").glob("*.ttf")) < 2_500_000


def test_qt_takes_the_fonts(qapp):
    gui = pytest.importorskip("PySide6.QtGui")
    for path in sorted(resource("fonts").glob("*.ttf")):
        number = gui.QFontDatabase.addApplicationFont(str(path))
        families = gui.QFontDatabase.applicationFontFamilies(number)
        assert families == [f"cnnviz {path.stem[6:10]}"]
