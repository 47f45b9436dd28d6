"""Presenting: a picture composed for a class, alone on the whole screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cnnviz.app.incoming import Incoming
from cnnviz.app.notice import Notice
from cnnviz.app.present_tools import PresentTools
from cnnviz.app.scene_files import SceneFileController
from cnnviz.document.state import AT_END, Playhead
from cnnviz.layers import Layer
from cnnviz.lessons.playlist import beside, titled, what_if
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import Player
from cnnviz.panels.stage import StagePanel
from cnnviz.timeline.movement import START
from cnnviz.words import text


class Presentation(QObject):
    """Hides what stands around the stage, and brings it back as it was.

    Parameters
    ----------
    bridge : Bridge
        What is on stage.
    appearance : Appearance
        Language, theme and text size.
    stage : StagePanel
        What stays; has the keyboard.
    around : sequence of QWidget
        What is hidden meanwhile.
    player : Player
        Knows where the timeline stands.
    scene_files : SceneFileController
        Knows which example is on stage.
    incoming : Incoming
        Puts another example on stage.
    notice : Notice
        Says once how to leave.
    """

    def __init__(
        self,
        bridge: Bridge,
        appearance: Appearance,
        stage: StagePanel,
        around: Sequence[QWidget],
        player: Player,
        scene_files: SceneFileController,
        incoming: Incoming,
        notice: Notice,
    ) -> None:
        super().__init__(stage)
        self._bridge, self._appearance = bridge, appearance
        self._stage, self._around, self._player = stage, tuple(around), player
        self._scene_files, self._incoming, self._notice = scene_files, incoming, notice
        self._was_maximized = self._hinted = False
        self.tools: PresentTools | None = None

    @property
    def active(self) -> bool:
        """Whether the stage is alone."""
        return self.tools is not None

    def toggle(self) -> None:
        """Begin, or end."""
        if self.active:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Show the stage alone."""
        stage, window = self._stage, self._stage.window()
        self._was_maximized = window.isMaximized()
        for part in self._around:
            part.hide()
        stage.present(True)
        self._notice.stand_at_top(True)
        window.showFullScreen()
        self.tools = PresentTools(self._bridge, self._appearance, self._player, self._offer, stage)
        self.tools.turned.connect(self._turn)
        self.tools.reserved.connect(stage.reserve)
        self.tools.came.connect(self._notice.raise_)  # what it says is read, and closed
        stage.readout_changed.connect(self.tools.transport.show_readout)
        stage.setFocus()
        if not self._hinted:
            self._hinted = True
            self._notice.tell(text("Esc leaves the presentation"))

    def end(self) -> None:
        """Bring everything back as it was."""
        if self.tools is None:
            return
        self.tools.end()
        self.tools = None
        self._stage.reserve(0)
        self._stage.present(False)
        self._notice.stand_at_top(False)
        for part in self._around:
            part.show()
        window = self._stage.window()
        if self._was_maximized:
            window.showMaximized()
        else:
            window.showNormal()
        self._stage.setFocus()

    def turn_page(self, direction: int) -> bool:
        """Go a page on or back: within a layer, and from its end to the next one's start.

        Behind the end comes the view that answers what the example asks, if that is another
        one; behind the last layer the next example; before the place at which an example
        began comes the end of the one before, as the slide before comes whole.

        Parameters
        ----------
        direction : int
            1 or −1.

        Returns
        -------
        bool
            False in a window, and where nothing is left on this side.
        """
        if not self.active:
            return False
        if direction < 0 and self._scene_files.at_opening:
            return self._turn_to_end()
        if not self._player.at_edge(direction):
            self._player.page(direction)
            return True
        if self._bridge.session.look_at_answer(direction):
            return True
        layer = self._layer_beside(direction)
        if layer is None:
            return self._turn(1) if direction > 0 else self._turn_to_end()
        place = START if direction > 0 else AT_END
        self._bridge.session.view(selected=layer, playhead=self._place(layer, place))
        return True

    def select_beside(self, direction: int) -> None:
        """Select the layer after (1) or before (−1); before a class it begins at its start."""
        state = self._bridge.state
        selected = state.selected + direction
        if not 0 <= selected <= len(state.document.layers):
            return
        place = state.place_of(selected)
        if self.active and selected > 0:
            place = self._place(selected, START)
        self._bridge.session.view(selected=selected, playhead=place)

    def _place(self, selected: int, usual: Playhead) -> Playhead:
        """Where a layer comes on stage before a class: as it was left while its question stands."""
        presented = self._bridge.presented
        asked = presented.opening is not None and presented.opening.selected == selected
        return presented.state.place_of(selected) if asked else usual

    def _turn_to_end(self) -> bool:
        """Go to the end of the example before; its question is answered there."""
        turned = self._turn(-1)
        if turned:
            self._bridge.session.view(selected=self._last_layer(), playhead=AT_END)
        return turned

    def _last_layer(self) -> int:
        """Find the last layer that PageDown comes to: one with steps, or the one on stage."""
        presented = self._bridge.presented
        every = range(presented.state.selected + 1, len(presented.layers) + 1)
        playing = (each for each in reversed(every) if presented.plays(each - 1))
        return next(playing, presented.state.selected)

    def _layer_beside(self, direction: int) -> int | None:
        """Find the nearest layer that has steps; None if none is left."""
        presented = self._bridge.presented
        selected = presented.state.selected + direction
        while 1 <= selected <= len(presented.layers):
            if presented.plays(selected - 1):
                return selected
            selected += direction
        return None

    def _turn(self, direction: int) -> bool:
        example = titled(self._scene_files.title)
        other = None if example is None else beside(example, direction)
        if other is not None:
            self._incoming.open_example(other)
        return other is not None

    def _offer(self, layer: Layer | None) -> tuple[str, ...]:
        return what_if(layer, titled(self._scene_files.title), self._bridge.state.selected)
