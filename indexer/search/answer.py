"""What a searcher answers: photos in order with their bands, and why one of them is among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexer.cut import Band, Histogram


_HARDLY_SEEN: Final = 0.05
"""The likelihood below which a photo is weak by its looks in any case, see `cut.bands`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many photos of the library, as far as they pass the filters, are in each band."""

    strong: int
    likely: int
    weak: int


class Unknown(str):
    """A remark that words or names of a query are not known, which also says what was meant.

    Attributes:
        names: What is not known, as it may stand in a query, each with what was probably meant in
            its place; None where nothing is near.
    """

    names: tuple[tuple[str, str | None], ...]

    def __new__(cls, sentence: str, *names: tuple[str, str | None]) -> Unknown:
        """Make a sentence that tells of something written."""
        made = super().__new__(cls, sentence)
        made.names = names
        return made


@dataclass(frozen=True, slots=True)
class Answer:
    """The photos that answer a request, in the order that it asked for.

    Attributes:
        ids: int64 [n].
        scores: float32 [n], the cosine between query and photo; of several alternatives the best.
            0 where nothing visual was asked, and for a photo that the model has not encoded.
        bands: uint8 [n], the values of `Band`; 0 where nothing visual was asked.
        found: How many photos there are before the request's `count` cuts them off.
        counts: Photos in each band, whatever the request's `least`; None where nothing visual was
            asked, and where the request is not `tallied`.
        histogram: How the library's photos lie about the cut; None as above.
        remarks: What the user should know of this answer, a sentence each.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    bands: NDArray[np.uint8]
    found: int
    counts: Counts | None = None
    histogram: Histogram | None = None
    remarks: tuple[str, ...] = ()

    def first(self, count: int | None) -> Answer:
        """The same answer with so many of its photos at most; None for all of them."""
        cut_off = slice(count)
        return replace(
            self, ids=self.ids[cut_off], scores=self.scores[cut_off], bands=self.bands[cut_off]
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """One photo of an answer.

    Attributes:
        rank: 1 for the best.
        photo_id: the photo's id.
        path: where it lies.
        score: the cosine between query and photo; 0 where there is none.
        taken_at: local time of the shot, ISO 8601, where anybody tells it.
        band: how sure it is that this photo is meant; None where nothing visual was asked.
        tags: its tags, by name.
        dated_at: the same, or else when its file was changed last, by which it is put in order.
        dated_from: who tells that, a `DateSource`; None where it is not known who.
        seconds: how long a video plays, 0 where it does not tell; None of a picture.
    """

    rank: int
    photo_id: int
    path: str
    score: float
    taken_at: str | None
    band: Band | None = None
    tags: tuple[str, ...] = ()
    dated_at: str = ""
    dated_from: str | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one term of a query contributed to a photo's score.

    Attributes:
        term: The term, as it is written.
        weight: Its weight; below zero for what shall not be on the photo.
        cosine: How near the photo is to this term alone.
        contribution: What it adds to the score; the parts sum up to it.
    """

    term: str
    weight: float
    cosine: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a photo is in an answer, or why it is not.

    Attributes:
        photo_id: The photo.
        score: The cosine between query and photo; None where nothing visual was asked, or where
            the model has not encoded it.
        band: Its band; None where nothing visual was asked.
        z: How many standard deviations the score lies above the mean of the library.
        likelihood: How likely it is that the photo is meant, 0 to 1, before strictness.
        parts: What each term of the query contributed, of the alternative that fits best.
        filters: The filters that let it in, as they are written; empty if one keeps it out.
        kept_out_by: The filters that keep it out.
        words: Where the query's words stand in what is written of it; None where they do not.
        moment: Seconds from its beginning at which a video shows what fits best; None of a picture,
            and where that is the frame that stands for it.
    """

    photo_id: int
    score: float | None = None
    band: Band | None = None
    z: float | None = None
    likelihood: float | None = None
    parts: tuple[Part, ...] = ()
    filters: tuple[str, ...] = ()
    kept_out_by: tuple[str, ...] = ()
    words: str | None = None
    moment: float | None = None

    @property
    def by_words_alone(self) -> bool:
        """Whether it is found by what is written of it, and hardly by what the model sees there."""
        seen = self.likelihood is not None and self.likelihood >= _HARDLY_SEEN
        return self.words is not None and not seen
