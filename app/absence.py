"""Where what is not there is: on which drive, or nowhere that anybody knows of.

That is told of a photo whose file is not there, and of the folders of a library.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from app.language import tr
from indexer.away import folders_away
from indexer.catalog.stored_text import is_inside
from indexer.files import is_away, reachable
from indexer.volumes import is_strange, mounted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indexer.catalog import Catalog
    from indexer.records import Photo, Root
    from indexer.volumes import Volumes


def absence_of(photo: Photo, catalog: Catalog) -> str:
    """Return what there is to say of a photo whose file is not there; "" where it is.

    Reads the disk, so it belongs on a thread.
    """
    if os.path.lexists(reachable(photo.path)):
        return ""
    away = folders_away(catalog)
    holding = [folder for folder in away if is_inside(photo.path, folder)]
    if not holding:
        return tr("Its file is not there any more")
    # Of a drive inside of another one, the inner one is its own.
    drive = away[max(holding, key=len)]
    return tr("On {drive}, which is away", drive=drive) if drive else tr("Its folder is away")


class Absences:
    """Knows which folders of a library are not here, and asks for the drives only if it must."""

    def __init__(self, volumes: Callable[[], Volumes] = mounted) -> None:
        self._volumes = volumes
        self._seen: list[tuple[Root | int | bool | None, ...]] = []
        self._told: dict[int, str] = {}

    def of(self, roots: Iterable[Root]) -> dict[int, str]:
        """Return what there is to say of each folder that is not here, by its id.

        Reads the disk, so it belongs on a thread.
        """
        looked_at = [(root, is_away(root.path, photos=root.photos)) for root in roots]
        seen = [_signs(root, away=away) for root, away in looked_at]
        if seen != self._seen:
            # Asked only now: to tell the drives of some systems takes a program of theirs.
            volumes = self._volumes()
            said = {root.id: _of_root(root, volumes, away=away) for root, away in looked_at}
            self._told = {root_id: line for root_id, line in said.items() if line}
            # One that can be read though its drive is said to be away: the system had not
            # mounted it whole, or was not asked well. It is asked again at the next look.
            doubtful = any(root.id in self._told and not away for root, away in looked_at)
            self._seen = [] if doubtful else seen
        return self._told


def _signs(root: Root, *, away: bool) -> tuple[Root | int | bool | None, ...]:
    """What can be seen of a folder without a question: other signs may mean another drive."""
    try:
        device = os.stat(reachable(root.path)).st_dev
    except OSError:
        device = None
    return replace(root, photos=0, missing=0), away, device


def _of_root(root: Root, volumes: Volumes, *, away: bool) -> str:
    if root.volume is not None and not volumes.holds(root.volume):
        name = root.volume_name
        return tr("Its drive {drive} is away", drive=name) if name else tr("Its drive is away")
    if away:
        return tr("This folder is not there now")
    return tr("Another drive is in its place") if is_strange(root, volumes) else ""
