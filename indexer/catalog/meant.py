"""What a writer is about to say in sidecars, so that it is no news should the writer be killed.

Between a sidecar and the note that it was written there is a moment. Whoever reads that sidecar
later would take Shoebox's own words for those of another library, and give back a tag that its
owner has taken off since. An entry lives from just before a sidecar is written until that is noted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.database import Connection

_SETTING: Final = "sidecars_meant"


def every(connection: Connection) -> dict[int, dict[str, Any]]:
    """Photo -> what its sidecar was to say, in the form of what is heard from one."""
    stored = json.loads(settings.value_of(connection, _SETTING) or "{}")
    return {int(photo_id): words for photo_id, words in stored.items()}


def remember(connection: Connection, words: Mapping[int, dict[str, Any]]) -> None:
    """Add photos whose sidecars are about to be written."""
    _keep(connection, every(connection) | dict(words))


def forget(connection: Connection, ids: Iterable[int]) -> None:
    """Let go of photos whose sidecars are known as what they are now."""
    pending, known = every(connection), set(ids)
    left = {each: words for each, words in pending.items() if each not in known}
    if len(left) < len(pending):
        _keep(connection, left)


def _keep(connection: Connection, words: Mapping[int, dict[str, Any]]) -> None:
    settings.change(connection, {_SETTING: json.dumps(words) if words else None})
