"""Convolutional networks in NumPy alone: arrays in, arrays out, as PyTorch computes them.

Importing this imports `conv2d` only, and takes hardly longer than importing NumPy.
The other names of `cnnviz.engine.public` are imported when one of them is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnnviz.engine.errors import GeometryError as GeometryError
from cnnviz.engine.geometry import conv2d_output as conv2d_output
from cnnviz.engine.geometry import out_length as out_length
from cnnviz.engine.geometry import resolve_padding as resolve_padding
from cnnviz.engine.ops.conv2d import conv2d as conv2d
from cnnviz.engine.ops.conv2d import conv2d_backward as conv2d_backward

if TYPE_CHECKING:
    from cnnviz.engine.public import *  # noqa: F403
    from cnnviz.engine.public import __all__ as __all__
else:

    def __getattr__(name: str) -> Any:
        """Import all public names, and return one of them."""
        if name.startswith("_") and name != "__all__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import cnnviz.engine.public as public

        found = {n: getattr(public, n) for n in public.__all__}
        globals().update(found, __all__=public.__all__)
        if name != "__all__" and name not in found:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return globals()[name]

    def __dir__() -> list[str]:
        """List the public names."""
        return sorted(__getattr__("__all__"))
