"""The pipeline strip, used with mouse and keys."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QCursor, QFontMetrics, QTextDocument, QWheelEvent
from PySide6.QtWidgets import QApplication

from cnnviz.document.commands import MOST_LAYERS, RemoveLayer, SetParameter, set_view
from cnnviz.document.drawing import Paint, SetCell
from cnnviz.document.numbers import SetValue
from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import catalogue
from cnnviz.layers.base import frozen
from cnnviz.panels.strip import PipelineStrip
from cnnviz.panels.strip.content import CardContent, Source
from cnnviz.panels.strip.menu import CardMenu
from cnnviz.panels.strip.sizes import SHAPE_PX, Sizes
from cnnviz.scene import scales
from cnnviz.scene.marks import Scale
from cnnviz.views.fonts import mono_font
from tests.panels.strip.desk import FOUR, middle


def drag(qtbot, strip: PipelineStrip, index: int, to: QPoint, *, drop: bool = True) -> None:
    card = strip.cards[index]
    start = card.rect().center()
    qtbot.mousePress(card, Qt.MouseButton.LeftButton, pos=start)
    end = card.mapFrom(strip.row, to)
    for part in (0.2, 0.6, 1.0):
        qtbot.mouseMove(card, start + (end - start) * part)
    if drop:
        qtbot.mouseRelease(card, Qt.MouseButton.LeftButton, pos=end)


def test_there_is_a_card_for_the_image_and_one_for_each_layer(make):
    titles = [card.content.title for card in make().cards]
    assert titles == ["Image", *FOUR]


def test_the_arrows_carry_the_shapes(make):
    shapes = [card.content.shape for card in make().cards]
    assert shapes == ["1×8×8", "4×8×8", "4×8×8", "4×8×8", "4×4×4"]


def test_a_click_selects(make, qtbot):
    strip = make()
    qtbot.mouseClick(strip.cards[3], Qt.MouseButton.LeftButton)
    assert strip.bridge.state.selected == 3
    assert [card.isChecked() for card in strip.cards] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("moving", "over", "kinds"),
    [
        (1, 3, ["BatchNorm2d", "ReLU", "Conv2d", "MaxPool2d"]),
        (4, 1, ["MaxPool2d", "Conv2d", "BatchNorm2d", "ReLU"]),
        (2, 2, list(FOUR)),
    ],
)
def test_a_drag_reorders(make, qtbot, moving, over, kinds):
    strip = make()
    aim = middle(strip, over) + QPoint(20 if over > moving else -20 if over < moving else 8, 0)
    drag(qtbot, strip, moving, aim)
    assert strip.bridge.kinds == kinds


def test_a_drag_is_one_undo_step(make, qtbot):
    strip = make()
    drag(qtbot, strip, 1, middle(strip, 4) + QPoint(30, 0))
    strip.bridge.store.undo()
    assert strip.bridge.kinds == list(FOUR)
    assert strip.bridge.store.undo_label is None


def test_escape_gives_a_drag_up(make, qtbot):
    strip = make()
    drag(qtbot, strip, 1, middle(strip, 4), drop=False)
    assert strip.dragging.marker.isVisible()
    qtbot.keyClick(strip.cards[1], Qt.Key.Key_Escape)
    assert not strip.dragging.marker.isVisible()
    qtbot.mouseRelease(strip.cards[1], Qt.MouseButton.LeftButton)
    assert strip.bridge.kinds == list(FOUR)


def test_the_image_cannot_be_dragged(make, qtbot):
    strip = make()
    drag(qtbot, strip, 0, middle(strip, 3))
    assert strip.bridge.kinds == list(FOUR)
    assert not strip.dragging.active


def test_every_kind_is_offered_with_its_sentence(make, qtbot):
    strip = make()
    qtbot.mouseClick(strip.add, Qt.MouseButton.LeftButton)
    kinds = strip.chooser.kinds
    shown = {kinds.item(i).text() for i in range(kinds.count())}
    assert shown == set(catalogue())
    about = kinds.item(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert about == str(next(iter(catalogue().values())).about)
    strip.chooser.close()


@pytest.mark.parametrize(
    ("button", "kinds"),
    [
        ("duplicate_button", ["Conv2d", "BatchNorm2d", "BatchNorm2d", "ReLU", "MaxPool2d"]),
        ("remove_button", ["Conv2d", "ReLU", "MaxPool2d"]),
    ],
)
def test_the_pointer_over_a_card_shows_its_buttons(make, qtbot, button, kinds):
    strip = make()
    strip.cards[2].entered.emit(2)
    assert strip.tools.isVisible()
    qtbot.mouseClick(getattr(strip.tools, button), Qt.MouseButton.LeftButton)
    assert strip.bridge.kinds == kinds


def test_the_buttons_leave_a_card_that_the_pointer_is_not_on_when_layers_change(make):
    strip = make(width=2400)
    strip.cards[2].entered.emit(2)
    QCursor.setPos(strip.row.mapToGlobal(middle(strip, 2)))
    strip.bridge.do(SetParameter(0, "padding", "valid"))
    assert strip.tools.isVisible()
    QCursor.setPos(strip.row.mapToGlobal(middle(strip, 4)))
    strip.bridge.do(RemoveLayer(1))
    assert not strip.tools.isVisible()


def test_the_buttons_go_with_the_last_layer(make):
    strip = make()
    strip.cards[4].entered.emit(4)
    QCursor.setPos(strip.row.mapToGlobal(middle(strip, 4)))
    strip.bridge.do(RemoveLayer(3))
    assert not strip.tools.isVisible()


def test_a_layer_that_cannot_work_says_why_and_those_after_it_wait(make):
    strip = make(("Conv2d", "Conv2d", "ReLU"))
    strip.bridge.do(SetParameter(1, "padding", "valid"))
    strip.bridge.do(SetParameter(1, "kernel_size", (11, 11)))
    assert strip.cards[2].content.error == "kernel reaches 11 cells, the padded input has 8"
    assert strip.cards[2].content.error in strip.cards[2].toolTip()
    assert strip.cards[3].content.waits == "waiting"
    assert strip.cards[1].content.source is not None


def test_a_repaired_layer_shows_maps_again(make):
    strip = make(("Conv2d", "ReLU"))
    strip.bridge.do(SetParameter(0, "padding", "valid"))
    strip.bridge.do(SetParameter(0, "kernel_size", (11, 11)))
    strip.bridge.store.undo()
    strip.bridge.store.undo()
    assert strip.cards[2].content.source is not None
    assert not strip.cards[1].content.error


def test_the_totals_are_those_of_the_evaluation(make):
    strip = make()
    said = strip.totals.accessibleName()
    assert said == "48 parameters, 2,304 multiply-adds, receptive field 4×4"


def test_the_selected_card_scrolls_into_view(make, qtbot):
    strip = make(("ReLU",) * MOST_LAYERS, width=1024)
    strip.bridge.do(set_view(selected=24))
    card, bar = strip.cards[24].geometry(), strip.scroll_area.horizontalScrollBar()
    assert bar.value() <= card.left()
    assert card.right() <= bar.value() + strip.scroll_area.viewport().width()
    strip.bridge.do(set_view(selected=0))
    assert bar.value() <= strip.cards[0].x()


THIRTY = ("Conv2d", "BatchNorm2d", "ReLU") * 10


def wheel(strip: PipelineStrip, turn: int) -> None:
    """Turn the wheel over the first card."""
    at = strip.cards[0].rect().center()
    over = QPointF(strip.cards[0].mapTo(strip, at))
    everywhere = QPointF(strip.mapToGlobal(over.toPoint()))
    none, held = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(over, everywhere, QPoint(), QPoint(0, turn), none, held, phase, False)
    QApplication.sendEvent(strip, event)


def in_sight(strip: PipelineStrip, index: int) -> bool:
    card, bar = strip.cards[index].geometry(), strip.scroll_area.horizontalScrollBar()
    seen = bar.value() + strip.scroll_area.viewport().width()
    return bar.value() <= card.left() and card.right() <= seen


def test_the_wheel_reaches_both_ends_of_thirty_layers(make):
    strip = make(THIRTY, width=1280)
    assert not in_sight(strip, 30)
    for _ in range(60):
        wheel(strip, -120)
    assert in_sight(strip, 30)
    assert strip.add.isVisible()
    for _ in range(60):
        wheel(strip, 120)
    assert in_sight(strip, 0)


def test_keys_reach_both_ends_of_thirty_layers(make, qtbot):
    strip = make(THIRTY, width=1280)
    strip.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(strip.cards[0], Qt.Key.Key_End)
    qtbot.keyClick(strip.add, Qt.Key.Key_Left)
    assert strip.cards[30].hasFocus()
    assert in_sight(strip, 30)
    qtbot.keyClick(strip.cards[30], Qt.Key.Key_Home)
    assert in_sight(strip, 0)


def test_a_weight_of_a_late_layer_paints_none_of_the_cards_before_it(make):
    strip = make(THIRTY)
    before = [card.content for card in strip.cards]
    strip.bridge.do(SetValue(27, "weight", (0, 0, 1, 1), 7.0))
    changed = [card.content is not old for card, old in zip(strip.cards, before, strict=True)]
    assert changed == [False] * 28 + [True] * 3


@pytest.mark.parametrize("size", [0.8, 1.0, 1.5, 2.0])
def test_cards_are_never_cut_off_below(make, appearance, size, qtbot):
    strip = make(("Conv2d",) * 10, width=1024)
    appearance.set(text=size)
    qtbot.wait(1)
    assert strip.scroll_area.viewport().height() >= strip.cards[0].geometry().bottom()


@pytest.mark.parametrize("size", [0.8, 1.0, 1.2, 1.5, 2.0])
@pytest.mark.parametrize("tight", [False, True])
@pytest.mark.parametrize("grown", [1.0, 1.4])
def test_the_shapes_over_the_arrows_are_not_cut_off(make, appearance, size, tight, grown):
    appearance.set(text=size, tight=tight, grown=grown)
    row = make().row
    metrics = QFontMetrics(mono_font(SHAPE_PX * Sizes.of(appearance).text))
    for arrow, card in zip(row.arrows, row.cards, strict=True):
        room = row.shape_room(arrow)
        assert room.height() >= metrics.height()
        assert room.width() >= metrics.horizontalAdvance(card.content.shape)


def test_only_cards_that_show_something_else_are_painted_again(make):
    strip = make(("Conv2d", "ReLU", "ReLU"))
    before = [card.content for card in strip.cards]
    strip.bridge.do(set_view(selected=3))
    same = [card.content is old for card, old in zip(strip.cards, before, strict=True)]
    assert same == [True, False, True, False]


def test_a_move_of_the_playhead_changes_only_what_it_reveals(make):
    strip = make()
    strip.bridge.session.go_to(Playhead(10, 3, 1.0))
    seen = []
    for playhead in (Playhead(10, 4, 0.5), Playhead(10, 11, 1.0), AT_END):
        before = [card.content for card in strip.cards]
        strip.bridge.session.go_to(playhead)
        both = zip(strip.cards, before, strict=True)
        seen.append([card.content is not old for card, old in both])
    assert seen == [[False] * 5, [False, True, False, False, False], [False] + [True] * 4]


def test_thumbnails_follow_the_image(make, qtbot):
    strip = make()
    before = strip.cards[4].grab().toImage()
    strip.bridge.do(SetCell((0, 0, 0, 0), 16.0))
    assert strip.cards[4].grab().toImage() != before


def test_the_card_of_a_digit_calls_it_a_drawing_once_it_is_painted(make, appearance):
    strip = make()
    assert strip.cards[0].content.summary.startswith("Digit")
    shape = strip.bridge.state.document.batch.shape
    strip.bridge.do(Paint(0, frozen(np.zeros(shape)), 1))
    assert strip.cards[0].content.summary == "Drawing"
    appearance.set(language="ko")
    assert strip.cards[0].content.summary == "그림"


def test_language_and_theme_change_at_once(make, appearance):
    strip = make()
    picture = strip.grab().toImage()
    appearance.set(theme="dark")
    assert strip.grab().toImage() != picture


def test_every_card_has_a_name_and_a_hint(make):
    strip = make()
    for card in strip.cards:
        assert card.accessibleName().startswith(card.content.title)
        assert card.toolTip()
        role = QAccessible.queryAccessibleInterface(card).role()
        assert role in (QAccessible.Role.CheckBox, QAccessible.Role.Button)
    assert strip.add.accessibleName() == "Add a layer"


def test_more_layers_than_possible_are_refused_with_a_sentence(make, qtbot):
    strip = make(("ReLU",) * MOST_LAYERS)
    with qtbot.waitSignal(strip.bridge.refused) as caught:
        strip.duplicate(3)
    assert str(caught.args[0]) == f"at most {MOST_LAYERS} layers are possible"


@pytest.mark.parametrize("moving", [2, 4])
def test_a_drag_ends_when_layers_are_removed_under_it(make, qtbot, moving):
    strip = make()
    card = strip.cards[moving]
    drag(qtbot, strip, moving, middle(strip, 2) - QPoint(30, 0), drop=False)
    assert strip.dragging.active
    for _ in range(2):
        strip.remove(len(strip.bridge.state.document.layers))
    assert not strip.dragging.active
    assert not strip.dragging.ghost.isVisible()
    assert strip.bridge.kinds == ["Conv2d", "BatchNorm2d"]
    # What the pointer still does is no drag any more.
    card.dropped.emit(moving)
    card.let_go.emit(moving)
    assert not card.dragging
    assert strip.bridge.kinds == ["Conv2d", "BatchNorm2d"]


def test_a_card_that_is_gone_cannot_be_dragged(make):
    strip = make()
    strip.remove(4)
    strip.dragging.drag(4, QPoint(9, 9))
    strip.dragging.drop(4)
    assert strip.bridge.kinds == ["Conv2d", "BatchNorm2d", "ReLU"]


@pytest.mark.parametrize(
    ("at", "kinds"),
    [
        (3, ["Conv2d", "BatchNorm2d", "BatchNorm2d", "ReLU", "MaxPool2d"]),
        (4, ["BatchNorm2d", "Conv2d", "ReLU", "MaxPool2d"]),
        (5, ["Conv2d", "ReLU", "BatchNorm2d", "MaxPool2d"]),
        (7, ["Conv2d", "ReLU", "MaxPool2d"]),
    ],
)
def test_the_menu_of_a_card_does_what_it_says(make, at, kinds):
    strip = make()
    CardMenu(strip, 2).actions()[at].trigger()
    assert strip.bridge.kinds == kinds


def test_a_menu_that_outlives_its_card_still_adds(make):
    strip = make()
    menu = CardMenu(strip, 4)
    strip.remove(4)
    menu.actions()[1].trigger()
    assert strip.chooser.isVisible()
    strip.chooser.close()


def test_a_name_that_looks_like_html_is_shown_as_it_is(make):
    card = make().cards[0]
    card.show_content(CardContent("Image", hint="<b>bold</b>.png & more\ndraw on it"))
    shown = QTextDocument()
    shown.setHtml(card.toolTip())
    assert shown.toPlainText() == "<b>bold</b>.png & more\ndraw on it"


@pytest.mark.parametrize("side", [1, 8])
def test_thumbnails_take_any_activations(make, side, monkeypatch):
    reported = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: reported.append(error))
    strip = make()
    bad = np.array([np.inf, -np.inf, np.nan, 3e38, -3e38, 1e-40, 0, 1], np.float32)
    values = np.resize(bad, (1, 64, side, side))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for picked in (values, values[:, :1], np.full_like(values, np.nan)):
            for kind in ("signed", "ink", "light"):
                scale = scales.of_maps(picked) if kind == "signed" else Scale(kind, 0.0, 1.0)
                for own in (False, True):
                    source = Source(picked, scale, 0, own)
                    strip.cards[1].show_content(CardContent("x", source=source))
                    strip.cards[1].grab()
    assert not reported
