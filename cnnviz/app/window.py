"""The one window: its parts, and what each action does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSizePolicy, QVBoxLayout, QWidget

from cnnviz import __version__
from cnnviz.app.actions import ACTIONS, of_stage
from cnnviz.app.blank import Blank
from cnnviz.app.dialogs import Dialogs
from cnnviz.app.evaluator import Evaluator
from cnnviz.app.frame import place
from cnnviz.app.notice import Notice
from cnnviz.app.scene_files import SceneFileController
from cnnviz.app.settings import Settings
from cnnviz.app.top_bar import TopBar
from cnnviz.document.commands import DuplicateLayer, MoveLayer, RemoveLayer
from cnnviz.document.state import State
from cnnviz.lessons.prepared import Prepared
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.dress import LARGEST, SMALLEST, Dress
from cnnviz.panels.inspector import Inspector
from cnnviz.panels.kit import Hairline
from cnnviz.panels.player import Player
from cnnviz.panels.stage import StagePanel
from cnnviz.panels.strip import PipelineStrip
from cnnviz.panels.transport import SPEEDS, Transport
from cnnviz.session import Presented, Session
from cnnviz.words import text

WIDTH_PER_TEXT, HEIGHT_PER_TEXT = 820, 560
"""Logical pixels that the window needs at text size 1; twice that at 2."""
PRESENTING = 1.5
"""Text size at least while presenting."""


class Window(QMainWindow):
    """Pipeline, stage, inspector and transport around one document.

    Parameters
    ----------
    state : State
        Where to begin.
    dress : Dress
        Language, theme and text size.
    settings : Settings
        What was remembered.

    Attributes
    ----------
    seen : Signal()
        It has been painted for the first time, and furnished after that.
    """

    seen = Signal()

    def __init__(self, state: State, dress: Dress, settings: Settings) -> None:
        super().__init__()
        self.dress, self.settings = dress, settings
        self.evaluator = Evaluator(self)
        self.bridge = Bridge(Session(state, self.evaluator), self)
        self.dialogs = Dialogs(self)
        self.scene_files = SceneFileController(self.bridge, dress, self.dialogs, self)
        self.player = Player(self.bridge, parent=self)
        self._made = self._make_actions()
        self.top = TopBar(dress, self._made)
        self.strip = PipelineStrip(self.bridge, dress)
        self.stage = StagePanel(self.bridge, dress)
        self.inspector = Inspector(self.bridge, dress)
        self.transport = Transport(self.bridge, dress, self.player)
        self._lay_out()
        self.notice = Notice(dress, self.stage, self.stage.equation)
        self.blank_sheet = Blank(self)
        self._furnished = self._was_seen = False
        self._presenting: tuple[float, bool] | None = None
        self._wanted_text = dress.text
        self._wire()
        place(self, settings)
        self._redress()
        self._refresh_name()

    def furnish(self) -> None:
        """Make what is not needed for the first picture: canvas, drawing pad, image panel."""
        if self._furnished:
            return
        self._furnished = True
        self.stage.furnish()
        from cnnviz.panels.image import DrawingPad, ImagePanel

        self.images = ImagePanel(self.bridge, self.dress)
        self.inspector.set_image_panel(self.images)
        self.images.loader.working.connect(self.notice.follow)
        self.stage.set_pad(DrawingPad(self.bridge, self.dress))
        self.setAcceptDrops(True)

    def open_path(self, path: Path) -> None:
        """Open an image or a scene, whichever the file is."""
        self.furnish()
        if path.suffix.lower() == ".cnnviz":
            self.scene_files.open_scene(path)
        else:
            self.images.open_paths([path])

    # What the actions do, by their names in the table.

    def new_drawing(self) -> None:
        """Begin with an empty image of the same size."""
        self.furnish()
        self.images.new_drawing()
        self.draw()

    def open(self) -> None:
        """Ask for images or a scene."""
        folder = str(self.scene_files.path.parent if self.scene_files.path else Path.home())
        self.open_files(self.dialogs.files_to_open(self.dress.words, folder))

    def open_files(self, paths: list[Path]) -> None:
        """Open a scene, or all images together as a batch."""
        scenes = [path for path in paths if path.suffix.lower() == ".cnnviz"]
        if scenes:
            self.scene_files.open_scene(scenes[0])
        elif paths:
            self.furnish()
            self.images.open_paths(paths)

    def paste(self) -> None:
        """Take an image, files or numbers from the clipboard."""
        self.furnish()
        self.images.paste()

    def save(self) -> None:
        """Save the scene."""
        self.scene_files.save()

    def save_as(self) -> None:
        """Save the scene to another file."""
        self.scene_files.save_as()

    def quit(self) -> None:
        """Close the window."""
        self.window().close()

    def undo(self) -> None:
        """Take back the last change."""
        self.bridge.store.undo()

    def redo(self) -> None:
        """Bring back what was undone."""
        self.bridge.store.redo()

    def add_layer(self) -> None:
        """Choose a kind of layer to add behind the selected one."""
        self.strip.ask_kind(self.bridge.state.selected, self.strip)

    def duplicate_layer(self) -> None:
        """Duplicate the selected layer."""
        if self._layer is not None:
            self.bridge.do(DuplicateLayer(self._layer))

    def remove_layer(self) -> None:
        """Remove the selected layer."""
        if self._layer is not None:
            self.bridge.do(RemoveLayer(self._layer))

    def move_left(self) -> None:
        """Move the selected layer towards the image."""
        if self._layer is not None:
            self.bridge.do(MoveLayer(self._layer, self._layer - 1))

    def move_right(self) -> None:
        """Move the selected layer away from the image."""
        if self._layer is not None:
            self.bridge.do(MoveLayer(self._layer, self._layer + 1))

    def next_batch(self) -> None:
        """Count the batch in the running averages and go on to the next digits."""
        self.bridge.session.next_batch()

    def play(self) -> None:
        """Play or pause."""
        self.player.toggle()

    def step_on(self) -> None:
        """One step on."""
        self.player.step(1)

    def step_back(self) -> None:
        """One step back."""
        self.player.step(-1)

    def term_on(self) -> None:
        """One micro-step on."""
        self.player.step(1, "term")

    def term_back(self) -> None:
        """One micro-step back."""
        self.player.step(-1, "term")

    def row_on(self) -> None:
        """One row on."""
        self.player.step(1, "row")

    def row_back(self) -> None:
        """One row back."""
        self.player.step(-1, "row")

    def to_start(self) -> None:
        """Where nothing is shown."""
        self.player.first()

    def to_end(self) -> None:
        """Where everything is shown."""
        self.player.last()

    def faster(self) -> None:
        """Twice the speed."""
        self._change_speed(2.0)

    def slower(self) -> None:
        """Half the speed."""
        self._change_speed(0.5)

    def toggle_predict(self) -> None:
        """Ask before values are shown, or no longer."""
        self.stage.header.toggle_predict()

    def draw(self) -> None:
        """Show the image on its pad."""
        self.bridge.session.view(selected=0)

    def previous_layer(self) -> None:
        """Select the layer before."""
        self.bridge.session.view(selected=self.bridge.state.selected - 1)

    def next_layer(self) -> None:
        """Select the layer after."""
        self.bridge.session.view(selected=self.bridge.state.selected + 1)

    def previous_map(self) -> None:
        """Show the feature map before."""
        self._change_map(-1)

    def next_map(self) -> None:
        """Show the feature map after."""
        self._change_map(1)

    def toggle_numbers(self) -> None:
        """Write numbers into cells, or no longer."""
        self.stage.header.toggle_numbers()

    def toggle_theme(self) -> None:
        """Light or dark."""
        name = "dark" if self.dress.theme.name == "light" else "light"
        self.dress.wear(theme=name)
        self.settings.remember("theme", name)

    def toggle_language(self) -> None:
        """English or Korean."""
        language = "ko" if self.dress.words.language == "en" else "en"
        self.dress.wear(language=language)
        self.settings.remember("language", language)

    def larger_text(self) -> None:
        """A tenth larger."""
        self._set_text(self._wanted_text + 0.1)

    def smaller_text(self) -> None:
        """A tenth smaller."""
        self._set_text(self.dress.text - 0.1)

    def normal_text(self) -> None:
        """As it was made."""
        self._set_text(1.0)

    def present(self) -> None:
        """Show the stage alone on the whole screen, or go back."""
        if self._presenting is not None:
            self.leave_presentation()
            return
        self._presenting = (self._wanted_text, self.window().isMaximized())
        for part in self._around:
            part.hide()
        self.window().showFullScreen()
        self._wanted_text = max(self._wanted_text, PRESENTING)
        self._fit_text()
        self.stage.setFocus()

    def leave_presentation(self) -> None:
        """Bring everything back as it was."""
        if self._presenting is None:
            return
        size, maximized = self._presenting
        self._presenting = None
        for part in self._around:
            part.show()
        if maximized:
            self.window().showMaximized()
        else:
            self.window().showNormal()
        self._wanted_text = size
        self._fit_text()

    def blank(self) -> None:
        """Make the screen black until the next key."""
        self.blank_sheet.cover()

    def show_keys(self) -> None:
        """List every key."""
        from cnnviz.app.key_sheet import KeySheet

        sheet = KeySheet(self.dress, self)
        sheet.exec()
        sheet.deleteLater()

    def show_about(self) -> None:
        """Say what this is, and whose fonts and images it carries."""
        self.dialogs.tell(
            self.dress.words,
            text("cnnviz {version}: watch convolution happen.", version=__version__),
            text(
                "MIT licence. Digits: UCI optical digits, CC BY 4.0. Fonts: Inter, Noto Sans KR "
                "and JetBrains Mono, OFL. Photographs: public domain and CC0; see CREDITS.md."
            ),
        )

    def end(self) -> None:
        """Keep what is not saved in the swap file and stop all threads; nothing is asked."""
        self.player.pause()
        self.scene_files.save_at_once()
        self.evaluator.stop()
        if self._furnished:
            self.images.stop()

    # How it hangs together.

    @property
    def _layer(self) -> int | None:
        """The selected layer, from 0; None for the image."""
        selected = self.bridge.state.selected
        return selected - 1 if selected else None

    @property
    def _around(self) -> tuple[QWidget, ...]:
        return (self.top, self.strip, self.inspector, *self._rules)

    def _make_actions(self) -> dict[str, QAction]:
        made = {}
        for row in ACTIONS:
            action = QAction(self)
            action.triggered.connect(getattr(self, row.name))
            window_wide = [QKeySequence(keys) for keys in row.keys if not of_stage(keys)]
            action.setShortcuts(window_wide)
            self.addAction(action)
            made[row.name] = action
        self._stage_keys = {
            QKeySequence(keys): made[row.name]
            for row in ACTIONS
            for keys in row.keys
            if of_stage(keys)
        }
        return made

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        upright = Hairline()
        upright.setMinimumHeight(0)
        upright.setMaximumSize(1, 16_777_215)
        upright.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        middle.addWidget(self.stage, 1)
        middle.addWidget(upright)
        middle.addWidget(self.inspector)
        lines = [Hairline() for _ in range(3)]
        self._rules = (lines[0], lines[1], upright)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(lines[0])
        column.addWidget(self.strip)
        column.addWidget(lines[1])
        column.addLayout(middle, 1)
        column.addWidget(lines[2])
        column.addWidget(self.transport)
        self.setCentralWidget(whole)
        self.setMinimumSize(1024, 700)

    def _wire(self) -> None:
        self.evaluator.busy.connect(self.stage.header.show_busy)
        self.stage.readout_changed.connect(self.transport.show_readout)
        self.player.playing.connect(self.stage.forget_pointer)
        self.bridge.refused.connect(self.notice.warn)
        self.bridge.changed.connect(self._changed)
        self.scene_files.named.connect(self._refresh_name)
        self.scene_files.told.connect(self.notice.tell)
        self.scene_files.working.connect(self.notice.follow)
        self.top.scene_chosen.connect(self._open_prepared)
        self.top.recent_chosen.connect(self._open_recent)
        self.dress.changed.connect(self._redress)

    def _changed(self, old: Presented, new: Presented) -> None:
        if new.document is not old.document:
            store = self.bridge.store
            self.top.show_history(store.undo_label, store.redo_label)

    def _change_speed(self, factor: float) -> None:
        speed = self.bridge.state.speed * factor
        self.bridge.session.view(speed=max(SPEEDS[0], min(SPEEDS[-1], speed)))

    def _change_map(self, by: int) -> None:
        self.bridge.session.choose_map(self.bridge.state.map + by)

    def _set_text(self, size: float) -> None:
        wanted = round(max(SMALLEST, min(LARGEST, size)), 1)
        self._wanted_text = wanted
        if self._presenting is None:
            self.settings.remember("text", wanted)
        self._fit_text()
        if self.dress.text < wanted:
            self.notice.tell(text("The window is too small for larger text."))

    def _fit_text(self) -> None:
        """Wear the wanted text size, or what this window has room for."""
        room = min(self.width() / WIDTH_PER_TEXT, self.height() / HEIGHT_PER_TEXT)
        size = max(SMALLEST, min(self._wanted_text, round(room - 0.05, 1)))
        if size != self.dress.text:
            self.dress.wear(text=size)

    def _open_prepared(self, scene: Prepared) -> None:
        if self.scene_files.may_close():
            self.scene_files.begin(scene.build(), title=scene.title)
            self.bridge.session.introduce(scene.summary)

    def _open_recent(self, path: str) -> None:
        self.open_files([Path(path)])

    def _refresh_name(self) -> None:
        name, modified = self.scene_files.name, self.scene_files.modified
        recent = tuple(str(path) for path in self.scene_files.recent.paths)
        self.top.show_name(name, modified, recent)
        self.window().setWindowTitle(f"{name}[*] — cnnviz")
        self.window().setWindowModified(modified)
        store = self.bridge.store
        self.top.show_history(store.undo_label, store.redo_label)

    def _redress(self) -> None:
        for row in ACTIONS:
            self._made[row.name].setText(self.dress.words(row.label))
        self.inspector.setFixedWidth(self.dress.px(300))
        self._refresh_name()

    def _go_on(self) -> None:
        self.furnish()
        self.seen.emit()

    # What Qt calls.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Furnish the window as soon as it has been seen."""
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            QTimer.singleShot(0, self._go_on)

    def give_keys_back(self) -> None:
        """Let the stage have the keyboard again after a value has been typed."""
        self.stage.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys: those that no focused widget wanted."""
        if event.key() == Qt.Key.Key_Escape and self._presenting is not None:
            self.leave_presentation()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.give_keys_back()
            return
        pressed = QKeySequence(event.keyCombination())
        action = self._stage_keys.get(pressed)
        if action is None and event.text():
            action = self._stage_keys.get(QKeySequence(event.text().upper()))
        if action is None:
            super().keyPressEvent(event)
        else:
            action.trigger()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open_files(paths)
        elif event.mimeData().hasImage():
            self.images.take(event.mimeData())
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about changes, remember the window, hide it, end the threads.

        A layer under way cannot be interrupted: nobody shall look at a dead window meanwhile.
        """
        self.player.pause()
        if not self.scene_files.may_close():
            event.ignore()
            return
        if self._presenting is None:
            self.settings.remember("geometry", self.window().saveGeometry())
        self.window().hide()
        self.evaluator.stop()
        if self._furnished:
            self.images.close()
        self.scene_files.close()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text as large as there is room for."""
        super().resizeEvent(event)
        self._fit_text()
