"""Brings the Korean catalogue up to date: ``python -m tests.words.catalogue``.

Sentences that the source no longer has are dropped, new ones are added empty, and the
translations that there are stay. Both files come out the same on every machine.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.words.extraction import ROOT, extracted

PO = ROOT / "resources" / "words" / "ko" / "LC_MESSAGES" / "cnnviz.po"
MO = PO.with_suffix(".mo")


class Korean(Catalog):
    """A catalogue whose header says nothing that changes from day to day."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the header."""
        return [
            ("Language", "ko"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ]


def read(path: Path = PO) -> Catalog:
    """Read the catalogue as it stands.

    Parameters
    ----------
    path : pathlib.Path
        A .po file.
    """
    with path.open("rb") as file:
        return read_po(file, locale="ko", charset="utf-8")


def updated(old: Catalog, found: dict[str, tuple[str, ...]]) -> Catalog:
    """Make a catalogue of exactly the sentences found, translated where the old one was.

    Parameters
    ----------
    old : Catalog
        Where translations come from.
    found : dict
        Templates, and the files that use them.
    """
    new = Korean("ko", header_comment="# Korean for cnnviz.", charset="utf-8", fuzzy=False)
    for template in sorted(found):
        before = old.get(template)
        said = "" if before is None or before.fuzzy else before.string
        new.add(template, said, locations=[(file, None) for file in found[template]])
    return new


def as_po(catalogue: Catalog) -> bytes:
    """Write a catalogue as text, sorted, with names of files and no numbers of lines."""
    file = BytesIO()
    write_po(file, catalogue, width=0, sort_output=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Compile a catalogue to what ``gettext`` reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> None:
    """Update both files, and say what is left to translate."""
    new = updated(read(), extracted())
    PO.write_bytes(as_po(new))
    MO.write_bytes(as_mo(new))
    missing = [message.id for message in new if message.id and not message.string]
    print(f"{len(new)} sentences, {len(missing)} to translate")
    for template in missing:
        print(f"  {template!r}")


if __name__ == "__main__":
    main()
