"""JSON without its surprises: no NaN, no infinity, no key twice, no endless depth."""

from __future__ import annotations

import json
import math
from typing import Any

MOST_DIGITS = 20


def written(value: Any) -> bytes:
    """Write JSON with keys in the given order.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(value, indent=1, allow_nan=False).encode("ascii")


def read(data: bytes) -> Any:
    """Read JSON in UTF-8.

    Raises
    ------
    ValueError
        If it is not valid, nested too deeply, has a key twice in one object, a
        number that is not finite, or a whole number of more than 20 digits.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_once,
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number without end")
    return value


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number with too many digits")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made
