"""Where each value goes when a map is enlarged, and how narrow the way there was."""

from __future__ import annotations

import pytest

from cnnviz.document.state import AT_END, CellRef
from cnnviz.lessons import examples
from cnnviz.scene.marks import Grid, Outline, Scene, Tags, Viewport
from cnnviz.session import Session
from cnnviz.timeline.questions import answer_of, question_of
from cnnviz.words import Words
from tests.scene.staged import find, has, plain, texts

EXAMPLES = {each.key: each for each in examples()}
VIEW = Viewport(1000, 620)


def opened(key: str) -> Session:
    """An example, without its question."""
    return Session(EXAMPLES[key].build())


def asked(session: Session, position: int = 0) -> Scene:
    """The scene in which the place or value of a position is asked for."""
    timeline = session.presented.timeline
    assert timeline is not None
    session.view(predict=True)
    session.go_to(question_of(timeline, position))
    return session.scene(VIEW)


def told(session: Session, position: int = 0) -> Scene:
    """The scene in which it is told."""
    timeline = session.presented.timeline
    assert timeline is not None
    session.go_to(answer_of(timeline, question_of(timeline, position)))
    return session.scene(VIEW)


def test_the_place_of_the_5_is_asked_for_and_not_marked() -> None:
    session = opened("pins")
    scene = asked(session)
    assert plain(scene.equation) == "x[0, 0, 0] = 5  →  its place = row · 4 + column = ?"
    assert find(scene, Tags, "questions").numbers == ("?",) * 4
    assert not has(scene, "pins")
    assert not has(scene, "pin")
    for key in "1":
        assert session.type_guess(key)
    scene = told(session)
    assert plain(scene.equation).startswith("x[0, 0, 0] = 5  →  its place = 0·4 + 1 = 1")
    assert "✓" in plain(scene.equation)


def test_the_value_is_no_answer_to_a_question_for_the_place() -> None:
    session = opened("pins")
    asked(session)
    assert session.type_guess("5")
    assert "≠" in plain(told(session).equation)


def test_all_pins_are_seen_while_nothing_is_asked() -> None:
    session = opened("pins")
    session.view(playhead=AT_END)
    assert len(find(session.scene(VIEW), Outline, "pins").boxes) == 4


@pytest.mark.parametrize(
    ("key", "said"), [("nearest", "= 5"), ("nails", "= 0"), ("pins", "= 0·4 + 1 = 1")]
)
def test_each_way_has_its_question(key: str, said: str) -> None:
    session = opened(key)
    assert plain(asked(session).equation).endswith("?")
    assert plain(told(session).equation).endswith(said)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("nails", "x[0, 0, 0] = 5  →  y[0, 0, 0] = 5,  the other 3 = 0"),
        ("nearest", "x[0, 0, 0] = 5  →  y[0, 0…1, 0…1] = 5"),
    ],
)
def test_the_value_is_written_where_it_lands(key: str, said: str) -> None:
    session = opened(key)
    assert "→" not in plain(asked(session).equation) or key == "nearest"
    assert plain(told(session).equation) == said


def test_the_place_is_a_noun_in_korean() -> None:
    session = opened("pins")
    asked(session)
    korean = Words("ko")
    assert "자리 = 0·4 + 1 = 1" in "".join(korean(each.text) for each in told(session).equation)


def test_a_nail_and_the_zeros_around_it_lead_back() -> None:
    session = opened("nails")
    session.view(playhead=AT_END)
    nail = session.scene(VIEW, CellRef(0, "output", (0, 2)))
    assert plain(nail.equation) == "y[0, 0, 2] = x[0, 0, 1] = 4"
    zero = session.scene(VIEW, CellRef(0, "output", (1, 3)))
    assert plain(zero.equation) == "y[0, 1, 3] = 0   no value goes here"
    on = session.scene(VIEW, CellRef(0, "input", (1, 1)))
    assert plain(on.equation) == "x[0, 1, 1] = 8  →  y[0, 2, 2]"


def test_three_ways_fill_the_same_blocks_in_lockstep() -> None:
    session = opened("three-ways")
    scene = told(session, 1)
    grids = [find(scene, Grid, key) for key in ("nearest", "nails", "output")]
    assert all(grid.hidden is not None for grid in grids)
    assert len({grid.hidden.tobytes() for grid in grids}) == 1
    rows = [grid.values[0].tolist() for grid in grids]
    assert rows == [[5, 5, 4, 4], [5, 0, 4, 0], [0, 5, 0, 0]]


def test_an_autoencoder_is_narrow_in_its_middle_and_says_how_many_numbers_pass() -> None:
    session = opened("autoencoder")
    session.view(playhead=AT_END)
    scene = session.scene(VIEW)
    assert plain(scene.equation) == "numbers in 64  →  narrowest 16  →  numbers out 64"
    assert {mark.key for mark in scene.marks if mark.key.startswith("narrowest ")} == {
        *("narrowest 2", "narrowest 3", "narrowest caption 2", "narrowest caption 3"),
    }
    assert session.evaluation.results[-1].y.shape == (1, 1, 8, 8)


def test_the_result_of_an_autoencoder_is_not_shown_before_its_time() -> None:
    scene = opened("autoencoder").scene(VIEW)
    grid = find(scene, Grid, "output")
    assert grid.hidden is not None
    assert grid.hidden.all()
    assert any("numbers in" in each for each in texts(scene))
