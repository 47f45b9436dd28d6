"""Values to JSON and back, guided by the types that dataclasses declare."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_PLAIN: dict[Any, tuple[type, ...]] = {
    bool: (bool,),
    int: (int,),
    float: (float, int),
    str: (str,),
    type(None): (type(None),),
}


def plain(value: Any) -> Any:
    """Turn tuples, mappings and dataclasses into what JSON can hold.

    Raises
    ------
    TypeError
        If a value is of no kind that can be brought back.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be saved")


def made(hint: Any, value: Any) -> Any:
    """Bring a value back from JSON as the declared type, without any guessing.

    Parameters
    ----------
    hint : type
        ``bool``, ``int``, ``float`` (whole numbers too), ``str``, ``None``, a
        literal, a tuple, a union, ``dict[str, …]``, ``Mapping[str, …]`` or a dataclass of such.
    value : object
        What stood in the file.

    Raises
    ------
    ValueError
        If the value is not of that type.
    """
    origin = get_origin(hint)
    if origin is Literal:
        if isinstance(value, str) and value in get_args(hint):
            return value
    elif origin in (Union, types.UnionType):
        for each in get_args(hint):
            try:
                return made(each, value)
            except ValueError:
                continue
    elif origin is tuple and isinstance(value, list):
        return _tuple(get_args(hint), value)
    elif origin in (dict, Mapping) and isinstance(value, dict):
        return {key: made(get_args(hint)[1], each) for key, each in value.items()}
    elif type(value) in _PLAIN.get(hint, ()):
        return value
    elif dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return hint(**fields_of(hint, value))
    raise ValueError(f"not a value of type {hint}")


def fields_of(cls: type, value: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Bring back the fields of a dataclass; a missing one keeps its default.

    Parameters
    ----------
    cls : type
        The dataclass.
    value : object
        What stood in the file: an object with a key for each field.
    without : tuple of str
        Fields that are not among them.

    Raises
    ------
    UnknownField
        If there is a key that the class does not have.
    ValueError
        If a value is not of the declared type, or one without default is missing.
    """
    if not isinstance(value, dict):
        raise ValueError("not an object")
    hints = get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls) if f.name not in without}
    if not value.keys() <= fields.keys():
        raise UnknownField(f"{cls.__name__} has no {min(value.keys() - fields.keys())}")
    found = {key: made(hints[key], each) for key, each in value.items()}
    for name, field in fields.items():
        needed = field.default is field.default_factory is dataclasses.MISSING
        if name not in found and needed:
            raise ValueError(f"{name} is missing")
    return found


class UnknownField(ValueError):
    """A file has a field that this version does not have."""


def _tuple(args: tuple[Any, ...], value: list[Any]) -> tuple[Any, ...]:
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(made(args[0], each) for each in value)
    if len(args) != len(value):
        raise ValueError(f"not {len(args)} values")
    return tuple(made(hint, each) for hint, each in zip(args, value, strict=True))
