"""The kinds of layer there are: every class with a ``kind`` in a file of ``kinds``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from cnnviz.layers import kinds
from cnnviz.layers.base import Layer


@cache
def catalogue() -> dict[str, type[Layer]]:
    """List the kinds by name, in the order of the palette."""
    found: list[type[Layer]] = []
    for module in pkgutil.iter_modules(kinds.__path__):
        contents = vars(importlib.import_module(f"{kinds.__name__}.{module.name}"))
        found += [
            each
            for each in contents.values()
            if isinstance(each, type)
            and issubclass(each, Layer)
            and each.__module__.endswith(f".kinds.{module.name}")
        ]
    return {each.kind: each for each in sorted(found, key=lambda each: each.order)}
