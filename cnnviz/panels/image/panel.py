"""The panel of the image: open, draw, choose, gather."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from cnnviz.document.drawing import SetBatch
from cnnviz.document.intake import blank
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.image.batch_section import BatchSection
from cnnviz.panels.image.drawing_section import DrawingSection
from cnnviz.panels.image.gallery_section import GallerySection
from cnnviz.panels.image.given import accept_copy, can_take, take, with_ctrl
from cnnviz.panels.image.loader import Loader
from cnnviz.panels.image.matrix_section import MatrixSection
from cnnviz.panels.image.size_section import SizeSection
from cnnviz.panels.kit import FlowLayout, Fold, TextButton, TextLabel
from cnnviz.session import Presented
from cnnviz.views.painting import painted
from cnnviz.words import text

NARROWEST, WIDTH = 280, 308
LARGEST_DRAWING, USUAL_DRAWING = 64, 28
BELOW = 12
"""Logical pixels that stay in sight above and below what is scrolled to."""


class ImagePanel(QWidget):
    """Where images come from: files, the clipboard, the gallery, the pen, typed numbers.

    Parameters
    ----------
    bridge : Bridge
        Where the state is.
    appearance : Appearance
        Theme, language and text size.
    parent : QWidget, optional
        Where it lies.

    Attributes
    ----------
    asked : Signal()
        The user wants to choose files.
    """

    asked = Signal()

    def __init__(
        self, bridge: Bridge, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._appearance = bridge, appearance
        self.loader = Loader.of(bridge)
        self._stale = True
        self.setMinimumWidth(NARROWEST)
        self.setAcceptDrops(True)
        form = self._form = QWidget()
        self._column = QVBoxLayout(form)
        self._column.addWidget(TextLabel(appearance, text("Image"), "title", form))
        self._add_actions(form)
        self.drawing = DrawingSection(bridge, appearance, form)
        self.gallery = GallerySection(bridge, appearance, form)
        self.batch = BatchSection(bridge, appearance, form)
        self.size_section = SizeSection(bridge, appearance, form)
        self.matrix = MatrixSection(bridge, appearance, form)
        self.numbers_fold = Fold(appearance, text("Type numbers"), self.matrix, form)
        self.numbers_fold.button.clicked.connect(self._type)
        for section in (
            self.drawing, self.size_section, self.numbers_fold, self.gallery, self.batch
        ):  # fmt: skip
            self._column.addWidget(section)
        self._column.addStretch(1)
        self.scroll_area = QScrollArea(self)
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setWidget(form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll_area)
        bridge.changed.connect(self._changed)
        appearance.changed.connect(self._restyle)
        self.loader.working.connect(self._progress.show)
        self.loader.ended.connect(self._progress.hide)
        self._restyle()

    def _add_actions(self, form: QWidget) -> None:
        appearance = self._appearance
        self.open_button = TextButton(
            appearance,
            text("Open…"),
            text("Open images from files"),
            icon_name="open",
            parent=form,
        )
        self.paste_button = TextButton(
            appearance,
            text("Paste"),
            text("Paste a picture, files or a matrix (Ctrl+V)"),
            icon_name="image",
            parent=form,
        )
        self.new_button = TextButton(
            appearance, text("New"), text("New blank drawing"), icon_name="draw", parent=form
        )
        holder = QWidget(form)
        flow = FlowLayout(holder)
        for button in (self.open_button, self.paste_button, self.new_button):
            flow.addWidget(button)
        self._column.addWidget(holder)
        self._progress = QProgressBar(form)
        self._progress.setRange(0, 0)
        self._progress.hide()
        self._column.addWidget(self._progress)
        self.open_button.clicked.connect(self.asked)
        self.paste_button.clicked.connect(self.paste)
        self.new_button.clicked.connect(self.new_drawing)

    @property
    def busy(self) -> bool:
        """Whether pictures are being read."""
        return self.loader.busy

    def open_paths(self, paths: Sequence[Path], *, add: bool = False) -> None:
        """Read picture files in a worker: one, or several as a batch.

        Parameters
        ----------
        paths : sequence of Path
            1 to 32 files.
        add : bool
            Whether they join the batch that there is.
        """
        self.loader.open_paths(paths, add=add)

    def paste(self) -> None:
        """Make images of what is on the clipboard: files, a picture or a matrix."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, mime: QMimeData | None, *, add: bool = False) -> None:
        """Make images of what is given, such as dropped on the window; else say why not.

        Parameters
        ----------
        mime : QMimeData or None
            Files, a picture or a matrix as text.
        add : bool
            Whether pictures join the batch that there is.
        """
        take(mime, self._bridge, add=add)

    def new_drawing(self) -> None:
        """Begin an empty drawing, of the size of the image if that is 8 to 64 cells a side."""
        channels, rows, columns = self._bridge.state.document.batch.shape
        if not all(8 <= side <= LARGEST_DRAWING for side in (rows, columns)):
            rows = columns = USUAL_DRAWING
        self.loader.cancel()
        self._bridge.settle()
        self._bridge.do(SetBatch(blank(rows, columns, channels)))

    def type_numbers(self) -> None:
        """Open the field for rows of numbers, and let it be typed in."""
        self.numbers_fold.open(True)
        self._type()

    def ask_size(self) -> None:
        """Let the number of cells be typed."""
        self.size_section.cells.selectAll()
        self._bring(self.size_section.cells)

    def _type(self, opened: bool = True) -> None:
        """Let the field be typed in once it is opened, with the button under it in sight."""
        if opened:
            self._form.adjustSize()
            self.scroll_area.ensureWidgetVisible(self.matrix.use, 0, BELOW)
            self._bring(self.matrix.numbers)

    def _bring(self, field: QWidget) -> None:
        self._form.adjustSize()
        self.scroll_area.ensureWidgetVisible(field, 0, BELOW)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def stop(self) -> None:
        """Wait for the jobs, before the window closes."""
        self.loader.stop()
        self.gallery.stop()

    def refresh(self) -> None:
        """Show the state, if it can be seen."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.drawing.refresh()
            self.batch.refresh()
            self.size_section.refresh()
            self.matrix.refresh()

    def sizeHint(self) -> QSize:
        """As wide as the inspector."""
        return QSize(min(self._appearance.px(WIDTH), 480), 640)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the state."""
        super().showEvent(event)
        self.gallery.want()
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste with Ctrl+V, where no field takes it."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, images and numbers; scene files are the window's."""
        if can_take(event.mimeData()):
            accept_copy(event)
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped; with Ctrl it joins the batch."""
        self.take(event.mimeData(), add=with_ctrl(event))
        accept_copy(event)

    @painted
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._appearance.theme.colour("window"))
        painter.end()

    def _changed(self, old: Presented, new: Presented) -> None:
        if old.document.batch is not new.document.batch or old.state.image != new.state.image:
            self.refresh()

    def _restyle(self) -> None:
        px, words = self._appearance.px, self._appearance.words
        self._column.setContentsMargins(min(px(6), 8), px(7), px(14), px(12))
        self._column.setSpacing(px(4))
        self.setAccessibleName(words(text("Image")))
        self._progress.setAccessibleName(words(text("Reading pictures")))
        self.gallery.restyle()
        self.batch.restyle()
        self.matrix.restyle()
        self.refresh()
        self.updateGeometry()
