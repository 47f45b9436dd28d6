"""Signs that the sources of the fonts lack, drawn here with straight lines."""

from __future__ import annotations

from collections.abc import Iterable

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

Outline = list[tuple[float, float]]

COPIES = {0x2217: 0x2A, 0x22C5: 0xB7, 0x2219: 0xB7, 0x2218: 0xB0, 0x2715: 0xD7, 0x2A2F: 0xD7}
"""Code points that look like another one: ∗ from *, ⋅ and ∙ from ·, ∘ from °, ✕ from ×."""


def bar(left: float, low: float, right: float, high: float) -> Outline:
    """Outline a rectangle, clockwise."""
    return [(left, low), (left, high), (right, high), (right, low)]


def triangle(left: float, right: float, low: float, high: float, *, forward: bool) -> Outline:
    """Outline a triangle that points right (forward) or left, clockwise."""
    middle = (low + high) / 2
    if forward:
        return [(left, low), (left, high), (right, middle)]
    return [(right, low), (left, middle), (right, high)]


def signs(width: float, pen: float) -> dict[int, tuple[float, list[Outline]]]:
    """Draw the signs that are made of straight lines.

    Parameters
    ----------
    width : float
        Advance of a bracket in font units.
    pen : float
        Thickness of a stroke in font units.

    Returns
    -------
    dict
        From code point to (advance, outlines).
    """
    low, high, left = -150.0, 850.0, width * 0.3
    mid, stretch, near, far = width / 2, width * 0.52, width - left - pen, width - left
    stem, mirrored = bar(left, low, left + pen, high), bar(near, low, far, high)
    made: dict[int, tuple[float, list[Outline]]] = {
        0x230A: (width, [stem, bar(left, low, left + stretch, low + pen)]),
        0x230B: (width, [mirrored, bar(far - stretch, low, far, low + pen)]),
        0x2308: (width, [stem, bar(left, high - pen, left + stretch, high)]),
        0x2309: (width, [mirrored, bar(far - stretch, high - pen, far, high)]),
    }
    dot = pen * 0.6
    made[0x22EE] = (width, [bar(mid - dot, y, mid + dot, y + 2 * dot) for y in (60, 305, 550)])
    for code, base in ((0x207A, 560.0), (0x208A, 20.0)):
        arm, thin = width * 0.3, pen * 0.4
        across = bar(mid - arm, base - thin, mid + arm, base + thin)
        made[code] = (width, [across, bar(mid - thin, base - arm, mid + thin, base + arm)])
        made[code + 1] = (width, [across])
    wide, top = max(width, 600.0), 720.0
    inner = [(wide * 0.75, top - pen), (wide * 0.25, top - pen), (wide / 2, pen * 2.4)]
    made[0x2207] = (wide, [[(wide / 2, 0), (wide * 0.05, top), (wide * 0.95, top)], inner])
    return made | {
        0x23F8: (wide, [bar(wide * x, 0, wide * (x + 0.22), top) for x in (0.2, 0.58)]),
        0x23F9: (wide, [bar(wide * 0.15, 100, wide * 0.85, 100 + wide * 0.7)]),
        0x23EE: (wide, [bar(wide * 0.1, 0, wide * 0.22, top),
                        triangle(wide * 0.28, wide * 0.92, 0, top, forward=False)]),
        0x23ED: (wide, [triangle(wide * 0.08, wide * 0.72, 0, top, forward=True),
                        bar(wide * 0.78, 0, wide * 0.9, top)]),
        0x23F5: (wide, [triangle(wide * 0.14, wide * 0.9, 0, top, forward=True)]),
        0x23F4: (wide, [triangle(wide * 0.1, wide * 0.86, 0, top, forward=False)]),
    }  # fmt: skip


def draw_missing(font: TTFont, bold: bool) -> None:
    """Add the signs of `signs` and `COPIES` that a font lacks.

    Parameters
    ----------
    font : TTFont
        Font with quadratic outlines at 1,000 units to the em; changed in place.
    bold : bool
        Whether strokes are drawn at the weight of a bold face.
    """
    known = font.getBestCmap()
    fixed = font["post"].isFixedPitch
    width = float(font["hmtx"][known[ord("[")]][0])
    for code, (advance, outlines) in signs(width, 125.0 if bold else 76.0).items():
        if code not in known:
            squeeze = width / advance if fixed else 1.0
            pen = TTGlyphPen(None)
            _draw(TransformPen(pen, (squeeze, 0, 0, 1, 0, 0)), outlines)
            _add(font, code, pen, round(width if fixed else advance))
    for code, source in COPIES.items():
        if code not in known and source in known:
            pen = TTGlyphPen(font.getGlyphSet())
            drop = -160 if source == ord("*") and not fixed else -180 if source == 0xB0 else 0
            pen.addComponent(known[source], (1, 0, 0, 1, 0, drop))
            _add(font, code, pen, font["hmtx"][known[source]][0])


def _draw(pen: TransformPen, outlines: Iterable[Outline]) -> None:
    for outline in outlines:
        pen.moveTo(outline[0])
        for point in outline[1:]:
            pen.lineTo(point)
        pen.closePath()


def _add(font: TTFont, code: int, pen: TTGlyphPen, advance: int) -> None:
    name = f"uni{code:04X}"
    order = [*font.getGlyphOrder(), name]
    glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs[name] = glyph
    font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode() and code <= 0xFFFF:
            table.cmap[code] = name
