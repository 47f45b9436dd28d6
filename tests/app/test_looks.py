"""Theme, language and text size switch live, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)

from cnnviz.app.key_sheet import KeySheet
from cnnviz.document.commands import set_view
from cnnviz.panels.kit.style import style_sheet
from cnnviz.views.theme import Theme
from tests.app.opened import CTRL, Opened
from tests.words.catalogue import read
from tests.words.extraction import extracted

Key = Qt.Key
SIZES = [(1024, 700), (1440, 900), (3840, 2160)]


def shown(window: QWidget) -> Iterator[QWidget]:
    """The widgets of a window that can be seen."""
    return (each for each in window.findChildren(QWidget) if each.isVisible())


def said(widget: QWidget) -> list[str]:
    """What a widget says on its face and to the touch."""
    found = [widget.toolTip(), widget.accessibleName()]
    if isinstance(widget, QLabel | QAbstractButton):
        found.append(widget.text())
    if isinstance(widget, QComboBox):
        found += [widget.itemText(i) for i in range(widget.count())]
    return [each for each in found if each]


def korean() -> dict[str, str]:
    """What Korean says for each sentence of the source; empty where it says nothing yet."""
    kept = {entry.id: str(entry.string or "") for entry in read() if entry.id}
    return {template: kept.get(template, "") for template in extracted()}


def english() -> set[str]:
    """Sentences without numbers in them that Korean says in other words."""
    return {each for each, said in korean().items() if said not in ("", each) and "{" not in each}


def stages(opened: Opened) -> Iterator[int]:
    """Put the image and every layer on stage in turn."""
    for selected in range(len(opened.state.document.layers) + 1):
        opened.window.bridge.do(set_view(selected=selected))
        opened.settle()
        yield selected


def narrow(widget: QWidget) -> bool:
    """Whether a widget is smaller than its words need."""
    if isinstance(widget, QLabel):
        if not widget.text() or widget.wordWrap() or not widget.pixmap().isNull():
            return False
        if widget.objectName() == "documentName":  # gives way on purpose; the title has it too
            return False
        return widget.width() + 1 < widget.sizeHint().width()
    if isinstance(widget, QPushButton):
        words = widget.fontMetrics().horizontalAdvance(widget.text().replace("&&", "&"))
        return bool(widget.text()) and widget.width() < words
    return False


def outside(widget: QWidget, window: QWidget) -> bool:
    """Whether a widget sticks out of the window, or of a parent that does not scroll."""
    place = widget.mapTo(window, widget.rect().topLeft())
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QScrollArea):
            return False
        parent = parent.parentWidget()
    right, bottom = place.x() + widget.width(), place.y() + widget.height()
    return place.x() < 0 or place.y() < 0 or right > window.width() or bottom > window.height()


def test_the_theme_switches_live(opened: Opened) -> None:
    seen = []
    for _ in range(3):
        seen.append(opened.window.grab().toImage().pixelColor(5, 5).name())
        opened.press(Key.Key_T)
    assert seen[0] != seen[1]
    assert seen[0] == seen[2]


class StyleChanges(QObject):
    """Counts how often Qt polishes the widgets of a window."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count one, and let it pass."""
        self.count += isinstance(watched, QWidget) and event.type() == QEvent.Type.StyleChange
        return False


def test_a_switch_polishes_no_widget_once_per_ancestor(opened: Opened) -> None:
    """Widgets lie ten deep: the window would stand still for a quarter of a second."""
    counter, app = StyleChanges(), QApplication.instance()
    assert isinstance(app, QApplication)
    app.installEventFilter(counter)
    opened.appearance.set(theme="dark")
    app.removeEventFilter(counter)
    assert 0 < counter.count <= 4 * len(app.allWidgets())


def test_the_style_sheet_follows_theme_and_text_size() -> None:
    light, dark = Theme.load("light"), Theme.load("dark")
    assert style_sheet(light, 1.0) != style_sheet(dark, 1.0) != style_sheet(dark, 1.5)


def test_the_text_grows_everywhere(opened: Opened) -> None:
    opened.window.resize(1800, 1200)
    before = {each: each.fontInfo().pixelSize() for each in shown(opened.window)}
    for _ in range(5):
        opened.press(Key.Key_Equal, CTRL)
    labels = [each for each in before if isinstance(each, QLabel | QPushButton) and said(each)]
    assert labels
    assert [e for e in labels if e.isVisible() and e.fontInfo().pixelSize() <= before[e]] == []


def test_in_korean_no_english_sentence_is_left(opened: Opened) -> None:
    missing = [template for template, said in korean().items() if not said]
    words = english()
    opened.press(Key.Key_L)
    left = {
        each
        for _ in stages(opened)
        for widget in shown(opened.window)
        for each in said(widget)
        if each.split(" (")[0] in words
    }
    assert not missing, f"the catalogue lacks {len(missing)} sentences, {missing[:3]}"
    assert left == set()


def test_back_in_english_no_korean_is_left(opened: Opened) -> None:
    opened.press(Key.Key_L)
    list(stages(opened))
    opened.press(Key.Key_L)
    left = {
        each
        for _ in stages(opened)
        for widget in shown(opened.window)
        for each in said(widget)
        if any("가" <= letter <= "힣" for letter in each) and each != "한 / EN"
        if "(L)" not in each
    }
    assert left == set()


def test_the_menus_speak_korean(opened: Opened) -> None:
    opened.press(Key.Key_L)
    for _ in ("the menus", "what is in them"):
        for menu in opened.window.top.findChildren(QMenu):
            menu.aboutToShow.emit()
    entries = [
        action.text()
        for menu in opened.window.top.findChildren(QMenu)
        for action in menu.actions()
        if action.text() and action.menu() is None
    ]
    assert len(entries) > 60
    assert set(entries) & english() == set()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("text", [1.0, 2.0])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_off(
    opened: Opened, size: tuple[int, int], text: float, language: str
) -> None:
    window = opened.window
    window.resize(*size)
    opened.appearance.set(language=language)
    for _ in range(round(10 * (text - 1))):
        opened.action("larger_text").trigger()
    opened.settle()
    assert (window.width(), window.height()) == size
    cut = {
        f"{type(widget).__name__} {said(widget)[:1]} {widget.width()} < {widget.sizeHint().width()}"
        for _ in stages(opened)
        for widget in shown(window)
        if narrow(widget) or (said(widget) and not widget.isWindow() and outside(widget, window))
    }
    assert cut == set()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_sheet_of_keys_cuts_nothing_off(opened: Opened, language: str) -> None:
    opened.appearance.set(language=language)
    sheet = KeySheet(opened.appearance, opened.window)
    sheet.show()
    opened.settle()
    cut = [said(each) for each in shown(sheet) if narrow(each)]
    sheet.close()
    sheet.deleteLater()
    assert cut == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_control_has_a_name(opened: Opened, language: str) -> None:
    opened.appearance.set(language=language)
    nameless = {
        f"{type(each).__name__} in {type(each.parentWidget()).__name__}"
        for _ in stages(opened)
        for each in shown(opened.window)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()
        if each.focusProxy() is None
        if not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
    }
    assert nameless == set()
