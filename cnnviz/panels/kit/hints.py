"""Tooltips that show every character as it is, also in names that look like HTML."""

from __future__ import annotations

from html import escape


def plain_hint(hint: str) -> str:
    """Give what a tooltip has to be set to, so that it says exactly this.

    Parameters
    ----------
    hint : str
        The sentence; it may carry the name of a file.
    """
    # Without this sign Qt takes nothing for HTML.
    if "<" not in hint:
        return hint
    return f'<span style="white-space: pre-wrap">{escape(hint)}</span>'
