"""Every icon is a drawing on the same sheet that can be recoloured."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from cnnviz.paths import resource

WORDS = (
    "add app batch brush chevron-down clear draw duplicate first help image last logo matrix "
    "move-left move-right open pause play present redo remove reset save shuffle step-back "
    "step-forward theme undo warning"
)
NEEDED = WORDS.split()


def test_the_set_is_complete():
    assert sorted(p.stem for p in resource("icons").glob("*.svg")) == NEEDED


@pytest.mark.parametrize("name", NEEDED)
def test_an_icon_has_the_common_sheet_and_pen(name):
    root = ElementTree.parse(resource("icons", f"{name}.svg")).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "#000"
    assert root.get("stroke-width") == "1.75"


@pytest.mark.parametrize("name", [n for n in NEEDED if n != "app"])
def test_an_icon_has_one_colour_to_replace(name):
    drawn = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"#[0-9a-fA-F]+", drawn)) == {"#000"}


@pytest.mark.parametrize("name", NEEDED)
def test_an_icon_leaves_ink_inside_its_sheet(name, qapp):
    gui = pytest.importorskip("PySide6.QtGui")
    svg = pytest.importorskip("PySide6.QtSvg")
    image = gui.QImage(48, 48, gui.QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = gui.QPainter(image)
    renderer = svg.QSvgRenderer(str(resource("icons", f"{name}.svg")))
    renderer.render(painter)
    painter.end()
    assert renderer.isValid()
    inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(48) for y in range(48))
    assert 60 < inked <= 48 * 48
