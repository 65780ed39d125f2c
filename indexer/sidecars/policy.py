"""What a library's owner has chosen for sidecars: whether they are written, and with which tags."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError
from indexer.models import find_bundle
from indexer.sidecars.provenance import FOUND, WrittenTag
from indexer.sidecars.rewriting import Wish
from indexer.sidecars.saying import is_writable, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.catalog import Catalog
    from indexer.catalog.wishes import Brief, Wished
    from indexer.library import Library

_MODE: Final = "sidecars"
_TAGS: Final = "sidecar_tags"

_BY_MODEL: Final = f"\x1f{FOUND}"
"""Stands in a brief that speaks of a tag which a model has found."""

FORMAT: Final = 1
"""Of what is written for the same wish: another one has all sidecars written again."""


class Mode(StrEnum):
    """When the sidecars of a library are written."""

    NEVER = "never"
    ON_DEMAND = "on-demand"
    ALWAYS = "always"


class Tags(StrEnum):
    """Which tags are written: all that a photo has, or only those that no model found alone."""

    ALL = "all"
    CONFIRMED = "confirmed"


def mode_of(catalog: Catalog) -> Mode:
    """When the sidecars of this library are written."""
    chosen = catalog.setting(_MODE)
    return Mode(chosen) if chosen in set(Mode) else Mode.NEVER


def tags_of(catalog: Catalog) -> Tags:
    """Which tags are written."""
    chosen = catalog.setting(_TAGS)
    return Tags(chosen) if chosen in set(Tags) else Tags.ALL


def choose(catalog: Catalog, *, mode: Mode | None = None, tags: Tags | None = None) -> None:
    """Keep what is chosen for this library; None leaves it as it is."""
    values: dict[str, str | None] = {}
    if mode is not None:
        values[_MODE] = mode.value
    if tags is not None:
        values[_TAGS] = tags.value
    catalog.change_settings(values)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Makes of what the catalog has what a sidecar shall say.

    Attributes:
        tags: Which tags are written.
        model: The name of the model that found tags.
        model_sha256: Its identity.
        path_of: The place of a tag in the trees of tags, by its name.
    """

    tags: Tags
    model: str
    model_sha256: str
    path_of: Callable[[str], str]

    @property
    def found(self) -> bool:
        """Whether tags that only a model has found are written."""
        return self.tags is Tags.ALL

    def wish(self, wished: Wished) -> Wish:
        """What the sidecar of a photo shall say; what XML cannot say is left out."""
        tags = tuple(
            WrittenTag(name, source, _rounded(score), self.path_of(name))
            for name, source, score in wished.tags
            if is_writable(name)
        )
        found = any(tag.source == FOUND for tag in tags)
        return Wish(
            tags=tags,
            rating=wished.rating,
            albums=tuple(filter(is_writable, wished.albums)),
            refused=tuple(filter(is_writable, wished.refused)),
            model=self.model if found else "",
            model_sha256=self.model_sha256 if found else "",
        )

    def digest(self, brief: Brief) -> str:
        """Of all that makes a sidecar be written again; how sure a tag is does not."""
        by = self.model_sha256 if _BY_MODEL in brief.text else ""
        said = f"{FORMAT} {by} {brief.text}".encode(errors="replace")
        return hashlib.blake2b(said, digest_size=12).hexdigest()


def wishes_of(library: Library) -> Wishes:
    """What decides in a library what its sidecars shall say.

    Raises:
        LibraryError: The user's own file of tags is wrong.
    """
    name = library.model_in_use()
    try:
        sha256 = find_bundle(name).sha256
    except LibraryError:  # What it found stays found.
        sha256 = ""
    return Wishes(tags_of(library.catalog), name, sha256, _paths(library.catalog))


def _paths(catalog: Catalog) -> Callable[[str], str]:
    """Where a tag stands below others, by the first of its parents and of theirs.

    Those that are switched off are in no path: they are not to be seen anywhere.
    """
    from indexer.tags import Mode as Given  # It loads NumPy, which a look at settings need not.
    from indexer.tags import vocabulary_of
    from indexer.tags.vocabulary import key_of

    by_key = vocabulary_of(catalog).by_key

    def path(name: str) -> str:
        above: list[str] = []
        concept = by_key.get(key_of(name))
        while concept is not None and concept.parents:
            concept = by_key[key_of(concept.parents[0])]
            if concept.mode is not Given.OFF:
                above.insert(0, concept.name)
        return path_of(name, *above)

    return path


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 2)
