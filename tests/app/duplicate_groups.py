"""Groups as the command line tells them, for the tests of the page of duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.duplicates.groups import Group

if TYPE_CHECKING:
    from collections.abc import Sequence


def event(
    kind: str, ids: Sequence[int], *, why: str = "larger", taken: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the event of a group whose first photo is the best."""
    times = taken or ("2023-05-01T12:00:00",) * len(ids)
    photos = [
        {
            "id": photo_id, "path": f"/photos/{photo_id}.jpg", "size": 1000 * photo_id,
            "width": 400, "height": 300, "format": "JPEG", "taken_at": time, "distance": 0.0,
            "sharpness": None,
        }
        for photo_id, time in zip(ids, times, strict=True)
    ]  # fmt: skip
    return {"event": "group", "kind": kind, "best": ids[0], "why": why, "photos": photos}


def group(kind: str, *ids: int, why: str = "larger") -> Group:
    """Return a group whose first photo is the best."""
    return Group.of(event(kind, ids, why=why))
