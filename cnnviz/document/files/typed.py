"""Values to JSON and back, guided by the types that dataclasses declare."""

from __future__ import annotations

import dataclasses
from typing import Any, get_type_hints

import msgspec


def plain(value: Any) -> Any:
    """Turn mappings and dataclasses into what JSON can hold.

    Raises
    ------
    TypeError
        If a value is of no kind that can be brought back.
    """
    return msgspec.to_builtins(value, enc_hook=dict)


def fields_of(cls: type, value: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Bring back the fields of a dataclass, without any guessing; a missing one is left out.

    Parameters
    ----------
    cls : type
        The dataclass, its fields of what `msgspec` can convert or of other dataclasses.
    value : object
        What stood in the file: an object with a key for each field.
    without : tuple of str
        Fields that are not among them.

    Raises
    ------
    UnknownField
        If there is a key that the class does not have.
    ValueError
        If a value is not of the declared type.
    """
    found = msgspec.convert(value, dict[str, Any])
    unknown = found.keys() - {f.name for f in dataclasses.fields(cls) if f.name not in without}
    if unknown:
        raise UnknownField(f"{cls.__name__} has no {min(unknown)}")
    hints = get_type_hints(cls)
    return {name: _made(hints[name], each) for name, each in found.items()}


def _made(hint: Any, value: Any) -> Any:
    """Bring a value back; msgspec itself would pass over keys that a dataclass does not have."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**fields_of(hint, value))
    return msgspec.convert(value, int | float if hint is float else hint)  # 16 stays 16


class UnknownField(ValueError):
    """A file has a field that this version does not have."""
