"""Draw the icons: strokes on a 24 × 24 sheet, written to resources/icons.

Run by hand: ``python tests/resources/make_icons.py``. Every icon is black; the
app puts the theme's colour in the place of ``#000``.
"""

from __future__ import annotations

from pathlib import Path

OUT = Path(__file__).resolve().parents[2] / "resources" / "icons"
SHEET = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" '
    'fill="none" stroke="#000" stroke-width="1.75" stroke-linecap="round" '
    'stroke-linejoin="round">\n{}\n</svg>\n'
)


def path(*steps: str) -> str:
    """Stroke some lines."""
    return "\n".join(f'<path d="{d}"/>' for d in steps)


def box(x: float, y: float, width: float, height: float, radius: float = 1.5) -> str:
    """Stroke a rectangle with round corners."""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>'


def ring(x: float, y: float, radius: float) -> str:
    """Stroke a circle."""
    return f'<circle cx="{x}" cy="{y}" r="{radius}"/>'


def dot(x: float, y: float, radius: float = 1.1) -> str:
    """Fill a small disc."""
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#000" stroke="none"/>'


def solid(d: str) -> str:
    """Fill a shape and round its corners with the pen."""
    return f'<path d="{d}" fill="#000"/>'


def triangle(left: float, right: float) -> str:
    """Fill a triangle whose base is at `left` and whose tip is at `right`."""
    return solid(f"M{left} 6v12l{right - left}-6z")


def cells(opacity: float, ink: str, start: float, *, size: float = 5, step: float = 6.5) -> str:
    """Fill a 3 × 3 grid, with values as grey levels or, without ink, as signed colours."""
    colours = ("#d4622a", "#efb794", "#d9dee5", "#8db0de", "#2c6cc4", "#d9dee5") + ("#d9dee5",) * 3
    levels = (1.0, 0.5, 0.22, 0.5, 1.0, 0.22, 0.22, 0.22, 0.22)
    return "\n".join(
        f'<rect x="{start + step * (i % 3):g}" y="{start + step * (i // 3):g}" width="{size:g}" '
        f'height="{size:g}" rx="1" fill="{ink or colours[i]}" '
        f'fill-opacity="{opacity * levels[i] if ink else opacity:g}" stroke="none"/>'
        for i in range(9)
    )


ICONS: dict[str, tuple[str, ...]] = {
    # Tools
    "draw": (path("M4 20l1-4.5L16.2 4.3a1.6 1.6 0 0 1 2.3 0l1.2 1.2a1.6 1.6 0 0 1 0 2.3L8.5 19z",
                  "M14 6.5l3.5 3.5"),),
    "clear": (path("M4.5 6.5h15", "M9.5 6.5V5a1 1 0 0 1 1-1h3a1 1 0 0 1 1 1v1.5",
                   "M6.5 6.5l.8 12a1.6 1.6 0 0 0 1.6 1.5h6.2a1.6 1.6 0 0 0 1.6-1.5l.8-12",
                   "M10.3 10.5l.2 5.5", "M13.7 10.5l-.2 5.5"),),
    "brush": (path("M20 4c-4.5 1.5-8 5-9.8 8.2l1.8 1.8C15.2 12 18.5 8.5 20 4z",
                   "M9.5 12.8a3.3 3.3 0 0 0-3.7 3.2c0 1.8-1 2.5-2.3 2.8 2 1.5 "
                   "8.2 1.7 8.3-3.2"),),
    "open": (path("M3.5 18V6.5A1.5 1.5 0 0 1 5 5h4.2l2 2.5h6.3A1.5 1.5 0 0 1 19 9"
                  "v1.5", "M3.5 18l2.3-6.5a1.5 1.5 0 0 1 1.4-1h12.6a1 1 0 0 1 1 1.3"
                  "l-2 6a1.7 1.7 0 0 1-1.6 1.2H4.5a1 1 0 0 1-1-1z"),),
    "save": (path("M4 5.5A1.5 1.5 0 0 1 5.5 4h10.7L20 7.8v10.7a1.5 1.5 0 0 1-1.5 "
                  "1.5h-13A1.5 1.5 0 0 1 4 18.5z", "M8 4v4.5h6.5V4", "M7.5 20v-6h9v6"),),
    # What goes in
    "image": (box(3.5, 4.5, 17, 15), ring(8.5, 9.5, 1.6),
              path("M3.5 17l4.8-4.2 3.7 3.2 4-4.5 4.5 4.5")),
    "matrix": (box(4, 4, 16, 16), path("M4 9.33h16", "M4 14.67h16", "M9.33 4v16",
                                       "M14.67 4v16")),
    "batch": (box(4, 9, 11, 11), path("M8 6h8.5A1.5 1.5 0 0 1 18 7.5V16",
                                      "M11 3h8.5A1.5 1.5 0 0 1 21 4.5V13")),
    "shuffle": (box(4, 4, 16, 16, 3), dot(8.5, 8.5), dot(15.5, 8.5), dot(12, 12), dot(8.5, 15.5),
                dot(15.5, 15.5)),
    # Editing
    "undo": (path("M8.5 5L4.5 9l4 4", "M4.5 9h9.5a5.5 5.5 0 0 1 0 11H8.5"),),
    "redo": (path("M15.5 5l4 4-4 4", "M19.5 9H10a5.5 5.5 0 0 0 0 11h5.5"),),
    "add": (path("M12 5v14", "M5 12h14"),),
    "remove": (path("M6 6l12 12", "M18 6L6 18"),),
    "duplicate": (box(8.5, 8.5, 11.5, 11.5), path("M5.5 15.5h-.2A1.3 1.3 0 0 1 4 14.2V5.5A1.5 "
                                                  "1.5 0 0 1 5.5 4h8.7a1.3 1.3 0 0 1 1.3 1.3v.2")),
    "move-left": (path("M19.5 12h-15", "M10 6.5L4.5 12l5.5 5.5"),),
    "move-right": (path("M4.5 12h15", "M14 6.5l5.5 5.5-5.5 5.5"),),
    "reset": (path("M5 12a7 7 0 1 0 2.3-5.2L4.5 9.3", "M4.5 4.8v4.5H9"),),
    # The transport
    "play": (triangle(8, 18.5),),
    "pause": (solid("M7.5 6h2v12h-2z"), solid("M14.5 6h2v12h-2z")),
    "first": (path("M5 6v12"), solid("M19 6v12l-9.5-6z")),
    "last": (path("M19 6v12"), solid("M5 6v12l9.5-6z")),
    "step-back": (path("M15 6l-7 6 7 6"),),
    "step-forward": (path("M9 6l7 6-7 6"),),
    # The window
    "theme": (ring(12, 12, 8), solid("M12 4.5a7.5 7.5 0 0 1 0 15z")),
    "help": (ring(12, 12, 8.5), path("M9.6 9.7a2.45 2.45 0 1 1 3.6 2.2c-.8.45-1.2.95-1.2 "
                                     "1.7v.2"), dot(12, 16.6, 1.05)),
    "present": (box(3.5, 5, 17, 11), path("M2.5 5h19", "M12 16v2", "M8.5 20.5L12 18l3.5 2.5"),
                solid("M10.7 8.3v4.4l3.4-2.2z")),
    "warning": (path("M12 4.2l9 15.6H3z", "M12 10.3v4"), dot(12, 17, 1.05)),
    "chevron-down": (path("M6 9l6 6 6-6"),),
    "logo": (cells(0.9, "#000", 2.5), box(1.75, 1.75, 14, 14, 2.5)),
    "app": (
        '<rect x="0" y="0" width="24" height="24" rx="5" fill="#ffffff" stroke="none"/>',
        cells(1.0, "", 3.2, size=4.6, step=6.2),
        '<rect x="2.2" y="2.2" width="12.8" height="12.8" rx="2.2" stroke="#b96d00" '
        'stroke-width="1.5"/>',
    ),
}  # fmt: skip


def main() -> None:
    """Write one file for each icon."""
    for name, parts in ICONS.items():
        OUT.joinpath(f"{name}.svg").write_text(SHEET.format("\n".join(parts)), encoding="utf-8")


if __name__ == "__main__":
    main()
