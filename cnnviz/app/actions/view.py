"""What is on stage, and how everything looks."""

from __future__ import annotations

from cnnviz.app.actions.action import Action
from cnnviz.app.parts import Parts
from cnnviz.views.zoom import WHOLE
from cnnviz.words import text


def draw(parts: Parts) -> None:
    """Show the image on its pad."""
    parts.bridge.session.view(selected=0)


def previous_layer(parts: Parts) -> None:
    """Select the layer before."""
    parts.presentation.select_beside(-1)


def next_layer(parts: Parts) -> None:
    """Select the layer after."""
    parts.presentation.select_beside(1)


def previous_map(parts: Parts) -> None:
    """Show the feature map before."""
    parts.bridge.session.choose_map(parts.bridge.state.map - 1)


def next_map(parts: Parts) -> None:
    """Show the feature map after."""
    parts.bridge.session.choose_map(parts.bridge.state.map + 1)


def toggle_numbers(parts: Parts) -> None:
    """Write numbers into cells, or no longer."""
    parts.stage.header.toggle_numbers()


def toggle_scales(parts: Parts) -> None:
    """Colour each map on its own scale, or all on one."""
    parts.stage.header.toggle_scales()


def toggle_axes(parts: Parts) -> None:
    """Write shapes and indices with channels first, or last."""
    session = parts.bridge.session
    session.view(axes="NHWC" if session.state.axes == "NCHW" else "NCHW")


def toggle_theme(parts: Parts) -> None:
    """Light or dark."""
    name = "dark" if parts.appearance.theme.name == "light" else "light"
    parts.appearance.set(theme=name)
    parts.settings.remember("theme", name)


def toggle_language(parts: Parts) -> None:
    """English or Korean."""
    language = "ko" if parts.appearance.words.language == "en" else "en"
    parts.appearance.set(language=language)
    parts.settings.remember("language", language)


def fold_inspector(parts: Parts) -> None:
    """Fold the inspector away, or bring it back."""
    parts.side.toggle()


def larger_text(parts: Parts) -> None:
    """A tenth larger."""
    parts.text_size.change(0.1)


def smaller_text(parts: Parts) -> None:
    """A tenth smaller."""
    parts.text_size.change(-0.1)


def normal_size(parts: Parts) -> None:
    """Show the whole stage if it is zoomed, else the text as it was made."""
    canvas = parts.stage.canvas
    if canvas is not None and canvas.zoom != WHOLE:
        canvas.set_zoom(WHOLE)
    else:
        parts.text_size.set(1.0)


def present(parts: Parts) -> None:
    """Show the stage alone on the whole screen, or go back."""
    parts.presentation.toggle()


def what_if(parts: Parts) -> None:
    """Keep the tools of a presentation on screen, or let them go."""
    if parts.presentation.tools is not None:
        parts.presentation.tools.toggle()


def blank(parts: Parts) -> None:
    """Make the screen black until the next key."""
    parts.blank.cover()


ACTIONS = (
    Action(draw, text("Draw: show the image"), ("D",)),
    Action(previous_layer, text("Select the previous layer"), ("Ctrl+PgUp",)),
    Action(next_layer, text("Select the next layer"), ("Ctrl+PgDown",)),
    Action(previous_map, text("Previous feature map"), ("Up",)),
    Action(next_map, text("Next feature map"), ("Down",)),
    Action(toggle_numbers, text("Numbers in the cells"), ("N",)),
    Action(toggle_scales, text("One colour scale for all maps, or each its own"), ("C",)),
    Action(toggle_axes, text("Shapes: channels first (NCHW) or last (NHWC)"), ("X",)),
    Action(toggle_theme, text("Light or dark"), ("T",)),
    Action(toggle_language, text("English or Korean"), ("L",)),
    Action(fold_inspector, text("Fold or unfold the inspector"), ("F9",)),
    Action(larger_text, text("Larger text"), ("Ctrl+=", "Ctrl++")),
    Action(smaller_text, text("Smaller text"), ("Ctrl+-",)),
    Action(normal_size, text("Whole stage, normal text size"), ("Ctrl+0",)),
    Action(present, text("Present: the stage alone"), ("F5",)),
    Action(what_if, text("Presenting: keep the tools that the mouse brings near the top"), ("W",)),
    Action(blank, text("Blank the screen"), (".", "B")),
)
