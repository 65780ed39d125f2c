"""Who answers: keeps a model's towers and index warm, and goes over to another model meanwhile.

How a request is answered is `answering`'s business, how a model is loaded and let go of that of
`towers`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from indexer.cut import Band
from indexer.search.answer import Hit
from indexer.search.answering import Answering
from indexer.search.explaining import explained
from indexer.search.ground import Ground
from indexer.search.newest import Newest
from indexer.towers import (
    NOTHING_APART,
    ModelChangedError,
    SearchClosedError,
    Towers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.records import Refusal
    from indexer.search.answer import Answer, Explanation
    from indexer.search.request import Request
    from indexer.towers import Apart

T = TypeVar("T")


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
        apart: Apart = NOTHING_APART,
    ) -> None:
        self._library = library
        self._towers_of = partial(
            Towers, library, device=device, on_stage=on_stage or _tell_nobody, apart=apart
        )
        self._towers = self._towers_of(bundle)
        self._ground: Ground | None = None
        self._newest: Newest | None = None

    @classmethod
    def open(
        cls,
        library: Library,
        bundle: Bundle,
        *,
        device: str = "auto",
        on_stage: Callable[[str], None] | None = None,
        apart: Apart = NOTHING_APART,
    ) -> Self:
        """Search `library` by the vectors of `bundle`, whose towers run on `device`.

        Args:
            library: Where photos are looked for.
            bundle: The model.
            device: One of `session.DEVICES`.
            on_stage: Is told what takes its time while a tower is loaded, in a few words for the
                user, about once a second and on the thread that asked; then "" when that is over.
                What it raises at words breaks the loading off, and comes out.
            apart: What is not done in this process.
        """
        return cls(library, bundle, device=device, on_stage=on_stage, apart=apart)

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
            self._towers = self._towers_of(bundle)
            before.retire(ModelChangedError)

    @property
    def bundle(self) -> Bundle:
        """The model by whose vectors is searched."""
        return self._towers.bundle

    @property
    def catalog(self) -> Catalog:
        """Of the library that is searched."""
        return self._library.catalog

    @property
    def device(self) -> str | None:
        """Where words, or else pictures, are encoded; None while neither tower was needed."""
        return self._towers.device

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why they are not encoded elsewhere, as far as a tower was needed."""
        return self._towers.refusals

    # -- answers --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Take in what was indexed since; cheap where nothing was."""
        self._towers.refresh()

    def answer(self, request: Request) -> Answer:
        """The photos that a request asks for, with their bands.

        Raises:
            QueryError: A picture that `like:` names is not there, or cannot be read, or terms
                cancel each other out.
            LibraryError: The library or the model cannot be read.
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
                dated_at=photo.dated_at,
                dated_from=photo.dated_from,
                seconds=photo.facts.seconds,
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

    def read_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the model makes of texts: unit vectors, float32 [len(texts), dim].

        Raises:
            LibraryError: The model cannot be read.
        """
        return self._towers.texts(texts)

    def _asked(self, ask: Callable[[Answering, Callable[[], Ground]], T]) -> T:
        """Ask with the model in use, and again where that is another one meanwhile."""
        while True:
            towers = self._towers
            ground = partial(self._ground_of, towers)
            try:
                answering = Answering(self._library, towers, ground=ground, newest=self._newest_now)
                return ask(answering, ground)
            except ModelChangedError:
                if towers is self._towers:
                    raise

    def _ground_of(self, towers: Towers) -> Ground:
        """Where to search with these towers: the same as last, unless that has changed."""
        ground = self._ground = Ground.of(towers, self._ground)
        return ground

    def _newest_now(self) -> Newest:
        """All photos newest first: the same as last, unless the catalog has changed."""
        newest = self._newest = Newest.of(self._library.catalog, self._newest)
        return newest


def _tell_nobody(_words: str) -> None:
    """For a searcher whose user does not look on."""
