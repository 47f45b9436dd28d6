"""Make the bundled fonts from Inter, Noto Sans CJK KR, and JetBrains Mono.

Run by hand: ``python tests/resources/make_fonts.py`` with Debian's packages
fonts-inter 3.19, fonts-noto-cjk, fonts-jetbrains-mono, and fontTools. The
Latin of Inter and the Hangul of Noto are merged into one family, so that a
line keeps its height whether or not it holds Korean.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from drawn_glyphs import draw_missing
from fontTools import subset
from fontTools.merge import Merger
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

INTER = "/usr/share/fonts/opentype/inter/Inter-{}.otf"
NOTO = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
JETBRAINS = "/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-{}.ttf"
OUT = Path(__file__).resolve().parents[2] / "resources" / "fonts"
KOREAN_FACE = 1
UNITS = 1000
MAXIMA = [
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
    *("maxStackElements", "maxSizeOfInstructions", "maxPoints", "maxContours"),
    *("maxCompositePoints", "maxCompositeContours", "maxComponentElements", "maxComponentDepth"),
]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "tnum"]

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, 0x1F5, 0x218, 0x219, 0x21A, 0x21B]
GREEK = [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA), 0x3D1, 0x3D5, 0x3F5]
MARKS = [*range(0x2B0, 0x2DE), *range(0x300, 0x309), 0x30A, 0x30C, 0x323, 0x327, 0x328]
SIGNS = [
    *range(0x2000, 0x2070),  # spaces, dashes, quotes, bullets
    *range(0x2070, 0x20D0),  # superscripts, subscripts, currency
    *range(0x2100, 0x2150),  # letterlike: ℓ ℝ №
    *range(0x2190, 0x2200),  # arrows
    *range(0x2200, 0x2300),  # mathematics
    *range(0x2300, 0x2400),  # floor, ceiling, keys
    *range(0x2460, 0x2474),  # circled digits
    *range(0x2500, 0x2600),  # boxes, blocks, shapes
    0x2605, 0x2606, 0x2713, 0x2717, 0x2715, 0xFB01, 0xFB02,
]  # fmt: skip
HANGUL = [
    *(ord(bytes((a, b)).decode("euc_kr")) for a in range(0xB0, 0xC9) for b in range(0xA1, 0xFF)),
    *range(0x3131, 0x318F),  # jamo that stand alone
    *range(0x3000, 0x3020),  # 。「」〈〉
    *range(0x3200, 0x321D), *range(0x3260, 0x327C), *range(0x3380, 0x33D0),
    *range(0xFF01, 0xFF5F), 0xFFE6,
]  # fmt: skip


def cut(font: TTFont, letters: set[int], features: list[str]) -> TTFont:
    """Keep only these code points and layout features of a font."""
    options = subset.Options()
    options.layout_features = features
    options.hinting = "fpgm" in font
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    return font


def to_quadratic(font: TTFont) -> TTFont:
    """Replace the cubic outlines of a font by quadratic ones, at `UNITS` to the em."""
    glyphs = font.getGlyphSet()
    table = newTable("glyf")
    table.glyphOrder = font.getGlyphOrder()
    table.glyphs = {}
    for name in table.glyphOrder:
        pen = TTGlyphPen(None)
        error = font["head"].unitsPerEm / 1000
        glyphs[name].draw(Cu2QuPen(pen, max_err=error, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["glyf"], font["loca"] = table, newTable("loca")
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for field in MAXIMA:
        setattr(font["maxp"], field, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        glyph = table.glyphs[name]
        glyph.recalcBounds(table)
        font["hmtx"].metrics[name] = (advance, getattr(glyph, "xMin", 0))
    if font["head"].unitsPerEm != UNITS:
        scale_upem(font, UNITS)
    return font


def rename(font: TTFont, family: str, bold: bool, notice: str) -> None:
    """Give a font its family name; none of the sources' names is left in it."""
    style = "Bold" if bold else "Regular"
    record = font["name"]
    licence, url = record.getDebugName(13), record.getDebugName(14)
    record.names = []
    said = {
        0: notice, 1: family, 2: style, 3: f"1.0;{family} {style}", 4: f"{family} {style}",
        5: "Version 1.0", 6: f"{family.replace(' ', '')}-{style}", 13: licence, 14: url,
    }  # fmt: skip
    for key, words in said.items():
        record.setName(words, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["OS/2"].achVendID = "    "
    font["head"].macStyle = int(bold)


def make_sans(style: str) -> TTFont:
    """Merge the Latin of Inter with the Hangul of Noto Sans CJK KR."""
    inter = TTFont(INTER.format(style))
    notices = [inter["name"].getDebugName(0)]
    wanted = {*LATIN, *GREEK, *MARKS, *SIGNS} & set(inter.getBestCmap())
    metrics = [inter["hhea"].ascent, inter["hhea"].descent, inter["head"].unitsPerEm]
    latin = to_quadratic(cut(inter, wanted, FEATURES))
    draw_missing(latin, style == "Bold")
    noto = TTCollection(NOTO.format(style)).fonts[KOREAN_FACE]
    notices.append(noto["name"].getDebugName(0))
    rest = ({*HANGUL, *SIGNS, *GREEK} & set(noto.getBestCmap())) - set(latin.getBestCmap())
    hangul = to_quadratic(cut(noto, rest, []))
    for table in ("GSUB", "GPOS", "GDEF", "vhea", "vmtx"):
        if table in hangul:
            del hangul[table]
    with tempfile.TemporaryDirectory() as folder:
        parts = [str(Path(folder, name)) for name in ("latin.ttf", "hangul.ttf")]
        latin.save(parts[0])
        hangul.save(parts[1])
        merged = Merger().merge(parts)
    ascent, descent = (round(m * UNITS / metrics[2]) for m in metrics[:2])
    for table, fields in (
        ("hhea", ("ascent", "descent", "lineGap")),
        ("OS/2", ("sTypoAscender", "sTypoDescender", "sTypoLineGap")),
    ):
        for field, value in zip(fields, (ascent, descent, 0), strict=True):
            setattr(merged[table], field, value)
    merged["OS/2"].usWinAscent, merged["OS/2"].usWinDescent = ascent, -descent
    rename(merged, "cnnviz Sans", style == "Bold", "; ".join(notices))
    return merged


def make_mono(style: str) -> TTFont:
    """Cut JetBrains Mono down to digits, formulas, and Latin; no ligatures."""
    font = TTFont(JETBRAINS.format(style))
    notice = font["name"].getDebugName(0)
    wanted = {*LATIN, *GREEK, *MARKS, *SIGNS} & set(font.getBestCmap())
    cut(font, wanted, ["mark", "mkmk", "ccmp"])
    draw_missing(font, style == "Bold")
    rename(font, "cnnviz Mono", style == "Bold", notice)
    return font


def main() -> None:
    """Write the four files."""
    for style in ("Regular", "Bold"):
        for name, make in (("Sans", make_sans), ("Mono", make_mono)):
            font = make(style)
            font.recalcTimestamp = False
            font["head"].created = font["head"].modified = 0
            path = OUT / f"cnnviz{name}-{style}.ttf"
            font.save(path)
            print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
