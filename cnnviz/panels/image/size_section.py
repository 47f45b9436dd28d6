"""How large the images are, how pictures fit in, and gray or colour."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from cnnviz.document.intake import Framing, framing_of
from cnnviz.document.resize import LARGEST, SMALLEST
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.loader import Loader
from cnnviz.panels.inspector.row import FormRow
from cnnviz.panels.kit import PairField, Section, Segmented
from cnnviz.words import text


class SizeSection(Section):
    """Resizes all images of the batch.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget
        The panel.
    """

    def __init__(self, bridge: Bridge, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, text("Size and channels"), parent)
        self._bridge = bridge
        self._loader = Loader.of(bridge)
        self.cells = PairField(
            appearance,
            text("Rows × columns"),
            low=SMALLEST,
            high=LARGEST,
            hint=text("Cells of the image, 8 to 512 a side; pictures are read again in this size"),
            parent=self,
        )
        self.how = Segmented(
            appearance,
            [("fit", text("fit inside")), ("crop", text("crop"))],
            text("If the aspect differs"),
            text("Show all of a picture with a border, or fill the image with its middle"),
            self,
        )
        self.mode = Segmented(
            appearance,
            [("gray", text("gray")), ("rgb", text("RGB"))],
            text("Channels"),
            text("One channel, or red, green and blue"),
            self,
        )
        for label, control in (
            (text("Rows × columns"), self.cells),
            (text("If the aspect differs"), self.how),
            (text("Channels"), self.mode),
        ):
            row = FormRow(appearance, label, parent=self)
            row.put(control)
            self.body.addWidget(row)
        self.cells.edited.connect(self._resize)
        self.cells.settled.connect(bridge.settle)
        self.how.chosen.connect(self._fit_otherwise)
        self.mode.chosen.connect(self._change_mode)
        self.refresh()

    def refresh(self) -> None:
        """Show what the images are."""
        channels, rows, columns = self._bridge.state.document.batch.shape
        self.cells.set_value((rows, columns))
        self.how.set_value(self._loader.how)
        self.mode.set_value("rgb" if channels == 3 else "gray")

    def _resize(self, cells: object) -> None:
        assert isinstance(cells, tuple)
        rows, columns = cells
        self._loader.reframe(replace(self._framing(), rows=rows, columns=columns))
        self.refresh()

    def _fit_otherwise(self, how: object) -> None:
        self._loader.how = "crop" if how == "crop" else "fit"
        self._loader.reframe(self._framing())

    def _change_mode(self, mode: object) -> None:
        self._bridge.settle()
        changed = replace(self._framing(), mode="rgb" if mode == "rgb" else "gray")
        self._loader.reframe(changed)
        self._bridge.settle()
        self.refresh()

    def _framing(self) -> Framing:
        return framing_of(self._bridge.state.document.batch, self._loader.how)
