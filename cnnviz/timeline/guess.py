"""A guess at the value that is asked for: typed key by key, checked when it is revealed."""

from __future__ import annotations

from dataclasses import dataclass

from cnnviz.trace import Line, Role, Span
from cnnviz.words import text

LONGEST = 9
"""Characters of a guess at the most."""
RIGHT, WRONG = "✓", "≠"


@dataclass(frozen=True)
class Guess:
    """The text typed at a question.

    Attributes
    ----------
    typed : str
        Digits, with a true minus sign and a point where they belong; may be empty.
    """

    typed: str = ""

    def after(self, key: str) -> Guess | None:
        """Give the guess after one more key; None if the key is not part of a number.

        A point is accepted only after a digit: alone it is the key that blanks the
        screen. In a guess that has begun, a misplaced sign changes nothing.

        Parameters
        ----------
        key : str
            A character, or ``"\\b"`` for Backspace.
        """
        if key == "\b":
            return Guess(self.typed[:-1]) if self.typed else None
        key = {"-": "−", ",": "."}.get(key, key)
        digits = self.typed.lstrip("−")
        fits = (
            (key.isdecimal() and key.isascii())
            or (key == "−" and not self.typed)
            or (key == "." and bool(digits) and "." not in digits)
        )
        if not fits:
            return self if self.typed and key in ("−", ".") else None
        return Guess(self.typed + key) if len(self.typed) < LONGEST else self

    def is_right(self, value: float) -> bool:
        """Whether it is the value, rounded to the decimals typed if there are any."""
        try:
            number = float(self.typed.replace("−", "-"))
        except ValueError:
            return False
        places = len(self.typed.partition(".")[2])
        return abs(number - value) <= (0.5 * 10.0**-places if places else 0.0005) * (1 + 1e-6)

    def line(self, value: float | None) -> Line:
        """Write the guess for the end of the equation, with the verdict if the value is known.

        Parameters
        ----------
        value : float or None
            The value asked for; None until it is revealed.
        """
        if not self.typed:
            return ()
        role: Role = "strong"
        shown = self.typed
        judged: Line = ()
        if value is not None:
            shown = shown.rstrip(".")
            right = self.is_right(value)
            role = "write" if right else "muted"
            judged = (Span(f" {RIGHT if right else WRONG}", role),)
        said = Span(text("guess"), "muted")
        return (Span("    "), said, Span(" "), Span(shown, role), *judged)
