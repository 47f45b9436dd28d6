"""The Qt binding counts its references right: 6.12 on Python 3.11 does not."""

from __future__ import annotations

import sys

from tests.contracts.running import run

SIGNALS = """
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

class Bell(QObject):
    rung = Signal(bool)

    def __init__(self):
        super().__init__()
        self.heard = 0
        self.rung.connect(self.hear)

    @Slot(bool)
    def hear(self, loud):
        self.heard += 1

app = QCoreApplication([])
bell = Bell()
for number in range(2000):
    bell.rung.emit(number % 2 == 0)
assert bell.heard == 2000
"""

CALLS = """
from PySide6.QtCore import QCoreApplication, QObject
app = QCoreApplication([])
one = QObject()
for number in range(20000):
    one.setObjectName("x")
    one.blockSignals(False)
"""


def test_two_thousand_signals_do_not_abort() -> None:
    assert run(sys.executable, "-c", SIGNALS) == ""


def test_twenty_thousand_calls_that_return_none_do_not_abort() -> None:
    assert run(sys.executable, "-c", CALLS) == ""
