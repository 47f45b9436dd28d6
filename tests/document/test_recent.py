"""The list of recent files survives garbage and other windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnnviz.document.recent import MOST_RECENT, Recent


def test_recent_files_come_back_newest_first(tmp_path: Path) -> None:
    recent = Recent(tmp_path)
    for number in (1, 2, 3, 1):
        recent.add(tmp_path / f"{number}.png")
    assert [each.name for each in Recent(tmp_path).paths] == ["1.png", "3.png", "2.png"]


def test_no_more_than_ten_recent_files_are_kept(tmp_path: Path) -> None:
    recent = Recent(tmp_path)
    for number in range(20):
        recent.add(tmp_path / str(number))
    assert len(Recent(tmp_path).paths) == MOST_RECENT


def test_recent_files_that_are_gone_are_dropped_when_asked(tmp_path: Path) -> None:
    (tmp_path / "here.png").write_text("x")
    recent = Recent(tmp_path)
    recent.add(tmp_path / "here.png")
    recent.add(tmp_path / "gone.png")
    assert len(Recent(tmp_path).paths) == 2
    recent.drop_missing()
    assert [each.name for each in Recent(tmp_path).paths] == ["here.png"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{}",
        b"null",
        b'"x"',
        b'[1, null, [], ""]',
        b"[" * 90_000,
        b'["/\\u0000"]',
        b'["x"]',
    ],
)
def test_a_list_of_nonsense_is_an_empty_list(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "recent.json").write_bytes(content)
    recent = Recent(tmp_path)
    assert recent.paths == ()
    recent.add(tmp_path / "x")
    assert len(Recent(tmp_path).paths) == 1


def test_a_list_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    recent = Recent(tmp_path / "file")
    recent.add(tmp_path / "x")
    assert recent.paths == (tmp_path / "x",)
    recent.drop_missing()
    assert recent.paths == ()


def test_two_windows_share_the_list(tmp_path: Path) -> None:
    one, other = Recent(tmp_path), Recent(tmp_path)
    one.add(tmp_path / "a")
    other.add(tmp_path / "b")
    assert [each.name for each in Recent(tmp_path).paths] == ["b", "a"]
