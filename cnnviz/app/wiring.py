"""Which part of the window hears which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.panels.kit import KeyOwner

if TYPE_CHECKING:
    from cnnviz.app.window import Window


def wire(window: Window, keys: KeyOwner) -> None:
    """Connect the parts of a window.

    Parameters
    ----------
    window : Window
        Its parts are made.
    keys : KeyOwner
        Says when a key is pressed.
    """
    window.evaluator.busy.connect(window.stage.header.show_busy)
    window.stage.readout_changed.connect(window.transport.show_readout)
    window.player.taken.connect(window.stage.forget_pointer)
    keys.pressed.connect(window.stage.focus_ring.hide)
    window.bridge.refused.connect(window.notice.warn)
    window.bridge.changed.connect(window.notice.forget_mended)
    window.scene_files.told.connect(window.notice.tell)
    window.scene_files.working.connect(window.notice.follow)
    window.top.example_chosen.connect(window.incoming.open_example)
    window.top.recent_chosen.connect(window.incoming.open_recent)
    for chosen in (window.top.example_chosen, window.top.recent_chosen):
        chosen.connect(window.give_keys_back)
