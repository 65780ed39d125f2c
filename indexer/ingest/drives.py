"""Which drive each root lies on, and where that is now: roots follow their drives, ids stay.

A drive that is back at another letter or mount point takes its roots with it. What lies at a
root's path on another drive is a stranger's, and left alone, unless it holds the same photos: then
the root has a new disk. Drives that lie inside of roots are `inner_drives`' matter.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from indexer.away import relocate_roots
from indexer.catalog.stored_text import is_inside
from indexer.files import is_away, reachable
from indexer.ingest.inner_drives import InnerDrives, follow_inner_drives
from indexer.volumes import is_root_away, is_strange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.catalog import Catalog
    from indexer.records import Root
    from indexer.volumes import Volumes

_SAMPLE: Final = 50
"""So many of a root's photos are looked for on a disk that might be its new one."""


@dataclass(frozen=True, slots=True)
class Drives:
    """What has become of the roots, by their drives.

    Attributes:
        moved: Where each root lay -> where it lies now.
        strangers: Roots at whose path another drive is now -> what a person is told of it.
        deserted: Roots that are gone or empty though their drive is here: their photos may have
            been taken elsewhere.
        away: Roots whose drive is not here.
        absent: The ids of all roots of which nothing can be told now, for whatever reason.
        inner: What has become of the drives inside of roots.
        remarks: What a person should know, a sentence each.
    """

    moved: dict[str, str] = field(default_factory=dict)
    strangers: dict[str, str] = field(default_factory=dict)
    deserted: list[str] = field(default_factory=list)
    away: list[Root] = field(default_factory=list)
    absent: set[int] = field(default_factory=set)
    inner: InnerDrives = field(default_factory=InnerDrives)
    remarks: list[str] = field(default_factory=list)

    def is_any_back(self, volumes: Callable[[], Volumes]) -> bool:
        """Whether a drive is here by now that was away."""
        if self.inner.is_any_back(volumes):
            return True
        if not self.away:
            return False
        here = volumes()
        return any(here.paths_to(root.volume or "", root.volume_path) for root in self.away)

    def now(self, path: str) -> str:
        """Where something lies now that lay in a root, or was one."""
        for old, new in self.moved.items():
            if path == old:
                return new
            if path.startswith(os.path.join(old, "")):
                return os.path.join(new, path[len(os.path.join(old, "")) :])
        return path

    def kept_from(self, roots: Sequence[str], emptied: Sequence[str] = ()) -> dict[str, str]:
        """Those of some folders, and of what is in them, of which nothing can be told -> why.

        They are strangers' now, or the places of drives that are away, unless they lie in what a
        person has emptied for good.
        """
        strange = {
            folder: why
            for folder in roots
            for root, why in self.strangers.items()
            if is_inside(folder, root)
        }
        away = {
            place: why
            for place, why in self.inner.reasons().items()
            if any(is_inside(place, folder) for folder in roots if folder not in emptied)
        }
        return strange | away


def follow_drives(catalog: Catalog, volumes: Volumes) -> Drives:
    """Bring what is known of the roots' drives up to date: a first look, and where they are now.

    Args:
        catalog: Open for writing.
        volumes: The drives that are here now.
    """
    drives = Drives()
    roots = catalog.roots()
    _move(catalog, volumes, [root for root in roots if not _is_at_home(root, volumes)], drives)
    for root in roots:
        if root.path in drives.moved:
            continue
        if os.path.isdir(reachable(root.path)):
            _recognise(catalog, volumes, root, drives)
        if _is_missing(root, volumes):
            drives.away.append(root)
        elif root.path not in drives.strangers and _is_deserted(root, volumes):
            drives.deserted.append(root.path)
    inner = follow_inner_drives(catalog, volumes)
    drives.remarks.extend(inner.remarks)
    drives.absent.update(each.id for each in catalog.roots() if is_root_away(each, volumes))
    return replace(drives, inner=inner)


def _is_deserted(root: Root, volumes: Volumes) -> bool:
    drive_is_here = root.volume is not None and volumes.holds(root.volume)
    return drive_is_here and is_away(root.path, photos=root.photos)


def _is_at_home(root: Root, volumes: Volumes) -> bool:
    return os.path.isdir(reachable(root.path)) and not is_strange(root, volumes)


def _move(catalog: Catalog, volumes: Volumes, away: Sequence[Root], drives: Drives) -> None:
    """Have roots lie where their drives are now."""
    places = {
        root.id: found[0]
        for root in away
        if root.volume is not None
        and (found := volumes.paths_to(root.volume, root.volume_path))
        and found[0] != root.path
    }
    for root in away:
        in_the_way = any(_overlap(root.path, place) for place in places.values())
        if in_the_way and root.id not in places and _is_missing(root, volumes):
            places[root.id] = _aside(root)
    drives.moved.update(relocate_roots(catalog, places))
    for root in away:
        if root.path in drives.moved and not _is_missing(root, volumes):
            name = root.volume_name or root.path
            drives.remarks.append(f"{name} is back, now at {drives.moved[root.path]}.")


def make_room(catalog: Catalog, folder: str, volumes: Volumes) -> None:
    """Have roots whose drives are away leave a folder that is to be followed on another drive.

    Cameras and sticks come under the same letter, one after the other.
    """
    places = {
        root.id: _aside(root)
        for root in catalog.roots()
        if _is_missing(root, volumes)
        and _overlap(root.path, folder)
        and not (os.path.isdir(reachable(root.path)) and _holds_the_same(catalog, root))
    }
    relocate_roots(catalog, places)


def _is_missing(root: Root, volumes: Volumes) -> bool:
    return root.volume is not None and not volumes.holds(root.volume)


def _overlap(one: str, other: str) -> bool:
    return is_inside(one, other) or is_inside(other, one)


def _aside(root: Root) -> str:
    """Where a root lies meanwhile whose place another drive has: on its own, which is nowhere."""
    drive = f"{root.volume_name or 'drive'} [{root.volume}]"
    return os.path.join(drive, *root.volume_path.split("/")) if root.volume_path else drive


def _recognise(catalog: Catalog, volumes: Volumes, root: Root, drives: Drives) -> None:
    """Note on which drive a root lies that is there, or that a stranger lies in its place."""
    if is_strange(root, volumes) and not _holds_the_same(catalog, root):
        name = f" {root.volume_name}" if root.volume_name else ""
        drives.strangers[root.path] = (
            f"Its drive{name} is away, and another one is in its place. Its photos "
            f"({root.photos:,}) are kept."
        )
        return
    place = volumes.place_of(root.path)
    if place is None or not place.volume.id:
        known: tuple[str | None, str, str] = (None, "", "")
    else:
        known = (place.volume.id, place.volume.name, place.path)
    if known != (root.volume, root.volume_name, root.volume_path):
        catalog.keep_volume(root.id, *known)


def _holds_the_same(catalog: Catalog, root: Root) -> bool:
    """Whether most of some photos of a root lie there still, as on a disk that was copied."""
    some = catalog.some_photos(root.id, _SAMPLE)
    return not some or sum(_is_there(each.path, each.size) for each in some) > len(some) / 2


def _is_there(path: str, size: int) -> bool:
    try:
        return os.stat(reachable(path)).st_size == size
    except OSError:
        return False
