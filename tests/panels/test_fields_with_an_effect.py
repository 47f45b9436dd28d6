"""A form shows the parameters that have an effect, and a seed offers the next draw."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.document.commands import SetParameter
from cnnviz.panels.inspector.fields.seed import SeedField
from tests.panels.test_inspector_stand import Stand

LEFT = Qt.MouseButton.LeftButton


def shown(stand: Stand) -> set[str]:
    """The parameters whose rows are in sight."""
    assert stand.inspector.form is not None
    return {name for name, row in stand.inspector.form.rows.items() if row.isVisible()}


def test_the_fill_value_is_there_when_it_fills(qtbot: QtBot) -> None:
    stand = Stand(qtbot)
    assert "padding_value" not in shown(stand)
    assert stand.bridge.do(SetParameter(0, "padding_mode", "constant"))
    assert "padding_value" in shown(stand)
    stand.bridge.store.undo()
    assert "padding_value" not in shown(stand)


def test_evaluation_has_neither_p_nor_seed(qtbot: QtBot) -> None:
    stand = Stand(qtbot, ("Dropout",))
    assert shown(stand) == {"training", "p", "seed"}
    assert stand.bridge.do(SetParameter(0, "training", False))
    assert shown(stand) == {"training"}


@pytest.mark.parametrize(("before", "after"), [(1, 2), (999_999, 1)])
def test_the_next_draw_has_the_next_seed(qtbot: QtBot, before: int, after: int) -> None:
    stand = Stand(qtbot, ("Dropout",))
    assert stand.bridge.do(SetParameter(0, "seed", before))
    stand.bridge.settle()
    assert stand.inspector.form is not None
    field = stand.inspector.form.rows["seed"].field
    assert isinstance(field, SeedField)
    qtbot.mouseClick(field.next, LEFT)
    assert stand.layer(0).seed == after
    stand.bridge.store.undo()
    assert stand.layer(0).seed == before
