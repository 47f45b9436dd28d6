"""The bar at the foot: play, step, scrub, granularity and speed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.document.state import Granularity
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.kit import IconButton, RealSlider, Segmented
from cnnviz.panels.player import Player
from cnnviz.panels.readout import Readout
from cnnviz.panels.step_names import step_names
from cnnviz.session import Presented
from cnnviz.trace import Line, Step
from cnnviz.views.fonts import ui_font
from cnnviz.views.painting import painted
from cnnviz.words import text

ROOMY = 1200
"""Width in pixels, at text size 1, from which the readout leaves the names of steps enough room."""
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
GRANULARITIES = (
    ("term", text("term")),
    ("cell", text("cell")),
    ("row", text("row")),
    ("map", text("map")),
)


@dataclass(frozen=True)
class TransportContent:
    """Everything that the bar shows; it is refreshed only if that differs.

    Attributes
    ----------
    plays : bool
        Whether there is a timeline.
    part : float
        Place of the slider, 0 to 1.
    granularity : str
        What one step is.
    speed : float
        How many times as fast as usual.
    steps : tuple of Step
        Those whose names stand under the slider.
    current : int
        Which of them the timeline stands in.
    """

    plays: bool
    part: float
    granularity: Granularity
    speed: float
    steps: tuple[Step, ...] = ()
    current: int = 0


def content_of(presented: Presented, part: float) -> TransportContent:
    """Give what the bar shows of a moment.

    Parameters
    ----------
    presented : Presented
        The moment.
    part : float
        Where it is between the start and the end of the timeline. Where every position
        is watched step by step, the slider goes through the steps of one position.
    """
    timeline, state, moment = presented.timeline, presented.state, presented.moment
    plays = timeline is not None
    if timeline is None or not timeline.whole:
        return TransportContent(plays, part, state.granularity, state.speed)
    if moment is not None:
        part = part * len(timeline) - moment.position
    current = len(timeline.steps) - 1 if moment is None else moment.number
    steps = () if "statistics" in presented.covered else timeline.steps  # they name the averages
    return TransportContent(plays, part, state.granularity, state.speed, steps, current)


class Transport(QWidget):
    """Controls of the player; it reads the state and never moves by itself.

    Parameters
    ----------
    bridge : Bridge
        Where the playhead is.
    appearance : Appearance
        Language, theme and text size.
    player : Player
        What is controlled.
    slim : bool
        Whether it takes as little height as it can.
    """

    def __init__(
        self, bridge: Bridge, appearance: Appearance, player: Player, *, slim: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._appearance, self._player = bridge, appearance, player
        side, self._margin = (18, 4) if slim else (22, 8)
        self._first = IconButton(appearance, "first", text("to the start"), size=side, keys="Home")
        back = text("previous step")
        self._back = IconButton(appearance, "step-back", back, size=side, keys="←")
        self._play = IconButton(
            appearance, "play", text("play"), look="primary", size=18 if slim else 26, keys="Space"
        )
        self._play.setObjectName("play")
        self._on = IconButton(appearance, "step-forward", text("next step"), size=side, keys="→")
        self._last = IconButton(appearance, "last", text("to the end"), size=side, keys="End")
        self._slider = RealSlider(
            appearance, text("position in the timeline"), 0.0, 1.0, steps=100_000, role="write"
        )
        self._slider.setSingleStep(100)
        self._steps = _StepRow(appearance)
        self.readout = Readout(appearance)
        self._granularity = Segmented(
            appearance, GRANULARITIES, text("step size"), text("Step size")
        )
        self._speed = QComboBox()
        for value in SPEEDS:
            self._speed.addItem(f"{value:g} ×".replace("0.25", "¼").replace("0.5", "½"), value)
        for button in (self._first, self._back, self._play, self._on, self._last):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._first.clicked.connect(player.first)
        self._back.clicked.connect(self._step_back)
        self._play.clicked.connect(player.toggle)
        self._on.clicked.connect(self._step_on)
        self._last.clicked.connect(player.last)
        self._slider.edited.connect(self._scrub)
        self._granularity.chosen.connect(self._choose_granularity)
        self._speed.activated.connect(self._choose_speed)
        player.playing.connect(self._show_playing)
        bridge.changed.connect(self._changed)
        appearance.changed.connect(self._restyle)
        self._restyle()
        self._content = content_of(bridge.presented, player.part())
        self.refresh(self._content)

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addStretch(1)
        middle.addWidget(self._slider)
        middle.addWidget(self._steps)
        middle.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, self._margin, 16, self._margin)
        row.setSpacing(8)
        for button in (self._first, self._back, self._play, self._on, self._last):
            row.addWidget(button)
        row.addSpacing(8)
        row.addLayout(middle, 1)
        row.addSpacing(8)
        row.addWidget(self.readout)
        row.addWidget(self._granularity)
        row.addWidget(self._speed)

    def show_readout(self, line: Line) -> None:
        """Name the cell that is on stage."""
        self.readout.show_line(line)

    def refresh(self, content: TransportContent) -> None:
        """Show this from now on."""
        self._content = content
        for widget in (
            self._first,
            self._back,
            self._play,
            self._on,
            self._last,
            self._slider,
            self._granularity,
            self._speed,
        ):
            widget.setEnabled(content.plays)
        self._steps.show_steps(content.steps, content.current)
        self._make_room()
        self._slider.set_value(content.part)
        self._granularity.set_value(content.granularity)
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - content.speed))
        if nearest != self._speed.currentIndex():
            self._speed.setCurrentIndex(nearest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names of steps their room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out the readout where names of steps need its room: the stage names the channel."""
        roomy = self.width() >= self._appearance.px(ROOMY)
        self.readout.setVisible(roomy or not self._content.steps)

    def _changed(self, old: Presented, new: Presented) -> None:
        content = content_of(new, self._player.part())
        if old.timeline is not new.timeline:
            self.readout.begin()
        if content != self._content:
            self.refresh(content)

    def _scrub(self, part: object) -> None:
        assert isinstance(part, float)
        presented = self._bridge.presented
        timeline = presented.timeline
        if timeline is not None and timeline.whole:
            here = timeline.position_of((presented.state.map, 0, 0)) or 0
            position = min(here, len(timeline) - 1)
            part = (position + min(part, 1 - 1e-9)) / len(timeline)
        self._player.scrub(part)

    def _step_back(self) -> None:
        self._player.step(-1)

    def _step_on(self) -> None:
        self._player.step(1)

    def _choose_granularity(self, value: object) -> None:
        self._bridge.session.view(granularity=value)

    def _choose_speed(self, index: int) -> None:
        self._bridge.session.view(speed=SPEEDS[index])

    def _show_playing(self, playing: bool) -> None:
        if playing:
            self._play.show_icon("pause", text("pause"))
        else:
            self._play.show_icon("play", text("play"))

    def _restyle(self) -> None:
        said = self._appearance.words(text("speed"))
        self._speed.setAccessibleName(said)
        self._speed.setToolTip(said)


class _StepRow(QWidget):
    """The names of the steps under the slider, where a timeline has only a few."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("steps")
        self._appearance = appearance
        self._steps: tuple[Step, ...] = ()
        self._current = 0
        appearance.changed.connect(self.update)
        self.setVisible(False)

    def show_steps(self, steps: tuple[Step, ...], current: int) -> None:
        """Show the names of steps, one of them strongly; none hides the row."""
        if (steps, current) == (self._steps, self._current):
            return
        self._steps, self._current = steps, current
        self.setVisible(bool(steps))
        self.setFixedHeight(self._appearance.px(20))
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        if event.type() == QEvent.Type.FontChange:
            self.setFixedHeight(self._appearance.px(20))
        super().changeEvent(event)

    @painted
    def paintEvent(self, event: QPaintEvent) -> None:
        """Write each name under its part of the slider."""
        painter = QPainter(self)
        painter.setFont(ui_font(12 * self._appearance.tools))
        names = step_names(
            self._steps,
            self._current,
            self.width(),
            self._appearance.words,
            painter.fontMetrics().horizontalAdvance,
        )
        for index, name in enumerate(names):
            role = "text" if index == self._current else "muted"
            painter.setPen(QPen(self._appearance.theme.colour(role)))
            place = QRectF(name.left, 0, name.width + 1, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name.said)
