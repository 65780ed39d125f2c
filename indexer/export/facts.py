"""What is known of exported photos, as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.catalog import Catalog
    from indexer.export.exporting import Outcome, Wanted
    from indexer.records import Photo

KINDS: Final = ("csv", "json")

COLUMNS: Final = (
    "rank", "exported", "path", "id", "taken_at", "tags", "rating", "favourite", "caption", "place",
    "latitude", "longitude", "altitude", "camera", "lens", "shutter", "aperture", "iso",
    "focal_length", "width", "height", "format", "score", "band",
)  # fmt: skip


def rows(catalog: Catalog, outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """What is known of each photo that is in the folder now, under the names of `COLUMNS`."""
    there = [each for each in outcomes if each.name is not None]
    tags = catalog.tags_in_detail(each.wanted.photo.id for each in there)
    return [
        _row(each.wanted, each.name or "", tags.get(each.wanted.photo.id, ())) for each in there
    ]


def written(kind: str, table: Sequence[dict[str, Any]]) -> bytes:
    """The table as a file of a kind: "json", or "csv" with a mark by which Excel knows UTF-8."""
    if kind == "json":
        return (json.dumps(table, indent=1) + "\n").encode()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({**row, "tags": "; ".join(map(_in_a_cell, row["tags"]))} for row in table)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _row(
    wanted: Wanted, name: str, tags: Sequence[tuple[str, str, float | None]]
) -> dict[str, Any]:
    photo, facts = wanted.photo, wanted.photo.facts
    return {
        "rank": wanted.rank,
        "exported": name,
        "path": photo.path,
        "id": photo.id,
        "taken_at": facts.taken_at,
        "tags": [dict(zip(("tag", "source", "score"), each, strict=True)) for each in tags],
        "rating": photo.rating,
        "favourite": photo.favourite,
        "caption": facts.caption,
        "place": str(facts.place) or None,
        **_seen(photo),
        "score": wanted.score,
        "band": wanted.band,
    }


def _seen(photo: Photo) -> dict[str, Any]:
    names = ("latitude", "longitude", "altitude", "camera", "lens", "width", "height", "format")
    exposure = photo.facts.exposure
    return {name: getattr(photo.facts, name) for name in names} | {
        "shutter": exposure.seconds,
        "aperture": exposure.aperture,
        "iso": exposure.iso,
        "focal_length": exposure.focal_length,
    }


def _in_a_cell(tag: dict[str, Any]) -> str:
    sure = "" if tag["score"] is None else f" {tag['score']:.2f}"
    return f"{tag['tag']} ({tag['source']}{sure})"
