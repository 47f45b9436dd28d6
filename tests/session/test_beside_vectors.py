"""Beside the drawing pad a row of numbers is shown by its whole stage."""

from __future__ import annotations

from dataclasses import replace

from cnnviz.document.drawing import Paint
from cnnviz.lessons import examples
from cnnviz.scene.marks import Fill, Viewport
from cnnviz.session import Session
from cnnviz.session.beside import beside, large_map
from cnnviz.session.present import Memo

ROOM = Viewport(540, 460)


def bars(session: Session) -> list[float]:
    last = len(session.state.document.layers) - 1
    scene = large_map(beside(session.presented, last, Memo()), ROOM, 12.0)
    found = {mark.key: mark for mark in scene.marks if isinstance(mark, Fill)}
    return [found[f"share {digit}"].box.h for digit in range(10)]


def test_ten_bars_follow_the_pen() -> None:
    example = next(each for each in examples() if each.key == "recognize-seven")
    session = Session(replace(example.build(), selected=0))
    before = bars(session)
    assert max(before) == before[7]
    pixels = session.state.document.batch.pixels[0]
    session.do(Paint(0, pixels[:, ::-1].copy(), 1))
    after = bars(session)
    assert after != before
    shares = session.presented.layers[-1].result.y[0].ravel()
    assert max(after) == after[int(shares.argmax())]
