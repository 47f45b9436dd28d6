"""Names that look like HTML are shown sign by sign."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.kit import TextButton, TextLabel
from cnnviz.words import text

NAME = "<img src=x>&amp;\n  <b>7</b>.png"


def test_a_label_and_tooltips_say_a_name_sign_by_sign(qtbot: QtBot) -> None:
    said = text("{name}", name=NAME)
    label, button = (
        TextLabel(Appearance(), said, hint=said),
        TextButton(Appearance(), text("Open"), said),
    )
    for widget in (label, button):
        qtbot.addWidget(widget)
        shown = QTextDocument()
        shown.setHtml(widget.toolTip())
        assert shown.toPlainText() == NAME
    assert label.textFormat() == Qt.TextFormat.PlainText
