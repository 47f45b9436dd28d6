"""Sentences without a language, and the catalogue that puts them into one."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cnnviz.paths import resource

LANGUAGES = ("en", "ko")


@dataclass(frozen=True)
class Text:
    """A sentence that has not chosen its language yet.

    Attributes
    ----------
    template : str
        English sentence with ``{name}`` fields; the key of the catalogue.
    values : mapping
        What the fields hold: numbers, strings, or other texts.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return ENGLISH(self)


def text(template: str, **values: object) -> Text:
    """Make a sentence to be said later, in any language.

    Parameters
    ----------
    template : str
        English sentence with ``{name}`` fields. Write it as a literal: the
        catalogue is extracted from the source.
    **values : object
        What the fields hold.
    """
    return Text(template, MappingProxyType(values))


def environment_language() -> str | None:
    """``ko`` or ``en`` as the environment says; None if it says nothing."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ko" if value.lower().startswith("ko") else "en"
    return None


class Words:
    """The catalogue of one language.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`; English needs no catalogue.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
        self.language = language
        self._catalogue = gettext.translation(
            "cnnviz", resource("words"), [language], fallback=language == "en"
        )

    def __call__(self, said: Text | str) -> str:
        """Say a text in this language; a plain string is said as it is.

        Parameters
        ----------
        said : Text or str
            What to say.
        """
        if isinstance(said, str):
            return said
        template = self._catalogue.gettext(said.template) if said.template else ""
        if not said.values:
            return template
        return template.format(
            **{k: self(v) if isinstance(v, Text) else v for k, v in said.values.items()}
        )


ENGLISH = Words("en")
