"""How marks are rendered: the colours and the language."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.views.theme import Theme
from cnnviz.words import Words


@dataclass(frozen=True, eq=False)
class RenderStyle:
    """In which colours and in which language marks are drawn."""

    theme: Theme
    words: Words
