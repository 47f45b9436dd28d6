"""Strict JSON: no NaN, no infinity, no duplicate keys, limited depth."""

from __future__ import annotations

import json
from typing import Any

import msgspec

MOST_DIGITS = 20


def encode(value: Any) -> bytes:
    """Write JSON with keys in the given order.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(value, indent=1, allow_nan=False).encode("ascii")


def decode(data: bytes) -> Any:
    """Read JSON in UTF-8.

    Raises
    ------
    ValueError
        If it is not valid, has a key twice in one object, a number that is not
        finite, or a whole number of more than 20 digits.
    RecursionError
        If it is nested too deeply.
    """
    json.loads(data, parse_int=_whole, object_pairs_hook=_once)  # msgspec takes these
    return msgspec.json.decode(data)


def _whole(digits: str) -> None:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number with too many digits")


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key twice")
