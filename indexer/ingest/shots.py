"""Photos of their own that become parts of a shot, as a RAW beside which its JPEG lies from now on.

What was said of them is said of the one that is shown. Whoever tells the two apart again has it on
both. Owns the decision only, as `moves` does.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from indexer.files import reachable
from indexer.scan import SeenFile, is_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from indexer.catalog import Catalog
    from indexer.ingest.moves import Settled
    from indexer.records import Photo
    from indexer.scan import Ignored


class Shots:
    """Which photos that are gone are parts of a shot now, where they lay or elsewhere.

    Args:
        gone: The photos.
        ignored: What a scan has left out by rule.
    """

    def __init__(self, gone: Sequence[Photo], ignored: Iterable[Ignored]) -> None:
        self._gone = [photo for photo in gone if is_part(photo.path)]
        self._shown = {each.path: each.shown for each in ignored if each.shown and self._gone}

    def worth_a_look(self) -> list[SeenFile]:
        """The parts that may hold a photo from elsewhere, for they have the size of one."""
        sizes = {photo.size for photo in self._gone if photo.path not in self._shown}
        files = [_seen(path) for path in (self._shown if sizes else ())]
        return [file for file in files if file is not None and file.size in sizes]

    def shown(self, keys: Mapping[str, bytes]) -> dict[int, str]:
        """Id of each photo that is a part now -> the path of what is shown in its place.

        Args:
            keys: Path -> content key of what was worth a look and could be read.
        """
        parts = {keys[path]: shown for path, shown in self._shown.items() if path in keys}
        found = {
            photo.id: self._shown.get(photo.path) or parts.get(photo.content_key, "")
            for photo in self._gone
        }
        return {photo_id: shown for photo_id, shown in found.items() if shown}


def _seen(path: str) -> SeenFile | None:
    try:
        found = os.stat(reachable(path))
    except OSError:
        return None
    return SeenFile(path, found.st_size, found.st_mtime_ns)


def heirs(catalog: Catalog, settled: Settled, shown: Mapping[int, str]) -> dict[int, int]:
    """Id of each photo that is a part now -> the one that is shown in its place.

    Where a file is shown that is new, it is the photo itself, which is gone no more.

    Args:
        catalog: As it was before.
        settled: What has become of the other files.
        shown: As `Shots.shown` tells it.
    """
    moved = {file.path: photo_id for photo_id, file in settled.moved}
    new = {file.path: at for at, (known, file) in enumerate(settled.to_read) if known is None}
    found: dict[int, int] = {}
    back: set[int] = set()
    for photo_id, path in shown.items():
        if path in new:
            file = settled.to_read[new[path]][1]
            settled.to_read[new.pop(path)] = (photo_id, file)
            settled.succeeded.append((photo_id, file))
            back.add(photo_id)
            moved[path] = photo_id
        elif path in moved:
            found[photo_id] = moved[path]
        elif (known := catalog.photo_by_path(path)) is not None:
            found[photo_id] = known.id
    settled.gone[:] = [each for each in settled.gone if each not in back]
    return found
