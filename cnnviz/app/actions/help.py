"""What there is to know about the app."""

from __future__ import annotations

from cnnviz import __version__
from cnnviz.app.actions.action import Action
from cnnviz.app.parts import Parts
from cnnviz.words import text


def show_keys(parts: Parts) -> None:
    """List every key."""
    from cnnviz.app.key_sheet import KeySheet

    sheet = KeySheet(parts.appearance, parts.stage.window())
    sheet.exec()
    sheet.deleteLater()


def say_summary(parts: Parts) -> None:
    """Say again what is to be seen in the example, or end the question."""
    parts.incoming.turn_summary()


def show_about(parts: Parts) -> None:
    """Say what this is, and whose fonts and images it carries."""
    parts.dialogs.tell(
        text("cnnviz {version}: watch convolution happen.", version=__version__),
        text(
            "MIT licence. Digits: UCI optical digits, CC BY 4.0. Fonts: Inter, Noto Sans KR "
            "and JetBrains Mono, OFL. Photographs: public domain and CC0; see CREDITS.md."
        ),
    )


ACTIONS = (
    Action(show_keys, text("Keys"), ("F1", "H")),
    Action(say_summary, text("What to look for in this example"), ("I",)),
    Action(show_about, text("About cnnviz")),
)
