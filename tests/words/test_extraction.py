"""Templates are found wherever they are written down, and nothing else is."""

from __future__ import annotations

import pytest
from babel.messages.extract import extract_from_dir

from tests.words.extraction import ROOT, NotLiteralError, extracted, templates


def found(source: str) -> list[str]:
    """The templates of a few lines."""
    return sorted(templates(source))


def test_a_literal_is_found() -> None:
    assert found("text('a {b}', b=1)") == ["a {b}"]


def test_a_literal_in_parts_is_found_whole() -> None:
    assert found("text('a '\n'b')") == ["a b"]


def test_a_literal_inside_an_error_is_found_once() -> None:
    assert found("raise FileError(text('a'))") == ["a"]


def test_an_error_that_takes_a_template_is_found() -> None:
    assert found("raise GeometryError('a {n}', n=1)") == ["a {n}"]


def test_both_sides_of_a_condition_are_found() -> None:
    assert found("text('a' if x else 'b')") == ["a", "b"]


def test_a_template_of_a_loop_is_found() -> None:
    source = "def f():\n for n, what in ((1, 'a'), (2, 'b')):\n  raise GeometryError(what, n=n)"
    assert found(source) == ["a", "b"]


def test_a_template_in_a_variable_is_found() -> None:
    assert found("def f():\n said = 'a'\n return text(said)") == ["a"]


def test_a_variable_of_another_function_is_not_taken() -> None:
    with pytest.raises(NotLiteralError):
        found("def f():\n said = 'a'\ndef g(said):\n return text(said)")


def test_a_text_of_a_default_and_of_a_decorator_is_found() -> None:
    assert found("@mark(text('a'))\ndef f(x=text('b')):\n pass") == ["a", "b"]


def test_a_template_that_is_handed_on_is_left_to_its_writer() -> None:
    assert found("Text(error.template, error.values)") == []


@pytest.mark.parametrize("computed", ["f'a {b}'", "'a' + b", "name", "'a'.upper()"])
def test_a_computed_template_is_refused(computed: str) -> None:
    with pytest.raises(NotLiteralError):
        found(f"text({computed})")


def test_methods_called_text_are_not_meant() -> None:
    assert found("label.text('a')") == []


def test_babel_finds_nothing_more() -> None:
    keywords = {"text": (1,), "Text": (1,), "GeometryError": (1,)}
    theirs = extract_from_dir(ROOT / "cnnviz", [("**.py", "python")], keywords=keywords)
    literal = {message for _, _, message, _, _ in theirs if isinstance(message, str) and message}
    assert literal - extracted().keys() <= {"kernel reaches {reach} cells"}
