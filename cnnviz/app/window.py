"""The one window: its parts, how they hang together, and what Qt asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from cnnviz.app.arrangement import Arrangement
from cnnviz.app.blank import Blank
from cnnviz.app.dialogs import Dialogs
from cnnviz.app.document_title import DocumentTitle
from cnnviz.app.evaluator import Evaluator
from cnnviz.app.frame import place, smallest_size
from cnnviz.app.incoming import Incoming
from cnnviz.app.notice import Notice
from cnnviz.app.parts import Parts
from cnnviz.app.presentation import Presentation
from cnnviz.app.scene_files import SceneFileController
from cnnviz.app.settings import Settings
from cnnviz.app.shortcuts import Shortcuts
from cnnviz.app.stage_menu import StageMenu
from cnnviz.app.text_size import TextSize
from cnnviz.app.top_bar import TopBar
from cnnviz.app.wiring import wire
from cnnviz.document.state import State
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.inspector import Inspector
from cnnviz.panels.kit import KeyOwner
from cnnviz.panels.player import Player
from cnnviz.panels.stage import StagePanel
from cnnviz.panels.strip import PipelineStrip
from cnnviz.panels.transport import Transport
from cnnviz.session import Presented, Session

if TYPE_CHECKING:  # imported after the window's first paint
    from cnnviz.panels.image import ImagePanel


class Window(QMainWindow):
    """Pipeline, stage, inspector and transport around one document.

    Parameters
    ----------
    state : State
        Where to begin.
    appearance : Appearance
        Language, theme and text size.
    settings : Settings
        What was remembered.

    Attributes
    ----------
    seen : Signal()
        It has been painted for the first time, and what was deferred has been built.
    """

    seen = Signal()

    def __init__(self, state: State, appearance: Appearance, settings: Settings) -> None:
        super().__init__()
        self.appearance, self.settings = appearance, settings
        self.evaluator = Evaluator(self)
        self.bridge = Bridge(Session(state, self.evaluator), self)
        self.dialogs = Dialogs(self, appearance, settings)
        self.scene_files = SceneFileController(self.bridge, appearance, self.dialogs, self)
        self.player = Player(self.bridge, parent=self)
        self.top = TopBar(appearance)
        self.strip = PipelineStrip(self.bridge, appearance)
        self.stage = StagePanel(self.bridge, appearance)
        self.inspector = Inspector(self.bridge, appearance)
        self.transport = Transport(self.bridge, appearance, self.player)
        panels = (self.top, self.strip, self.stage, self.inspector, self.transport)
        whole = Arrangement(appearance, settings, *panels)
        self.setCentralWidget(whole)
        self._keys = KeyOwner(self.stage)
        self.setMinimumSize(smallest_size(self))
        self.notice = Notice(appearance, self.stage, self.stage.equation)
        self.blank_sheet = Blank(self)
        self._deferred_built = self._was_seen = False
        self.text_size = TextSize(self, appearance, settings, self.notice)
        self.incoming = Incoming(
            self.bridge, self.scene_files, self.dialogs, appearance, self._image_panel
        )
        self.presentation = Presentation(
            self.bridge, appearance, self.stage, whole.around, self.player,
            self.scene_files, self.incoming, self.notice,
        )  # fmt: skip
        parts = Parts(
            bridge=self.bridge, player=self.player, stage=self.stage, strip=self.strip,
            incoming=self.incoming, scene_files=self.scene_files, dialogs=self.dialogs,
            appearance=appearance, settings=settings, text_size=self.text_size,
            presentation=self.presentation, side=whole.side, image_panel=self._image_panel,
            blank=self.blank_sheet,
        )  # fmt: skip
        self.shortcuts = Shortcuts(parts, self)
        self.top.set_actions(self.shortcuts.actions)
        StageMenu(self.stage, self.bridge, appearance, self.shortcuts.actions)
        wire(self, self._keys)
        self.bridge.changed.connect(self._changed)
        place(self, settings)
        DocumentTitle(
            self, self.top, self.stage.title_line, self.bridge, self.scene_files, appearance
        )

    def build_deferred(self) -> None:
        """Make what is not needed for the first picture: canvas, drawing pad, image panel."""
        if self._deferred_built:
            return
        self._deferred_built = True
        self.stage.build_deferred()
        from cnnviz.panels.image import DrawingDesk, ImagePanel

        self.images = ImagePanel(self.bridge, self.appearance)
        self.inspector.set_image_panel(self.images)
        self.images.loader.working.connect(self.notice.follow)
        self.images.loader.told.connect(self.notice.tell)
        self.incoming.follow(self.images)
        self.stage.set_pad(DrawingDesk(self.bridge, self.appearance))
        self.incoming.accept_drops(self)

    def end(self) -> None:
        """Keep what is not saved in the swap file and stop all threads; nothing is asked."""
        self.player.pause()
        self._remember_place()
        self.scene_files.save_at_once()
        self.evaluator.stop()
        if self._deferred_built:
            self.images.stop()

    def give_keys_back(self) -> None:
        """Let the stage have the keyboard again after a value has been typed."""
        self._keys.take_keys()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keys.watch()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            QTimer.singleShot(0, self._go_on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys: those that no focused widget wanted."""
        if event.key() == Qt.Key.Key_Escape and self.presentation.active:
            self.presentation.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            confirmed = event.key() != Qt.Key.Key_Escape and self.stage.hasFocus()
            if not (confirmed and self.player.reveal()):
                self.give_keys_back()
        elif not self.shortcuts.press(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about changes, remember the window, hide it, then wait for the threads."""
        self.player.pause()
        if not self.scene_files.may_close():
            event.ignore()
            return
        self._remember_place()
        self.window().hide()
        self.evaluator.stop()
        if self._deferred_built:
            self.images.close()
        self.scene_files.close()

    def _remember_place(self) -> None:
        if not self.presentation.active:
            self.settings.remember("geometry", self.window().saveGeometry())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.text_size.fit()

    def _image_panel(self) -> ImagePanel:
        self.build_deferred()
        return self.images

    def _changed(self, old: Presented, new: Presented) -> None:
        """Another layer has other controls: the focus must not fall on any of them."""
        if new.state.selected != old.state.selected and self.strip.focused_card() is None:
            self.give_keys_back()

    def _go_on(self) -> None:
        self.build_deferred()
        self.seen.emit()
