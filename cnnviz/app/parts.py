"""The parts of the window that actions work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnnviz.app.blank import Blank
from cnnviz.app.dialogs import Dialogs
from cnnviz.app.incoming import Incoming
from cnnviz.app.presentation import Presentation
from cnnviz.app.scene_files import SceneFileController
from cnnviz.app.settings import Settings
from cnnviz.app.side import Side
from cnnviz.app.text_size import TextSize
from cnnviz.panels.appearance import Appearance
from cnnviz.panels.bridge import Bridge
from cnnviz.panels.player import Player
from cnnviz.panels.stage import StagePanel
from cnnviz.panels.strip import PipelineStrip

if TYPE_CHECKING:  # imported after the window's first paint
    from cnnviz.panels.image import ImagePanel


@dataclass(frozen=True, eq=False)
class Parts:
    """What an action may use; most need the bridge's session alone.

    Attributes
    ----------
    bridge : Bridge
        The session, and where refusals are said.
    player : Player
        The clock.
    stage, strip : QWidget
        The stage and the pipeline.
    incoming : Incoming
        Images and scenes from outside.
    scene_files : SceneFileController
        The file that is open.
    dialogs : Dialogs
        Questions.
    appearance : Appearance
        Language, theme and text size.
    settings : Settings
        What is remembered.
    text_size : TextSize
        How large the text is to be.
    presentation : Presentation
        The stage alone on the whole screen.
    side : Side
        The inspector's side of the window.
    image_panel : callable
        Gives the panel of the image, made at the first call.
    blank : Blank
        The black sheet.
    """

    bridge: Bridge
    player: Player
    stage: StagePanel
    strip: PipelineStrip
    incoming: Incoming
    scene_files: SceneFileController
    dialogs: Dialogs
    appearance: Appearance
    settings: Settings
    text_size: TextSize
    presentation: Presentation
    side: Side
    image_panel: Callable[[], ImagePanel]
    blank: Blank
