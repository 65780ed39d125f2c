"""Finds photos: words, or a photo, -> the photos nearest to it, best first.

A `Query` holds what is looked for, a `Searcher` keeps text encoder and index warm and answers.
How a model is loaded and let go of is `towers`' business, how the nearest are found that of
`vectors`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np

from indexer.cut import Band
from indexer.errors import LibraryError
from indexer.search.answer import Hit
from indexer.search.answering import Answering
from indexer.search.explaining import explained
from indexer.search.ground import Ground
from indexer.towers import ModelChangedError, SearchClosedError, Towers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.search.answer import Answer, Explanation
    from indexer.search.request import Request
    from indexer.session.ladder import Refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; an empty one stands for everything.

    Attributes:
        text: what is on the photo, in words.
        like: vectors of photos that look like it, each float32 [dim] of length 1.
        leave_out: ids that are not to be found: the photo that others shall resemble.
        made_by: identity of the model that made the vectors of `like`; "" where nobody knows.
    """

    text: str = ""
    like: tuple[NDArray[np.float32], ...] = ()
    leave_out: tuple[int, ...] = ()
    made_by: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.text.strip() and not self.like


@dataclass(frozen=True, slots=True)
class Ranking:
    """Photos in the order of an answer.

    Attributes:
        ids: int64 [n].
        scores: float32 [n], the cosine between query and photo; 0 for an empty query.
    """

    ids: NDArray[np.int64]
    scores: NDArray[np.float32]


class Searcher:
    """Answers queries on one library with one model. May be used from several threads.

    The library must stay open as long as the searcher is used. The model's towers are loaded at
    their first use: a photo that is in the library needs neither.
    """

    def __init__(
        self,
        library: Library,
        bundle: Bundle,
        *,
        device: str,
        on_stage: Callable[[str], None] | None = None,
    ) -> None:
        self._library = library
        self._device = device
        self._on_stage = on_stage or _tell_nobody
        self._towers = Towers(library, bundle, device, self._on_stage)
        self._ground: Ground | None = None

    @classmethod
    def open(
        cls,
        library: Library,
        bundle: Bundle,
        *,
        device: str = "auto",
        on_stage: Callable[[str], None] | None = None,
    ) -> Self:
        """Search `library` by the vectors of `bundle`, whose towers run on `device`.

        Args:
            library: Where photos are looked for.
            bundle: The model.
            device: One of `session.DEVICES`.
            on_stage: Is told what takes its time while a tower is loaded, in a few words for the
                user, about once a second and on the thread that asked; then "" when that is over.
                What it raises at words breaks the loading off, and comes out.
        """
        return cls(library, bundle, device=device, on_stage=on_stage)

    def close(self) -> None:
        """Let go of the model's memory for good, without waiting for anybody.

        Who is asking is told `SearchClosedError`, at the latest when the loading of a tower next
        tells a stage; what that had loaded is let go of then.
        """
        self._towers.retire(SearchClosedError)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the model ------------------------------------------------------------------------

    def use(self, bundle: Bundle) -> None:
        """Search by the vectors of another model from now on.

        A query that is under way is answered with either of the two.
        """
        before = self._towers
        if bundle.sha256 != before.bundle.sha256:
            self._towers = Towers(self._library, bundle, self._device, self._on_stage)
            before.retire(ModelChangedError)

    @property
    def bundle(self) -> Bundle:
        """The model by whose vectors is searched."""
        return self._towers.bundle

    @property
    def device(self) -> str | None:
        """Where words, or else pictures, are encoded; None while neither tower was needed."""
        return self._towers.device

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why they are not encoded elsewhere, as far as a tower was needed."""
        return self._towers.refusals

    # -- requests -------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """The photos that a request asks for, with their bands.

        Raises:
            QueryError: A picture that `like:` names is not there, or cannot be read.
            LibraryError: The library or the model cannot be read, or terms cancel each other out.
        """
        return self.answer_many([request])[0]

    def answer_many(self, requests: Sequence[Request]) -> list[Answer]:
        """An answer to each request; far cheaper for many than one after the other."""
        return self._asked(lambda answering, _ground: answering.answers(requests))

    def hits(self, answer: Answer) -> list[Hit]:
        """The photos of an answer, spelled out in its order.

        A photo forgotten since the answer was made is left out, and leaves no gap in the ranks.
        """
        catalog = self._library.catalog
        ids = answer.ids.tolist()
        scores, bands = answer.scores.tolist(), answer.bands.tolist()
        found = dict(zip(ids, zip(scores, bands, strict=True), strict=True))
        tags = catalog.tags_of(ids)
        return [
            Hit(
                rank,
                photo.id,
                photo.path,
                score=found[photo.id][0],
                taken_at=photo.facts.taken_at,
                band=Band(found[photo.id][1]) if found[photo.id][1] else None,
                tags=tags.get(photo.id, ()),
            )
            for rank, photo in enumerate(catalog.photos(ids), start=1)
        ]

    def explain(self, request: Request, photo_id: int) -> Explanation:
        """Why a photo is in the answer to a request, or why it is not.

        Raises:
            LibraryError: As `answer` does.
        """
        return self.explain_many(request, [photo_id])[0]

    def explain_many(self, request: Request, photo_ids: Sequence[int]) -> list[Explanation]:
        """The same of several photos, in their order."""
        return self._asked(
            lambda answering, ground: explained(request, photo_ids, answering, ground)
        )

    def _asked(self, ask: Callable[[Answering, Callable[[], Ground]], T]) -> T:
        """Ask with the model in use, and again where that is another one meanwhile."""
        while True:
            towers = self._towers
            ground = partial(self._ground_of, towers)
            try:
                return ask(Answering(self._library.catalog, towers, ground), ground)
            except ModelChangedError:
                if towers is self._towers:
                    raise

    def _ground_of(self, towers: Towers) -> Ground:
        """Where to search with these towers: the same as last, unless that has changed."""
        known = self._ground
        if known is None or not known.is_of(towers):
            known = self._ground = Ground(towers)
        return known

    # -- what to look for -----------------------------------------------------------------

    def photo(self, photo_id: int) -> Query:
        """Photos like one of the library, which is itself left out.

        Raises:
            LibraryError: There is no such photo, or the model has not encoded it yet.
        """
        bundle = self.bundle
        vector = self._library.catalog.vector(photo_id, bundle.sha256)
        if vector is None:
            if not self._library.catalog.photos([photo_id]):
                raise LibraryError(f"There is no photo with the id {photo_id} in this library.")
            raise LibraryError(
                f"The photo {photo_id} is not encoded by “{bundle.name}” yet: run `shoebox index`."
            )
        return Query(like=(vector,), leave_out=(photo_id,), made_by=bundle.sha256)

    def picture(self, path: str) -> Query:
        """Photos like the picture in a file, which need not be in the library.

        Raises:
            LibraryError: The file is not there or cannot be read.
        """
        path = os.path.abspath(path)
        towers = self._towers
        made_by = towers.bundle.sha256
        photo = self._library.catalog.photo_by_path(path)
        if photo is not None:
            vector = self._library.catalog.vector(photo.id, made_by)
            if vector is not None:
                return Query(like=(vector,), leave_out=(photo.id,), made_by=made_by)
        return Query(like=(towers.encode_file(path),), made_by=made_by)

    # -- answers --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Take in what was indexed since; cheap where nothing was."""
        self._towers.refresh()

    def rank(self, query: Query, k: int) -> Ranking:
        """The ids of the `k` photos that fit best, best first.

        An empty query gives the newest photos.

        Raises:
            ModelChangedError: The query was made before another model was taken into use.
        """
        return self.rank_many([query], k)[0]

    def rank_many(self, queries: Sequence[Query], k: int) -> list[Ranking]:
        """An answer to each query; far cheaper for many than one after the other."""
        asked = [query for query in queries if not query.empty]
        answers = iter(self._nearest(asked, k))
        return [self._newest(k) if query.empty else next(answers) for query in queries]

    def search(self, query: Query, k: int = 20) -> list[Hit]:
        """The `k` photos that fit best, best first."""
        return self.search_many([query], k)[0]

    def search_many(self, queries: Sequence[Query], k: int = 20) -> list[list[Hit]]:
        """The photos that fit each query best."""
        return [self._hits(ranking) for ranking in self.rank_many(queries, k)]

    def _hits(self, ranking: Ranking) -> list[Hit]:
        photos = self._library.catalog.photos(ranking.ids.tolist())
        scores = dict(zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True))
        # A photo forgotten since the index was read is left out, and leaves no gap in the ranks.
        return [
            Hit(rank, photo.id, photo.path, scores[photo.id], photo.facts.taken_at)
            for rank, photo in enumerate(photos, start=1)
        ]

    def _newest(self, k: int) -> Ranking:
        ids = self._library.catalog.all_ids(newest_first=True)[:k]
        return Ranking(ids, np.zeros(len(ids), np.float32))

    def _nearest(self, queries: Sequence[Query], k: int) -> list[Ranking]:
        if not queries:
            return []
        towers = self._towers
        try:
            vectors = towers.vectors(queries)
        except ModelChangedError:
            if towers is self._towers:
                raise
            return self._nearest(queries, k)
        index = towers.opened_index()
        wanted = k + max(len(query.leave_out) for query in queries)
        ids, scores = index.search(vectors, min(wanted, max(1, index.count)))
        return [
            _ranking(row_ids, row_scores, query.leave_out, k)
            for query, row_ids, row_scores in zip(queries, ids, scores, strict=True)
        ]


def by_date(hits: Sequence[Hit]) -> list[Hit]:
    """The same hits, newest first and those without a date last, with ranks in that order."""
    undated = [hit for hit in hits if hit.taken_at is None]
    dated = [hit for hit in hits if hit.taken_at is not None]
    dated.sort(key=lambda hit: hit.taken_at or "", reverse=True)
    return [replace(hit, rank=rank) for rank, hit in enumerate(dated + undated, start=1)]


def _tell_nobody(_words: str) -> None:
    """For a searcher whose user does not look on."""


def _ranking(
    ids: NDArray[np.int64],
    scores: NDArray[np.float32],
    leave_out: Sequence[int],
    k: int,
) -> Ranking:
    """One row of an index's answer without its padding and what was not wanted."""
    wanted = (ids >= 0) & ~np.isin(ids, leave_out)
    return Ranking(ids[wanted][:k], scores[wanted][:k])
