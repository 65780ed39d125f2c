"""The vector index: nearest photos by one model's vectors, a cache of the catalog.

`VectorIndex` follows the catalog by its sequence numbers and answers searches meanwhile; further
frames of videos have an index of their own, which `moments` asks beside it. FAISS
is in `exact` and `coarse`; a `segment` knows which of them answers faster; `questions` puts what is
asked to all segments; `snapshot` keeps them on disk, which spares the replay of all vectors at the
next start. Whatever is wrong with a snapshot, the index is made again from the catalog.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.vectors import questions, snapshot
from indexer.vectors.comparison import differences
from indexer.vectors.segment import Segment, join
from indexer.vectors.snapshot import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.vectors.source import Source

_SEGMENT_ROWS: Final = 16384
"""A segment of this many rows takes no more in: 16 MB of 512 halves, copied in some ms. Seven of
them are searched as fast as one of their sum (4.0 ms for 100,000)."""

_WORTH_SAVING: Final = 2000
"""So many changes are replayed from the catalog in less than 10 ms, and need no new snapshot."""

_WORTH_LOADING: Final = 32_768
"""So many changes are rather had from the writer's snapshot, if there is a newer one: what follows
an ingest for hours would hold all of it in memory else."""


@dataclass(frozen=True, slots=True)
class _State:
    """What the index holds at one moment; replaced as a whole, so that searches need no lock.

    Attributes:
        segments: The snapshot, if there is one, and what came after it.
        sequence: The newest change of the catalog that is in them.
        mark: What only that catalog has at this number.
        unsaved: How many changes are not in the snapshot on disk.
        saved: The newest change that is in the snapshot; -1 where there is none.
    """

    segments: tuple[Segment, ...] = ()
    sequence: int = 0
    mark: str = ""
    unsaved: int = 0
    saved: int = -1

    @classmethod
    def of(cls, manifest: Manifest, segments: tuple[Segment, ...]) -> Self:
        """The state of a snapshot."""
        return cls(segments, manifest.sequence, manifest.mark, saved=manifest.sequence)

    @property
    def count(self) -> int:
        return sum(segment.count for segment in self.segments)


class VectorIndex:
    """Nearest neighbours by cosine: exact over vectors rounded to 16 bits, in a small library.

    In a large one guesses say where to look, and 99 of the 100 nearest are found or more.

    `search` may be called from any thread, also while another one refreshes.
    """

    def __init__(self, folder: Path, *, model_sha256: str, dim: int) -> None:
        self.folder = folder
        self.model_sha256 = model_sha256
        self.dim = dim
        self._changing = threading.Lock()
        self._saving = threading.Lock()
        self._beside: Future[None] | None = None
        self._proved = False
        self._state = _State()

    @classmethod
    def open(cls, folder: Path, *, model_sha256: str, dim: int) -> Self:
        """Open the snapshot in `folder`; the index is empty where there is none that fits.

        Only `refresh` can tell whether the snapshot is of the catalog at hand.
        """
        index = cls(folder, model_sha256=model_sha256, dim=dim)
        loaded = snapshot.load(folder, model_sha256=model_sha256, dim=dim)
        if loaded is not None:
            index._state = _State.of(*loaded)
        return index

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return self._state.count

    @property
    def ids(self) -> NDArray[np.int64]:
        """The numbers of all vectors, int64 [n], ascending."""
        kept = [segment.ids[segment.rows()] for segment in self._state.segments]
        return np.sort(np.concatenate([np.empty(0, np.int64), *kept]))

    @property
    def sequence(self) -> int:
        """The number of the newest change in the catalog that the index has seen."""
        return self._state.sequence

    def search(
        self,
        vectors: NDArray[np.float32],
        k: int,
        *,
        among: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest photos of each vector.

        Args:
            vectors: float32 [q, dim], of length 1.
            k: How many to find.
            among: Only photos with these ids, int64 [m], in any order; by default all.

        Returns:
            Ids int64 [q, k], best first, -1 where there are fewer than `k`; cosines
            float32 [q, k], -inf for padding. Equal cosines are in the order of the ids.
        """
        wanted = np.ascontiguousarray(vectors, np.float32)
        if wanted.ndim != 2 or wanted.shape[1] != self.dim:
            raise ValueError(f"vectors must be [q, {self.dim}], not {list(wanted.shape)}")
        return questions.nearest(self._state.segments, wanted, k, among=among)

    def above(
        self,
        vector: NDArray[np.float32],
        least: float,
        *,
        most: int,
        among: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All photos whose cosine with a vector is `least` or more.

        Args:
            vector: float32 [dim], of length 1.
            least: The lowest cosine that counts.
            most: Only so many, the best.
            among: Only photos with these ids, int64 [m], in any order; by default all.

        Returns:
            Ids int64 [n] and cosines float32 [n], best first; equal ones in the order of the ids.
        """
        wanted = np.ascontiguousarray(vector, np.float32)
        if wanted.shape != (self.dim,):
            raise ValueError(f"the vector must be [{self.dim}], not {list(wanted.shape)}")
        return questions.above(self._state.segments, wanted, least, most=most, among=among)

    def sample(self, n: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Some photos by chance, but always the same: what most of the library looks like.

        A photo's chance follows from its id alone. So the sample of a library that grows changes
        little by little, and a smaller sample is the beginning of a larger one.

        Args:
            n: How many; all, where there are fewer.

        Returns:
            Ids int64 [m] in the order of chance, and vectors float32 [m, dim].
        """
        segments = self._state.segments
        ids = questions.sample(segments, n)
        return ids, questions.vectors_of(segments, ids, dim=self.dim)[1]

    def vectors_of(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
        """The vectors of some photos.

        Args:
            ids: int64 [n], in any order.

        Returns:
            Which of them have a vector, bool [n]; the vectors float32 [n, dim], 0 where not.
        """
        return questions.vectors_of(self._state.segments, ids, dim=self.dim)

    def refresh(self, catalog: Source) -> None:
        """Take in what has changed in the catalog since the index last looked.

        A snapshot of another catalog, or of one that has since gone another way, is thrown away.
        """
        if self._proved and catalog.last_sequence() == self._state.sequence:
            return
        with self._changing, catalog.at_one_moment() as now:
            if now.mark_at(self._state.sequence) != self._state.mark:
                self._state = _State()
            state = self._replayed(now, self._newest(now))
            if not self._proved and state.count != now.vector_count(self.model_sha256):
                state = self._replayed(now, _State())
            self._state = state
            self._proved = True

    def save(self, *, always: bool = False) -> None:
        """Write the snapshot, if enough has changed since the last one.

        Only the holder of the library's write lock may do this, after `refresh`.

        Args:
            always: Write it even for the sake of few changes.

        Raises:
            LibraryError: The disk refuses.
        """
        self.wait()
        self._save(always=always)

    def save_beside(self) -> None:
        """Begin to save in a thread of its own, unless one is at it: a million take a minute.

        What is asked meanwhile is answered, and what changes meanwhile is taken in by the next
        `refresh` after it. `wait`, or the next `save`, tells what went wrong.
        """
        if self._beside is not None and not self._beside.done():
            return
        self.wait()
        pool = ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._beside = pool.submit(self._save, always=False)
        pool.shutdown(wait=False)

    def wait(self) -> None:
        """Wait until what `save_beside` began is done.

        Raises:
            LibraryError: The disk refused.
        """
        beside, self._beside = self._beside, None
        if beside is not None:
            beside.result()

    def _save(self, *, always: bool) -> None:
        with self._saving:
            state = self._state
            least = 1 if always else _WORTH_SAVING
            if state.unsaved < least and snapshot.is_complete(state.segments):
                return
            manifest = Manifest(
                model_sha256=self.model_sha256,
                dim=self.dim,
                sequence=state.sequence,
                mark=state.mark,
            )
            segments = snapshot.save(self.folder, state.segments, manifest)
            # From now on the memory is the files', which can be let go. If a refresh has gone on
            # meanwhile, the next one takes the same changes in again.
            with self._changing:
                self._state = _State.of(manifest, segments)

    def rebuild(self, catalog: Source) -> None:
        """Throw the snapshot away and read all vectors from the catalog."""
        self.wait()
        with self._saving, self._changing:
            snapshot.remove(self.folder)
            self._state = _State()
            self._proved = False
        self.refresh(catalog)

    def check(self, catalog: Source, *, of: str = "photos") -> list[str]:
        """Compare every vector with the catalog's.

        Args:
            catalog: What the index follows.
            of: What has the vectors, in words.

        Returns:
            What differs, one sentence each; empty where nothing does.
        """
        with catalog.at_one_moment() as now:
            self.refresh(now)
            return list(differences(self._state.segments, now, self.model_sha256, of=of))

    def _newest(self, catalog: Source) -> _State:
        """What the index holds, or the writer's snapshot if that spares much of the replay."""
        state = self._state
        if catalog.last_sequence() - state.sequence + state.unsaved < _WORTH_LOADING:
            return state
        loaded = snapshot.load(
            self.folder, model_sha256=self.model_sha256, dim=self.dim, after=state.saved
        )
        if loaded is None or catalog.mark_at(loaded[0].sequence) != loaded[0].mark:
            return state
        return _State.of(*loaded)

    def _replayed(self, catalog: Source, state: _State) -> _State:
        segments = list(state.segments)
        unsaved = state.unsaved
        last = catalog.last_sequence()
        if segments:
            removed = catalog.removed_since(self.model_sha256, state.sequence)
            segments = _without(segments, removed)
            unsaved += len(removed)
        for ids, halves in catalog.vectors_since(self.model_sha256, state.sequence):
            if state.segments:
                segments = _without(segments, ids)
            segments = _with_more(segments, Segment.of(ids, halves))
            unsaved += len(ids)
        return replace(
            state,
            segments=tuple(segments),
            sequence=last,
            mark=catalog.mark_at(last) or "",
            unsaved=unsaved,
        )


def _without(segments: list[Segment], ids: NDArray[np.int64]) -> list[Segment]:
    return [segment.without(ids) for segment in segments] if len(ids) else segments


def _with_more(segments: list[Segment], more: Segment) -> list[Segment]:
    """Put new vectors at the end: into the last segment if it is small and in memory, or beside."""
    if segments and segments[-1].part is None:
        *others, last = segments
        if len(last.ids) + len(more.ids) <= _SEGMENT_ROWS:
            return [*others, join((last, more))]
    return [*segments, more]
