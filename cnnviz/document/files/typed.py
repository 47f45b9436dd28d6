"""Conversion of values to JSON types and back, by the declared types of dataclasses."""

from __future__ import annotations

import dataclasses
from typing import Any, get_type_hints

import msgspec


def plain(value: Any) -> Any:
    """Convert mappings and dataclasses to types of JSON.

    Raises
    ------
    TypeError
        If a value has a type that cannot be converted.
    """
    return msgspec.to_builtins(value, enc_hook=dict)


def fields_of(kind: type, value: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Convert the fields of a dataclass to their declared types; missing ones are omitted.

    Parameters
    ----------
    kind : type
        The dataclass; its fields are of types that `msgspec` converts, or dataclasses.
    value : object
        A JSON object with a key for each field.
    without : tuple of str
        Fields that are not read.

    Raises
    ------
    UnknownField
        If there is a key that the class does not have.
    ValueError
        If a value is not of the declared type.
    """
    found = msgspec.convert(value, dict[str, Any])
    unknown = found.keys() - {f.name for f in dataclasses.fields(kind) if f.name not in without}
    if unknown:
        raise UnknownField(f"{kind.__name__} has no {min(unknown)}")
    hints = get_type_hints(kind)
    return {name: _made(hints[name], each) for name, each in found.items()}


def _made(hint: Any, value: Any) -> Any:
    """Convert a value; msgspec itself would ignore keys that a dataclass does not have."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**fields_of(hint, value))
    return msgspec.convert(value, int | float if hint is float else hint)  # 16 stays 16


class UnknownField(ValueError):
    """A file has a field that this version does not have."""
