"""Which photo stands for an album: the first that is sharp of a few that would do.

Those few are the surest for a tag, the best rated, or else some from all over the album; of them
one that is blurred beside the sharpest is passed over, as among duplicates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.duplicates.pictures import draw, sharpness
from indexer.duplicates.side_by_side import in_parallel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.library import Library
    from indexer.previews import Previews

LOOKED_AT: Final = 6
"""Photos of an album whose previews are read for its cover."""

_SIDE: Final = 128
"""Pixels of a side where sharpness is measured, as among duplicates."""

_BLURRED: Final = 0.5
"""Of the sharpest one's sharpness, as among duplicates."""


def cover_of(library: Library, ids: Sequence[int]) -> int | None:
    """The photo that shall stand for some photos; None of none.

    Args:
        library: Where they are; their previews are read.
        ids: The photos, the best first: of an answer, or of an album in its order.
    """
    merits = {
        photo.id: (photo.favourite, photo.rating or 0)
        for photo in library.catalog.photos(ids[: 4 * LOOKED_AT])
    }
    best = sorted(merits, key=lambda each: merits[each], reverse=True)
    return sharp(library.previews, best[:LOOKED_AT])


def covers_of(previews: Previews, candidates: Iterable[Sequence[int]]) -> Iterator[int | None]:
    """Yield the cover of each of many albums, of some photos each, the best first."""
    yield from in_parallel(lambda ids: sharp(previews, ids), candidates)


def sharp(previews: Previews, ids: Sequence[int]) -> int | None:
    """The first of some photos that is not blurred beside the sharpest; None of none."""
    if not len(ids):
        return None
    drawn = draw(previews, np.array(ids, np.int64), side=_SIDE)
    values = [0.0 if picture is None else sharpness(picture) for picture in drawn]
    least = _BLURRED * max(values)
    return next(each for each, value in zip(ids, values, strict=True) if value >= least)


def candidates(
    catalog: Catalog, ids: NDArray[np.int64], merits: NDArray[np.int64], tag: str | None
) -> list[int]:
    """A few photos of an album that would do, the best first.

    Args:
        catalog: Of the library.
        ids: The photos of the album, int64 [n].
        merits: What their owner thinks of each, int64 [n]; more is better.
        tag: The tag that they have in common.
    """
    rated = np.argsort(-merits, kind="stable")[:LOOKED_AT]
    best = ids[rated[merits[rated] > 0]].tolist()
    if tag is not None:
        others = catalog.surest_of_tag(tag, LOOKED_AT)
    else:
        others = ids[np.linspace(0, len(ids) - 1, min(len(ids), LOOKED_AT)).astype(int)].tolist()
    return list(dict.fromkeys([*best, *others]))[:LOOKED_AT]
