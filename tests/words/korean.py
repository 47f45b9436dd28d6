"""The rules of the Korean: which English may stand in it, and how its terms are written."""

from __future__ import annotations

import re
from string import Formatter

GLOSSES = frozenset(
    (
        *("autoencoder", "average", "average pooling", "batch normalization", "bed of nails"),
        *("bias", "bottleneck", "circular", "max unpooling", "nearest neighbor"),
        "transposed convolution",
        *(
            "constant",
            "convolution",
            "cost",
            "count_include_pad",
            "cross entropy",
            "depth",
            "depthwise",
            "dilation",
            "dropout",
            "edge",
            "eps",
            "eval",
        ),
        *("feature map", "global average pooling", "global max pooling"),
        *("groups", "input", "input scaling", "max", "max pooling", "mean", "momentum"),
        *("output", "padding", "pooled", "pooling", "receptive field", "reflect", "replicate"),
        *("ridge", "running average"),
        *("stride", "variance", "weight", "zeros"),
    )
)
"""English terms that may stand in brackets behind their Korean."""

OF_CODE = ("columns", "dilation", "full", "groups", "n", "output_padding", "same", "valid")
OF_LAYERS = ("Flatten", "Linear", "NCHW", "NHWC")
OF_NUMPY = ("array.astype", "float", "numpy.save")
OF_FILES = ("BMP", "GIF", "HEIC", "JPEG", "MB", "NPY", "PDF", "PNG", "SVG", "TIFF", "WebP", "XML")
OF_CLASSES = ("BN", "Softmax", "e", "log", "p", "z")
SYMBOLS = ("B", "C", "F", "G", "H", "NaN", "R", "RGB", "ReLU", "W", "b", "p", "w", "x", "y")
PEOPLE = ("PyTorch", "Qt", "TensorFlow", "cnnviz")
KEYS = (
    "Ctrl",
    "D",
    "Delete",
    "Enter",
    "Esc",
    "Escape",
    "L",
    "N",
    "O",
    "P",
    "PageDown",
    "S",
    "Space",
    "Tab",
    "V",
    "X",
)
CREDITS = (
    *("BY", "CC", "CREDITS.md", "Inter", "JetBrains", "KR", "MIT", "Mono", "Noto", "OFL", "Sans"),
    *("UCI", "digits", "optical"),
)
PACKAGES = (
    *(
        "DISPLAY",
        "QT_QPA_PLATFORM",
        "Debian",
        "apt",
        "cursor",
        "icccm",
        "install",
        "keysyms",
        "libxcb",
    ),
    *("libxkbcommon", "shape"),
)
NAMES = frozenset(
    (
        *OF_CODE,
        *OF_CLASSES,
        *OF_LAYERS,
        *OF_NUMPY,
        *OF_FILES,
        *SYMBOLS,
        *PEOPLE,
        *KEYS,
        *CREDITS,
        *PACKAGES,
    )
)
"""English words that may stand anywhere."""

ALIKE = frozenset(
    (
        *("B", "G", "NCHW", "NHWC", "R", "RGB", "full", "n", "same", "valid"),
        *(
            "{name}: {why}",
            "{index} of {count}",
            "{number}: {name}",
            "β (bias)",
            "γ (weight)",
            "ε (eps)",
        ),
    )
)
"""Sentences without a Korean word: names, signs and numbers."""

TERMS = {
    r"batch(es)?": "배치",
    r"channels?": "채널",
    r"filters?": "필터",
    r"kernels?": "커널",
    r"padding": "패딩",
    r"pooling": "풀링",
    r"strides?": "스트라이드",
    r"parameters?": "파라미터",
    r"convolution": "합성곱",
    r"bias": "편향",
    r"feature maps?": "특징 맵",
    r"normalization": "정규화",
    r"receptive field": "수용 영역",
    r"running averages?": "이동 평균",
    r"scenes?": "장면",
    r"examples?": "예제",
    r"layers?": "층",
    r"columns?": "열",
}
"""English terms, as patterns of whole words, and the one way that each is said."""

BUTTONS = (
    *(("Menu",), ("Examples",), ("Draw",), ("Open…",), ("Save",), ("Present",)),
    *(("term", "cell", "row", "map"), ("train", "eval"), ("predict", "numbers")),
    *(
        ("zero", "edge", "mirror", "wrap", "n"),
        ("on", "off"),
        ("fit inside", "crop"),
        ("gray", "RGB"),
    ),
    *(("Slide", "Receptive field", "Use count"), ("Pen", "Eraser"), ("replace", "add to batch")),
    ("Stamp", "Slide over the stretched input", "Numbers in and out"),
    ("Where each value goes", "Three ways to enlarge", "Numbers in and out"),
    *(("Statistics", "Two batches", "One value", "All channels", "Running averages"),),
    *(("Open…", "Paste", "New"), ("Clear all", "Fill all"), ("Next batch", "Reset")),
    *(
        ("One draw", "Many draws"),
        ("Histogram", "Curve"),
        ("Add blank", "Remove"),
        ("8 digits", "Next digits"),
        ("Use numbers", "From the image"),
    ),
)
"""Labels of buttons that stand in one row."""


def fields(template: str) -> list[tuple[str, str, str]]:
    """List name, format and conversion of each field of a template, sorted."""
    parts = Formatter().parse(template)
    return sorted((name, spec or "", how or "") for _, name, spec, how in parts if name is not None)


def foreign(said: str) -> set[str]:
    """Find the English in a Korean sentence that no rule allows."""
    said = re.sub(r"\{[^}]*\}", "", said)
    gloss = r"(?<=\S) ?\(([a-z_ ]+)\)"
    said = re.sub(gloss, lambda m: "" if m[1] in GLOSSES else f" {m[1]} ", said)
    return set(re.findall(r"[A-Za-z][\w.]*[A-Za-z]|[A-Za-z]", said)) - NAMES


def misnamed(template: str, said: str) -> list[str]:
    """List the Korean terms that a translation should have and does not."""
    if template in ALIKE:
        return []
    english = re.sub(r"\{[^}]*\}", "", template).casefold()
    return [
        korean
        for pattern, korean in TERMS.items()
        if re.search(rf"\b{pattern}\b", english) and korean not in said
    ]
