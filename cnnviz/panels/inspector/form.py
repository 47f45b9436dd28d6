"""The form of one kind of layer: made once, then only refreshed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnviz.document.commands import SetParameter
from cnnviz.engine import GeometryError
from cnnviz.layers import Formula, Layer
from cnnviz.layers.capabilities import correlates
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector.extra import ExtraSection
from cnnviz.panels.inspector.extras import sections_of
from cnnviz.panels.inspector.fields import ParameterField, field_for
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.inspector.warning_card import WarningCard
from cnnviz.panels.kit import FormulaBlock, TextLabel
from cnnviz.session import LayerStatus
from cnnviz.trace import covered_line, in_order
from cnnviz.trace.axes import weight_shape
from cnnviz.words import Text, text

WAITING = text("A layer before this one cannot work yet.")


class _Row(FormRow):
    """A parameter's label and field; sends its command."""

    def __init__(self, form: LayerForm, name: str, field: ParameterField) -> None:
        super().__init__(form.appearance, field.parameter.label, "muted", form, field.hint)
        self._form, self._name, self.field = form, name, field
        self.put(field.control, field.below)
        field.edited.connect(self._edited)
        field.settled.connect(form.bridge.settle)

    @Slot(object)
    def _edited(self, value: Any) -> None:
        self._form.set_parameter(self._name, value)


class LayerForm(QWidget):
    """Title, warning, parameters, sections of the kind, formulas.

    Parameters
    ----------
    kind : type of Layer
        Whose form it is.
    bridge : Bridge
        Takes commands.
    appearance : Appearance
        Language, theme and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    formulas : list of FormulaBlock
        What the layer's sizes and costs are worked out with; hidden ones are spare.
    """

    def __init__(
        self,
        kind: type[Layer],
        bridge: Bridge,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.bridge, self.appearance = bridge, appearance
        self._status: LayerStatus | None = None
        self.formulas: list[FormulaBlock] = []
        self._column = QVBoxLayout(self)
        self.title = TextLabel(appearance, kind.kind, "title", self, kind.about)
        self.warning = WarningCard(appearance, self)
        self._column.addWidget(self.title)
        self._column.addWidget(self.warning)
        self.rows = {
            name: _Row(self, name, field_for(parameter, appearance, self))
            for name, parameter in kind.parameters().items()
        }
        for row in self.rows.values():
            self._column.addWidget(row)
        sections = sections_of(kind)
        self._before = QVBoxLayout()
        self._before.setSpacing(0)
        self._column.addSpacing(2)
        self._column.addLayout(self._before)
        self._formulas_before = min((each.formulas_before for each in sections), default=99)
        self.sections: list[ExtraSection] = [each(bridge, appearance, self) for each in sections]
        for section in self.sections:
            self._column.addWidget(section)
        self._after = QVBoxLayout()
        self._after.setSpacing(0)
        self._column.addLayout(self._after)
        self._column.addStretch(1)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def show_status(self, status: LayerStatus, index: int) -> None:
        """Show a layer of the kind, and one of its maps; only what changed is touched."""
        self._status = status
        layer = status.layer
        idle = layer.without_effect()
        for name, row in self.rows.items():
            row.field.offer(layer)
            row.field.set_value(getattr(layer, name))
            if row.isHidden() != (name in idle):
                row.setHidden(name in idle)
        formulas, error = _worked_out(status)
        self.warning.warn(error)
        self._show_formulas(formulas)
        self.show_map(index)

    def leave(self) -> None:
        """Let go of the layer: the form is not shown any more."""
        self._status = None
        for section in self.sections:
            section.leave()

    def show_map(self, index: int) -> None:
        """Show another filter or channel of the same layer."""
        if self._status is not None:
            for section in self.sections:
                section.show_status(self._status, index)

    def set_parameter(self, name: str, value: Any) -> None:
        """Send the command; if it is refused, the field shows what is true."""
        if self._status is None:
            return
        if not self.bridge.do(SetParameter(self._status.index, name, value)):
            self.rows[name].field.set_value(getattr(self._status.layer, name))

    def _show_formulas(self, formulas: tuple[Formula, ...]) -> None:
        covered = self.bridge.presented.covered
        while len(self.formulas) < len(formulas):
            block = FormulaBlock(self.appearance, parent=self)
            before = len(self.formulas) < self._formulas_before
            (self._before if before else self._after).addWidget(block)
            self.formulas.append(block)
        for index, block in enumerate(self.formulas):
            shown = index < len(formulas)
            if shown:
                title, lines = formulas[index].title, formulas[index].lines
                order = self.bridge.state.axes
                said = tuple(covered_line(in_order(each, order), covered) for each in lines)
                block.show_formula(Formula(title, said))
            if block.isHidden() == shown:
                block.setVisible(shown)

    def _restyle(self) -> None:
        px = self.appearance.px
        side = min(px(16), 20)
        self._column.setContentsMargins(min(px(6), 8), px(7), side, px(7))
        self._column.setSpacing(px(2))


def _worked_out(status: LayerStatus) -> tuple[tuple[Formula, ...], Text | None]:
    """The layer's formulas, and why it cannot work."""
    if status.waiting or status.in_shape is None:
        return (), WAITING
    try:
        formulas = status.layer.formulas(status.in_shape)
        if correlates(status.layer):
            weights = weight_shape(status.layer.weight.shape)  # type: ignore[attr-defined]
            formulas = (*formulas, Formula(text("Weights"), weights))
        return formulas, status.error
    except GeometryError as reason:
        return (), Text(reason.template, reason.values)
