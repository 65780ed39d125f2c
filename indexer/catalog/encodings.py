"""What models make of photos: a vector each, of videos one for each further frame, and bursts.

The part of `Catalog` that `ingest` fills and `vectors` follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.catalog import bursts, embeddings, frames, photos
from indexer.formats import FILMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.database import Database
    from indexer.encode import Stamp
    from indexer.records import EncodedBy, MadeOn, NewVector, Photo

Block = tuple["NDArray[np.int64]", "NDArray[np.float16]"]


class Encodings:
    """The reads and transactions about vectors."""

    _database: Database

    def vector(self, photo_id: int, model_sha256: str) -> NDArray[np.float32] | None:
        """The vector of a photo by a model, float32 [dim]."""
        with self._database.connection() as connection:
            return embeddings.one(connection, photo_id, model_sha256=model_sha256)

    def vector_count(self, model_sha256: str) -> int:
        """How many photos have a vector by this model."""
        with self._database.connection() as connection:
            return embeddings.count(connection, model_sha256)

    def encoded_by(self) -> list[EncodedBy]:
        """Every model that has ever made a vector here, with how many photos it has encoded."""
        with self._database.connection() as connection:
            return embeddings.encoded_by(connection)

    def last_made_on(self, model_sha256: str) -> MadeOn | None:
        """Where the newest vector of this model was made; None where it has none."""
        with self._database.connection() as connection:
            return embeddings.last_made_on(connection, model_sha256)

    def without_vector(self, model_sha256: str) -> list[Photo]:
        """The photos that this model has not encoded yet."""
        with self._database.connection() as connection:
            return list(photos.without_vector(connection, model_sha256))

    def ids_without_vector(self, model_sha256: str) -> list[int]:
        """The ids of these photos alone: of a million, they fit in the memory."""
        with self._database.connection() as connection:
            return photos.ids_without_vector(connection, model_sha256)

    def lost_with(self, model_sha256: str, *, beside: str) -> list[int]:
        """The ids that only the model `beside` finds: they were lost if it gave way now."""
        with self._database.connection() as connection:
            return embeddings.lost_with(connection, model_sha256, beside=beside)

    def store_vectors(self, vectors: Sequence[NewVector], stamp: Stamp) -> None:
        """Give known photos a vector by another model, all in one transaction.

        A photo that was forgotten or renewed since its picture was read is passed over.
        """
        with self._database.transaction() as connection:
            keys = photos.content_keys(connection, (each.photo_id for each in vectors))
            fitting = [each for each in vectors if keys.get(each.photo_id) == each.content_key]
            rows = [(each.photo_id, each.vector) for each in fitting]
            embeddings.put(connection, rows, stamp=stamp)
            moving = [(each.photo_id, each.frames) for each in fitting]
            frames.put(connection, moving, stamp=stamp)

    def last_sequence(self) -> int:
        """The number of the newest change to any vector or path; 0 where there is none."""
        with self._database.connection() as connection:
            return embeddings.last_number(connection)

    def last_renewal(self) -> int:
        """The number at which a photo that is still there was last found with other content."""
        with self._database.connection() as connection:
            return embeddings.last_renewal(connection)

    def mark_at(self, sequence: int) -> str | None:
        """What only this catalog has at that number; None where no transaction ended with it."""
        with self._database.connection() as connection:
            return embeddings.mark_at(connection, sequence)

    def vectors_since(self, model_sha256: str, sequence: int) -> Iterator[Block]:
        """Blocks of (ids int64 [n], vectors float16 [n, dim]) that came after `sequence`."""
        with self._database.connection() as connection:
            yield from embeddings.since(connection, model_sha256, sequence=sequence)

    def removed_since(self, model_sha256: str, sequence: int) -> NDArray[np.int64]:
        """The ids of the photos, int64 [n], whose vector went after `sequence`."""
        with self._database.connection() as connection:
            return embeddings.removed_since(connection, model_sha256, sequence=sequence)

    # -- further frames of videos -----------------------------------------------------------

    def frames_since(self, model_sha256: str, sequence: int) -> Iterator[Block]:
        """Blocks of (numbers of frames int64 [n], vectors float16 [n, dim]) after `sequence`."""
        with self._database.connection() as connection:
            yield from frames.since(connection, model_sha256, sequence=sequence)

    def frames_removed_since(self, model_sha256: str, sequence: int) -> NDArray[np.int64]:
        """The numbers, int64 [n], that the frames may have had which went after `sequence`."""
        return frames.keys_of(self.removed_since(model_sha256, sequence))

    def frame_count(self, model_sha256: str) -> int:
        """How many further frames of videos this model has encoded."""
        with self._database.connection() as connection:
            return frames.count(connection, model_sha256)

    def second_of_frame(self, model_sha256: str, key: int) -> float | None:
        """When in its video a frame is seen, by its number; None where there is none of it."""
        with self._database.connection() as connection:
            return frames.seconds_of(connection, model_sha256, key)

    def videos_without_frames(self, model_sha256: str) -> list[Photo]:
        """The videos in which this model has not seen all that it could."""
        with self._database.connection() as connection:
            ids = frames.videos_without(connection, model_sha256, FILMS)
            return photos.by_ids(connection, ids.tolist())

    # -- bursts -----------------------------------------------------------------------------

    def told_bursts(self) -> list[list[int]]:
        """The photos of which a camera or a phone says that they are one burst, by their ids."""
        with self._database.connection() as connection:
            return bursts.told(connection)

    def burst_of(self, photo_id: int) -> int:
        """How many photos there are of the burst of one photo; 0 where it is of none."""
        with self._database.connection() as connection:
            return bursts.size_of(connection, photo_id)

    def ids_in_a_row(self, seconds: float, least: int) -> NDArray[np.int64]:
        """The ids of photos that may be of a burst of which nothing says so, int64 [n], ascending.

        Args:
            seconds: From one photo to the next, at most.
            least: Photos that follow each other so.
        """
        with self._database.connection() as connection:
            return bursts.in_a_row(connection, seconds, least)

    def keep_bursts(self, groups: Iterable[Sequence[int]]) -> None:
        """Keep which photos were taken in one go, in the place of what was known before.

        Args:
            groups: The ids of each burst; of a photo in several the first counts.
        """
        with self._database.transaction() as connection:
            bursts.replace(connection, groups)
