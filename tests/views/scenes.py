"""Scenes to look at and to measure with, laid out by hand."""

from __future__ import annotations

import numpy as np

from cnnviz.scene.marks import (
    Bars,
    Box,
    Dots,
    Fill,
    Grid,
    Label,
    Legend,
    Mark,
    Mosaic,
    Outline,
    Scale,
    Scene,
    Stroke,
)
from cnnviz.trace import Span, line

SEVEN = np.array(
    [
        [0, 0, 5, 13, 16, 14, 3, 0],
        [0, 2, 15, 16, 12, 16, 9, 0],
        [0, 4, 9, 3, 1, 15, 8, 0],
        [0, 0, 0, 2, 9, 16, 4, 0],
        [0, 3, 13, 16, 16, 12, 5, 0],
        [0, 1, 7, 15, 13, 4, 0, 0],
        [0, 0, 4, 16, 5, 0, 0, 0],
        [0, 0, 8, 13, 1, 0, 0, 0],
    ],
    np.float32,
)
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], np.float32)


def correlated(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide a kernel over x without padding, shape (H − K + 1, W − K + 1)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel).astype(np.float32)


def conv_scene(revealed: int = 29, asked: int | None = None) -> Scene:
    """The stage of a convolution, in the middle of a map; 860 × 500 logical pixels."""
    padded = np.pad(SEVEN, 1)
    out = correlated(padded, SOBEL)
    row, column = divmod(revealed - 1, 8)
    signed = Scale("signed", -62, 62)
    source = Grid("input", Box(12, 60, 330, 330), padded, Scale("ink", 0, 16), 0, (1, 1, 1, 1))
    kernel = Grid("kernel", Box(402, 72, 129, 129), SOBEL, Scale("signed", -2, 2), 0)
    window = padded[row : row + 3, column : column + 3]
    products = Grid("products", Box(402, 246, 129, 129), window * SOBEL, signed, 0)
    result = Grid("output", Box(588, 93, 264, 264), out, signed, 0, revealed=revealed, asked=asked)
    read = tuple(source.cell(row + r, column + c) for r in range(3) for c in range(3))
    cells = tuple(kernel.cell(r, c) for r in range(3) for c in range(3))
    marks: list[Mark] = [
        source,
        kernel,
        products,
        result,
        Outline("read", read, "read"),
        Outline("weight", cells, "weight", 1.5),
        Outline("write", (result.cell(row, column),), "write", 2.5),
        caption("input-name", 177, 410, "Input", " 1 × 8 × 8, zero padding 1"),
        caption("kernel-name", 466, 219, "Filter 1 of 4", " Sobel ↔"),
        Label(
            "products-name",
            466,
            394,
            line(
                Span("window ", "muted"),
                Span("x", "read"),
                Span(" · filter ", "muted"),
                Span("w", "weight"),
            ),
        ),
        caption("output-name", 720, 376, "Feature map", " 4 × 8 × 8, channel 1"),
        Label("times", 372, 225, line(Span("∗", "faint")), 32, mono=True),
        Label("equals", 560, 225, line(Span("=", "faint")), 24, mono=True),
        Legend("legend", Box(660, 410, 120, 10), signed),
    ]
    equation: list[Span] = []
    for x, w in zip(window.flat, SOBEL.flat, strict=True):
        factor = f"({w:.0f})".replace("-", "−") if w < 0 else f"{w:.0f}"
        equation += [Span(f"{x:.0f}", "read"), Span("·"), Span(factor, "weight"), Span(" + ")]
    equation += [Span("0", "muted"), Span(" = "), Span(f"{out[row, column]:.0f}", "write")]
    return Scene(tuple(marks), tuple(equation))


def caption(key: str, x: float, y: float, name: str, rest: str) -> Label:
    """A bold name and quiet words after it."""
    return Label(key, x, y, (Span(name, "strong"), Span(rest, "muted")))


def norm_scene() -> Scene:
    """Histograms before and after normalization under a row of maps; 860 × 500."""
    rng = np.random.default_rng(5)
    scale = Scale("signed", -62, 62)
    maps = rng.normal(0, 25, (8, 8, 8)).astype(np.float32)
    boxes = tuple(Box(80 + 80 * n, 20, 72, 72) for n in range(8))
    marks: list[Mark] = [
        Mosaic("batch", boxes, maps, scale, selected=0),
        Label("batch-name", 12, 56, line(Span("batch of 8", "muted")), align="left"),
    ]
    for name, left in (("before", 90.0), ("after", 500.0)):
        count, cut = np.histogram(maps, 28, (-62, 62))
        box = Box(left, 180, 300, 190)
        edges = left + (cut + 62) / 124 * 300
        middles = (cut[1:] + cut[:-1]) / 2
        floor = np.array([[left - 10, 370], [left + 310, 370]])
        mean = np.array([[left + 150, 175], [left + 150, 370]])
        marks += [
            Fill(f"{name}-deviation", Box(left + 90, 185, 120, 185), "stat"),
            Bars(name, box, edges, count / count.max(), middles, scale),
            Stroke(f"{name}-floor", floor, "faint"),
            Stroke(f"{name}-mean", mean, "stat", 2),
            Label(
                f"{name}-says",
                left + 156,
                166,
                line(Span("μ = 0.08, σ = 24.50", "stat")),
                align="left",
                mono=True,
            ),
            caption(f"{name}-name", left + 150, 420, name.title(), " x — 512 values"),
        ]
    marks.append(Stroke("line", np.array([[425.0, 280], [460, 280]]), "muted", 1.5))
    cloud = rng.normal((430, 450), (120, 10), (200, 2))
    marks.append(Dots("cloud", cloud, cloud[:, 0] - 430, Scale("signed", -200, 200)))
    return Scene(tuple(marks))


def photo_scene() -> Scene:
    """A large map, a lens on it with numbers, and a half-written large output; 1000 × 520."""
    y, x = np.mgrid[0:256, 0:256].astype(np.float32)
    image = 128 + 80 * np.sin(x / 17) * np.cos(y / 23) + 40 * (np.hypot(x - 120, y - 96) < 40)
    edges = correlated(np.pad(image, 1), SOBEL)
    source = Grid("photo", Box(20, 30, 340, 340), image, Scale("light", 0, 255), None, (2, 2, 2, 2))
    lens = image[92:99, 114:121]
    dimmed = np.ones((7, 7), np.bool_)
    dimmed[2:5, 2:5] = False
    hatched = np.zeros((7, 7), np.bool_)
    hatched[-1] = hatched[:, -1] = True
    zoom = Grid("lens", Box(410, 30, 238, 238), np.round(lens), Scale("light", 0, 255), 0)
    never = Grid(
        "never", Box(410, 290, 210, 210), np.round(lens), Scale("ink", 0, 255), 0, hatched=hatched
    )
    lost = Grid(
        "lost", Box(700, 390, 105, 105), lens[:3, :3] - 128, Scale("signed", -90, 90), 2,
        dimmed=dimmed[1:4, 1:4],
    )  # fmt: skip
    pool = np.full((4, 4), -np.inf, np.float32)
    pool[1:3, 1:3] = [[0.5, -1.25], [np.nan, 2]]
    padded = Grid("pool", Box(830, 390, 112, 112), pool, Scale("signed", -2, 2), 2, (1, 1, 1, 1))
    target = Grid("edges", Box(680, 30, 300, 300), edges, Scale("signed", -90, 90), None,
                  revealed=93 * 256 + 120)  # fmt: skip
    here = source.cell(93, 115)
    spread = np.array([[here.right, here.y], [410, 30], [np.nan, np.nan],
                       [here.right, here.bottom], [410, 268]])  # fmt: skip
    cells = tuple(zoom.cell(r, c) for r in range(2, 5) for c in range(2, 5))
    return Scene(
        (
            source,
            zoom,
            never,
            lost,
            padded,
            target,
            Stroke("spread", spread, "read"),
            Outline("here", (Box(here.x - 8, here.y - 8, 18, 18),), "read", 2),
            Outline("cells", cells, "read", 2),
            Outline("planned", (target.cell(120, 20).inset(-20),), "stat", 2, dashed=True),
            caption("lens-name", 529, 280, "Lens", " rows 93–99, 합성곱 (convolution)"),
        )
    )
