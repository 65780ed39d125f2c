"""Drives that lie somewhere inside of a root: noted while they are here, followed when they return.

A root may be the folder in which a system shows all its drives, or hold the place of one. Such a
drive that is back at another place of the roots takes its photos there; ids and all else stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.away import Inner, note_drives, noted_drives
from indexer.catalog.stored_text import is_inside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from indexer.catalog import Catalog
    from indexer.volumes import Volumes


@dataclass(frozen=True, slots=True)
class InnerDrives:
    """What has become of the drives inside of roots.

    Attributes:
        away: The place of each that is not there, and has photos -> the drive.
        elsewhere: The places of these -> where the same is reached now, which is nowhere that it
            could be followed to.
        moved: Where each lay that is back -> where it lies now.
        remarks: What a person should know, a sentence each.
    """

    away: dict[str, Inner] = field(default_factory=dict)
    elsewhere: dict[str, set[str]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def is_any_back(self, volumes: Callable[[], Volumes]) -> bool:
        """Whether one is here by now that was away, at whatever place.

        One that could not be followed is not back again, however often it is looked for.
        """
        if not self.away:
            return False
        here = volumes()
        return any(
            set(drive.paths(here)) - self.elsewhere[place] for place, drive in self.away.items()
        )

    def reasons(self) -> dict[str, str]:
        """The places of which nothing can be told now -> what a person is told of it."""
        return {
            place: f"The drive {drive.name or 'that lay here'} is away: its photos are kept."
            for place, drive in self.away.items()
        }


def follow_inner_drives(catalog: Catalog, volumes: Volumes) -> InnerDrives:
    """Note which drives lie inside of roots, and have photos follow those that lie elsewhere now.

    Args:
        catalog: Open for writing.
        volumes: The drives that are here now.
    """
    noted = noted_drives(catalog)
    here = {
        place: Inner(volume.id, volume.name, volume.inside)
        for root in catalog.roots()
        for place, volume in volumes.inside(root.path)
    }
    gone = {
        place: drive
        for place, drive in noted.items()
        if not drive.is_at(place, volumes) and catalog.has_photos_in(place)
    }
    found = InnerDrives(moved=_moves(catalog, volumes, gone))
    for place, drive in gone.items():
        if place in found.moved:
            found.remarks.append(f"{drive.name or place} is back, now at {found.moved[place]}.")
        else:
            found.away[place] = drive
            found.elsewhere[place] = set(drive.paths(volumes))
    if not found.moved:
        note_drives(catalog, here | found.away)
        return found
    # At once: after a kill in between, drives that changed places would do so once more.
    with catalog.putting_back() as whole:
        whole.relocate_folders(found.moved, without=[*noted])
        note_drives(whole, here | found.away)
    return found


def _moves(catalog: Catalog, volumes: Volumes, gone: Mapping[str, Inner]) -> dict[str, str]:
    """Where photos follow their drives to: into a root, where no others are or stay."""
    roots = [root.path for root in catalog.roots()]
    moves: dict[str, str] = {}
    for place, drive in gone.items():
        inside = (path for path in drive.paths(volumes) if any(is_inside(path, r) for r in roots))
        free = (path for path in inside if path not in moves.values())
        if (path := next(free, None)) is not None:
            moves[place] = path
    # Who moves leaves a place for others; who cannot, keeps it from them.
    while taken := [each for each, to in moves.items() if catalog.has_photos_in(to, without=moves)]:
        for place in taken:
            del moves[place]
    return moves
