"""Where a photo is whose file is not there: on which drive, or nowhere that anybody knows of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from app.language import tr
from indexer.catalog.stored_text import is_inside
from indexer.files import reachable
from indexer.volumes import is_root_away, mounted

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from indexer.records import Photo


def absence_of(photo: Photo, catalog: Catalog) -> str:
    """Return what there is to say of a photo whose file is not there; "" where it is.

    Reads the disk, so it belongs on a thread.
    """
    if os.path.lexists(reachable(photo.path)):
        return ""
    root = next((root for root in catalog.roots() if is_inside(photo.path, root.path)), None)
    if root is None or not is_root_away(root, mounted()):
        return tr("Its file is not there any more")
    if not root.volume_name:
        return tr("Its folder is away")
    return tr("On {drive}, which is away", drive=root.volume_name)
