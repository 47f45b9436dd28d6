"""The kernel grid is used with the keyboard alone, and the filters by name."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import SetParameter
from cnnviz.layers.filters import LABELS
from cnnviz.panels.inspector.filter.pasted import filled, read_table
from cnnviz.panels.inspector.filter.section import FilterSection
from cnnviz.panels.kit.typed import Refusal
from tests.panels.test_inspector_stand import Stand

Key = Qt.Key


class Bench(Stand):
    """A stand with the keyboard in the kernel grid."""

    def __init__(self, qtbot: QtBot, **options: object) -> None:
        super().__init__(qtbot, **options)
        assert self.inspector.form is not None
        section = self.inspector.form.sections[0]
        assert isinstance(section, FilterSection)
        self.section, self.grid = section, section.grid
        self.grid.setFocus()

    def press(self, *keys: object) -> None:
        singly = [each for key in keys for each in (key if isinstance(key, str) else [key])]
        for key in singly:
            target = QApplication.focusWidget() or self.grid
            assert isinstance(target, QWidget)
            if isinstance(key, str):
                self.qtbot.keyClicks(target, key)
            else:
                self.qtbot.keyClick(target, key)

    @property
    def kernel(self) -> list[list[float]]:
        return self.layer(0).weight[self.section.map, self.section.slice].tolist()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_arrows_move_within_the_kernel(bench: Bench) -> None:
    bench.press(Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Left)
    assert bench.grid.at == (2, 0)


def test_typing_replaces_and_enter_goes_on(bench: Bench) -> None:
    bench.press("5", Key.Key_Return, "-0,5", Key.Key_Return)
    assert bench.kernel[0] == [5.0, -0.5, 1.0]
    assert bench.grid.at == (0, 2)
    assert bench.layer(0).names[0] == "custom"


def test_a_whole_kernel_is_typed_with_tab_and_each_number_is_an_undo_step(bench: Bench) -> None:
    for number in range(9):
        bench.press(str(number + 1), Key.Key_Tab)
    assert bench.kernel == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    for _ in range(9):
        bench.bridge.store.undo()
    assert bench.kernel == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert bench.bridge.store.undo_label is None


def test_tab_leaves_the_grid_when_nothing_is_typed(bench: Bench) -> None:
    bench.press(Key.Key_Tab)
    assert not bench.grid.hasFocus()
    assert bench.grid.at == (0, 0)


def test_back_tab_goes_back_while_typing(bench: Bench) -> None:
    bench.press("7", Key.Key_Return, "8", Key.Key_Backtab)
    assert bench.kernel[0] == [7, 8, 1]
    assert bench.grid.at == (0, 0)


def test_escape_restores(bench: Bench) -> None:
    before = bench.bridge.state
    bench.press("5", Key.Key_Escape)
    assert bench.bridge.state is before
    assert bench.grid.hasFocus()


def test_delete_sets_zero(bench: Bench) -> None:
    bench.press(Key.Key_Delete)
    assert bench.kernel[0][0] == 0


def test_enter_edits_the_number_and_unchanged_text_changes_nothing(bench: Bench) -> None:
    bench.press("0.1", Key.Key_Return, Key.Key_Left)
    before = bench.bridge.state
    bench.press(Key.Key_Return, Key.Key_Return)
    assert bench.bridge.state is before


def test_what_is_no_number_is_not_taken(bench: Bench) -> None:
    before = bench.bridge.state
    bench.press("-", Key.Key_Return)
    assert bench.bridge.state is before
    assert bench.grid.at == (0, 0)


def test_a_click_moves_the_keyboard_and_a_second_one_edits(bench: Bench, qtbot: QtBot) -> None:
    middle = bench.grid.cell_rect(1, 2).center()
    qtbot.mouseClick(bench.grid, Qt.MouseButton.LeftButton, pos=middle)
    assert bench.grid.at == (1, 2)
    qtbot.mouseDClick(bench.grid, Qt.MouseButton.LeftButton, pos=middle)
    bench.press("9", Key.Key_Return)
    assert bench.kernel[1][2] == 9


def test_a_pasted_table_is_one_undo_step(bench: Bench) -> None:
    QApplication.clipboard().setText("1\t2\n3\t4,5")
    bench.press(Key.Key_Down, Key.Key_Right)
    bench.qtbot.keyClick(bench.grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bench.kernel == [[-1, 0, 1], [-2, 1, 2], [-1, 3, 4.5]]
    bench.bridge.store.undo()
    assert bench.kernel == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def test_a_paste_without_numbers_is_refused_in_a_sentence(bench: Bench) -> None:
    QApplication.clipboard().setText("seven")
    with bench.qtbot.waitSignal(bench.bridge.refused):
        bench.qtbot.keyClick(bench.grid, Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("pasted", "table"),
    [
        ("1 2 3", [[1, 2, 3]]),
        ("1, 2\n3, 4", [[1, 2], [3, 4]]),
        ("[[1, 0],\n [0, −1]]", [[1, 0], [0, -1]]),
        ("0,5;1\n2;3", [[0.5, 1], [2, 3]]),
        ("1\t\t3\r\n", [[1, 0, 3]]),
    ],
)
def test_tables_are_read_in_every_usual_spelling(pasted: str, table: list[list[float]]) -> None:
    assert read_table(pasted) == table


@pytest.mark.parametrize("pasted", ["", "  \n", "1 a", "nan", "1" * 30_000])
def test_what_is_no_table_is_refused(pasted: str) -> None:
    with pytest.raises(Refusal):
        read_table(pasted)


def test_one_long_row_goes_on_in_the_next_and_what_sticks_out_is_left_off() -> None:
    zero = np.zeros((2, 2), np.float32)
    assert filled(zero, 0, 0, [[1, 2, 3, 4, 5]]) == ((1, 2), (3, 4))
    assert filled(zero, 1, 1, [[1, 2], [3, 4]]) == ((0, 0), (0, 1))


def test_a_chip_puts_a_named_filter_in_place(bench: Bench, qtbot: QtBot) -> None:
    qtbot.mouseClick(bench.section.names.chip("gaussian"), Qt.MouseButton.LeftButton)
    assert bench.layer(0).names[0] == "gaussian"
    assert bench.section.names.chip("gaussian").isChecked()
    bench.press()
    bench.grid.setFocus()
    bench.press("5", Key.Key_Return)
    assert not bench.section.names.chip("gaussian").isChecked()


def test_the_menu_has_every_name_but_custom(bench: Bench) -> None:
    names = [action.data() for action in bench.section.names.menu.actions()]
    assert names == [name for name in LABELS if name != "custom"]


def test_names_that_do_not_fit_the_kernel_are_off(bench: Bench) -> None:
    bench.bridge.do(SetParameter(0, "kernel_size", (2, 2)))
    assert not bench.section.names.chip("sobel_x").isEnabled()
    assert bench.section.names.chip("box").isEnabled()


def test_a_random_filter_shows_its_seed_and_the_die_throws_another(
    bench: Bench, qtbot: QtBot
) -> None:
    seed = bench.section.seed
    assert not seed.isVisible()
    random = next(a for a in bench.section.names.menu.actions() if a.data() == "random")
    random.trigger()
    assert seed.isVisible()
    first = bench.kernel
    qtbot.mouseClick(seed.die, Qt.MouseButton.LeftButton)
    assert bench.layer(0).seeds[0] == 2
    assert bench.kernel != first
    bench.bridge.store.undo()
    assert bench.kernel == first


def test_choosing_a_filter_tells_the_stage_and_is_not_undone(bench: Bench) -> None:
    bench.section.chooser.on.click()
    assert bench.bridge.state.map == 1
    assert bench.bridge.store.undo_label is None
    assert bench.kernel == bench.layer(0).weight[1, 0].tolist()


def test_arrow_keys_walk_through_the_filters(bench: Bench) -> None:
    bench.section.chooser.setFocus()
    bench.press(Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_End)
    assert bench.section.chooser.index == 3
    bench.press(Key.Key_Left)
    assert bench.section.chooser.index == 2


def test_the_stage_sets_the_filter_silently(bench: Bench, qtbot: QtBot) -> None:
    heard: list[object] = []
    bench.bridge.changed.connect(lambda old, new: heard.append(new))
    bench.bridge.session.choose_map(3)
    assert bench.section.chooser.index == 3
    assert heard == [bench.bridge.presented]


def test_filters_of_a_layer_that_cannot_work_are_chosen_and_edited(bench: Bench) -> None:
    bench.bridge.do(SetParameter(0, "padding", "valid"))
    bench.bridge.do(SetParameter(0, "kernel_size", (11, 11)))
    bench.click("Next filter")
    assert bench.section.chooser.index == 1
    bench.grid.setFocus()
    bench.press("5", Key.Key_Return)
    assert bench.layer(0).weight[1, 0, 0, 0] == 5


def test_the_bias_of_the_chosen_filter_is_typed(bench: Bench, qtbot: QtBot) -> None:
    bench.bridge.session.choose_map(2)
    bench.section.bias.setFocus()
    bench.section.bias.selectAll()
    bench.press("-0.5", Key.Key_Return)
    assert bench.layer(0).bias.tolist() == [0, 0, -0.5, 0]


def test_every_input_channel_has_its_slice(qtbot: QtBot) -> None:
    bench = Bench(qtbot, channels=3)
    tabs = bench.section.slices.tabs
    assert tabs is not None
    assert [tabs.button(i).text() for i in range(3)] == ["R", "G", "B"]
    qtbot.mouseClick(tabs.button(2), Qt.MouseButton.LeftButton)
    bench.grid.setFocus()
    bench.press("9", Key.Key_Return)
    assert bench.layer(0).weight[0, :, 0, 0].tolist() == [-1, -1, 9]


def test_many_channels_are_walked_with_arrows(qtbot: QtBot) -> None:
    bench = Bench(qtbot, kinds=("Conv2d", "Conv2d"))
    bench.bridge.do(SetParameter(0, "out_channels", 12))
    bench.select(2)
    assert bench.section.slices.walk is not None
    bench.section.slices.walk.on.click()
    assert bench.section.slice == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 11), (11, 11)])
def test_kernels_of_every_size_can_be_edited(qtbot: QtBot, size: tuple[int, int]) -> None:
    bench = Bench(qtbot, width=280)
    bench.bridge.do(SetParameter(0, "padding", (5, 5)))
    bench.bridge.do(SetParameter(0, "kernel_size", size))
    bench.grid.go(size[0] - 1, size[1] - 1)
    bench.press("3", Key.Key_Return)
    assert bench.layer(0).weight[0, 0, size[0] - 1, size[1] - 1] == 3
    assert bench.grid.cell_rect(0, size[1] - 1).right() <= bench.grid.width()


def test_numbers_typed_into_a_box_are_counted_in_its_parts(bench: Bench) -> None:
    bench.section.names.chosen.emit("box")
    bench.grid.setFocus()
    assert bench.kernel[0][0] == pytest.approx(1 / 9)
    bench.press("2", Key.Key_Return)
    assert bench.kernel[0][:2] == pytest.approx([2 / 9, 1 / 9])
