"""The list of explanations: every `EXPLANATION` in a file of ``explanations``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache

from cnnviz.layers import Layer
from cnnviz.scene import explanations
from cnnviz.scene.explanation import Explanation
from cnnviz.scene.explanations.before_after import EXPLANATION as BEFORE_AFTER


@cache
def registry() -> dict[str, Explanation]:
    """List the explanations by name, in their order, without those for every layer."""
    modules = (
        importlib.import_module(f"{explanations.__name__}.{module.name}")
        for module in pkgutil.iter_modules(explanations.__path__)
    )
    found: list[Explanation] = [module.EXPLANATION for module in modules]
    ordered = sorted(found, key=lambda each: (each.order, each.name))
    return {each.name: each for each in ordered if each is not BEFORE_AFTER}


@lru_cache(maxsize=16)  # several widgets ask at every change, and Protocols answer slowly
def explanations_of(layer: Layer) -> tuple[Explanation, ...]:
    """List the ways to explain a layer: at least *before and after*, which serves every kind."""
    found = tuple(each for each in registry().values() if each.serves(layer))
    explained = any(not each.aside for each in found)
    return found if explained else (BEFORE_AFTER, *found)


def chosen_explanation(layer: Layer, name: str) -> Explanation:
    """Give the explanation of a name; the layer's first if it has none of this name."""
    offered = explanations_of(layer)
    return next((each for each in offered if each.name == name), offered[0])
