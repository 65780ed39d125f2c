"""Names of a package whose modules are loaded when somebody first asks for them.

A package is a door: whoever wants one name of it should not wait for all that stands behind it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def deferred(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return what a package has for its `__getattr__`.

    Args:
        package: Its `__name__`.
        homes: Each name, and the module of the package where it is at home. It must not be called
            as any module there: which of both is meant would depend on what was loaded before.
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return find
