"""The seed of a random filter, and a die that throws another."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnnviz.panels.appearance import Appearance
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import IconButton, NumberField
from cnnviz.words import text

LARGEST = 999_999


class SeedRow(FormRow):
    """Shown while the filter is random: the same seed gives the same numbers, always.

    Parameters
    ----------
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    chosen : Signal(int)
        The new seed.
    """

    chosen = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, text("Seed"), "muted", parent)
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(appearance.px(6))
        self.field = NumberField(
            appearance,
            text("Seed"),
            whole=True,
            low=1,
            high=LARGEST,
            hint=text("The same seed gives the same numbers, always."),
            digits=6,
            parent=both,
        )
        self.die = IconButton(
            appearance, "shuffle", text("Another seed"), look="plain", parent=both
        )
        row.addWidget(self.field)
        row.addWidget(self.die)
        self.put(both)
        self.field.edited.connect(self._edited)
        self.die.clicked.connect(self._thrown)
        self.hide()

    def show_seed(self, seed: int | None) -> None:
        """Show a seed; None hides the row."""
        if seed is not None:
            self.field.set_value(seed)
        if self.isHidden() != (seed is None):
            self.setVisible(seed is not None)

    @Slot(object)
    def _edited(self, seed: int) -> None:
        self.chosen.emit(seed)

    @Slot()
    def _thrown(self) -> None:
        seed = self.field.value()
        assert isinstance(seed, int)
        self.chosen.emit(seed % LARGEST + 1)
