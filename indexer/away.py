"""What is not here now: roots whose drives are away, and the places of drives inside of roots.

A root knows its own drive. Of drives that lie somewhere inside of roots the library notes what they
are, and what of them is reached there; who follows them is `ingest.inner_drives`.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from indexer.catalog.stored_text import is_inside
from indexer.volumes import is_root_away, mounted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.volumes import Volumes

_NOTED: Final = "drives_inside"


class Inner(NamedTuple):
    """A drive inside of a root.

    Attributes:
        volume: Its identity.
        name: What people call it; "" where it has no name.
        part: What of it is reached there: "" for all, else a folder of it; None where that was not
            noted, as long ago.
    """

    volume: str
    name: str
    part: str | None = None

    def is_at(self, place: str, volumes: Volumes) -> bool:
        """Whether the same is reached at a place now."""
        found = volumes.place_of(place)
        if found is None or found.volume.id != self.volume:
            return False
        return self.part is None or self.part == found.path

    def paths(self, volumes: Volumes) -> list[str]:
        """The folders through which the same is reached now."""
        return volumes.paths_to(self.volume, self.part or "")


def noted_drives(catalog: Catalog) -> dict[str, Inner]:
    """The places inside of roots where drives lay when they were last looked for."""
    noted = json.loads(catalog.setting(_NOTED, "{}"))
    return {place: Inner(*drive) for place, drive in noted.items()}


def note_drives(catalog: Catalog, drives: Mapping[str, Inner]) -> None:
    """Note the places of drives inside of roots, in place of those before."""
    told = json.dumps(drives)
    if told != catalog.setting(_NOTED, "{}"):
        catalog.set_setting(_NOTED, told)


def relocate_roots(catalog: Catalog, places: Mapping[int, str]) -> dict[str, str]:
    """Have roots lie at other paths, and with them what is noted of the drives inside of them.

    Both or neither: where a root has moved and its drives have not, photos on one that is away
    would be taken for deleted.

    Args:
        catalog: Open for writing.
        places: Id of a root -> its path from now on.

    Returns:
        Where each lay that could move -> where it lies now; see `Catalog.relocate_roots`.
    """
    if not places:
        return {}
    lay = {root.id: root.path for root in catalog.roots()}
    with catalog.putting_back() as whole:
        moved = {lay[each]: places[each] for each in whole.relocate_roots(places)}
        noted = noted_drives(whole)
        note_drives(whole, {_now(place, moved): drive for place, drive in noted.items()})
    return moved


def _now(place: str, moved: Mapping[str, str]) -> str:
    """Where something lies in a root that has moved."""
    for old, new in moved.items():
        if is_inside(place, old):
            return os.path.normpath(os.path.join(new, os.path.relpath(place, old)))
    return place


def folders_away(catalog: Catalog, volumes: Volumes | None = None) -> dict[str, str]:
    """The folders of the library that are not here now -> the name of the drive; "" for none.

    Args:
        catalog: The library's.
        volumes: The drives that are here, where somebody has asked already.
    """
    volumes = volumes or mounted()
    inner = {
        place: drive.name
        for place, drive in noted_drives(catalog).items()
        if not drive.is_at(place, volumes) and catalog.has_photos_in(place)
    }
    roots = (root for root in catalog.roots() if is_root_away(root, volumes))
    return inner | {root.path: root.volume_name for root in roots}


def ids_away(catalog: Catalog) -> NDArray[np.int64]:
    """The ids of all photos in folders that are not here now, int64 [n], each at least once."""
    found = [catalog.ids_below(folder) for folder in folders_away(catalog)]
    return np.concatenate(found) if found else np.empty(0, np.int64)
