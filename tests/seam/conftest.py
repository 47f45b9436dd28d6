"""Registers the throw-away kinds as new files of the project would be found, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnviz.layers import catalogue, kinds
from cnnviz.scene import explanations
from cnnviz.scene.registry import registry

HERE = Path(__file__).parent
PLACES = ((kinds, HERE / "kinds"), (explanations, HERE / "explanations"))


def _forget() -> None:
    catalogue.cache_clear()
    registry.cache_clear()


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """Let the packages find the files of this folder too."""
    for package, folder in PLACES:
        package.__path__.append(str(folder))
    _forget()
    yield
    for package, folder in PLACES:
        package.__path__.remove(str(folder))
        for file in folder.glob("*.py"):
            name = f"{package.__name__}.{file.stem}"
            sys.modules.pop(name, None)
            if hasattr(package, file.stem):
                delattr(package, file.stem)
    _forget()
