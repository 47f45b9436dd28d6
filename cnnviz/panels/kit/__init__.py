"""What all panels are made of: the style sheet, icons and small controls."""

from cnnviz.panels.kit.buttons import IconButton, TextButton
from cnnviz.panels.kit.field import ValueField
from cnnviz.panels.kit.flow import FlowLayout
from cnnviz.panels.kit.focus import KeyOwner, give_keys_back, keep_keys
from cnnviz.panels.kit.focus_ring import FocusRing, draw_ring
from cnnviz.panels.kit.icons import icon
from cnnviz.panels.kit.labels import Hairline, TextLabel
from cnnviz.panels.kit.numbers import NumberField, PairField
from cnnviz.panels.kit.sections import FormulaBlock, LineBlock, Section
from cnnviz.panels.kit.segmented import Segmented
from cnnviz.panels.kit.slider import RealSlider
from cnnviz.panels.kit.stepper import Stepper
from cnnviz.panels.kit.style import TEXT_PX, apply_appearance, style_sheet

__all__ = [
    "FlowLayout",
    "FocusRing",
    "KeyOwner",
    "FormulaBlock",
    "Hairline",
    "IconButton",
    "LineBlock",
    "NumberField",
    "PairField",
    "RealSlider",
    "TextLabel",
    "Section",
    "Segmented",
    "Stepper",
    "TEXT_PX",
    "ValueField",
    "TextButton",
    "apply_appearance",
    "draw_ring",
    "give_keys_back",
    "keep_keys",
    "icon",
    "style_sheet",
]
