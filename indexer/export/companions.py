"""The sidecars of photos, which travel along with them."""

from __future__ import annotations

import os

from indexer.files import reachable

_ENDINGS = (".xmp", ".XMP")


def sidecars(path: str, name: str) -> list[tuple[str, str]]:
    """The sidecars beside a photo, and how each is called beside the photo under another name.

    Both ways of naming them are known: "a.xmp" and "a.jpg.xmp".

    Args:
        path: Of the photo.
        name: The name that it gets, with its ending and folders before it.
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for ending in _ENDINGS:
        for before, after in ((path, name), (os.path.splitext(path)[0], os.path.splitext(name)[0])):
            try:
                source = reachable(before + ending)
                seen = os.stat(source)
            except OSError:
                continue
            # Where capitals make no difference, both endings are one file.
            found.setdefault((seen.st_dev, seen.st_ino), (source, after + ending))
    return list(found.values())
