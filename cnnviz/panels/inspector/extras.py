"""Which sections a kind of layer has besides its form: the table."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.filter.section import FilterSection
from cnnviz.panels.inspector.norm.affine import AffineSection
from cnnviz.panels.inspector.norm.running import RunningSection
from cnnviz.panels.inspector.norm.statistics import StatisticsSection


@dataclass(frozen=True)
class Extras:
    """Sections, and how many formulas come before them."""

    sections: tuple[type[ExtraSection], ...] = ()
    formulas_before: int = 99


EXTRAS: dict[str, Extras] = {
    "Conv2d": Extras((FilterSection,), formulas_before=1),
    "BatchNorm2d": Extras((AffineSection, StatisticsSection, RunningSection), formulas_before=0),
}


def extras_for(kind: str) -> Extras:
    """Give the sections of a kind; none if the table has no row for it."""
    return EXTRAS.get(kind, Extras())
