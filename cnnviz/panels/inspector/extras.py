"""Which sections there are besides the form of a layer's parameters."""

from __future__ import annotations

from cnnviz.layers import Layer
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.filter.section import FilterSection
from cnnviz.panels.inspector.learned import LearnedSection
from cnnviz.panels.inspector.norm.affine import AffineSection
from cnnviz.panels.inspector.norm.running import RunningSection
from cnnviz.panels.inspector.norm.statistics import StatisticsSection
from cnnviz.panels.inspector.templates import TemplateSection

SECTIONS: tuple[type[ExtraSection], ...] = (
    FilterSection,
    AffineSection,
    StatisticsSection,
    RunningSection,
    LearnedSection,
    TemplateSection,
)


def sections_of(kind: type[Layer]) -> tuple[type[ExtraSection], ...]:
    """Give the sections for layers of a kind, in their order."""
    return tuple(each for each in SECTIONS if each.serves(kind))
