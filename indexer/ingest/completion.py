"""A model's vectors of photos that the library knows already, from file or preview.

So another model is made ready beside the one in use. Nothing of a photo changes but that it has a
vector more. Where its file is away or cannot be read any more, its large preview is encoded in its
place: fitted like the file it gives nearly the same square, and the vector differs a little.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from indexer.decode import UnreadablePhoto, fit_preview
from indexer.files import reachable
from indexer.ingest.encoding import Encoding, NoEncoderError
from indexer.ingest.pending import Known, Pending, kept, opens
from indexer.ingest.plan import is_there
from indexer.machine import cores
from indexer.scan import SeenFile
from indexer.session import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.decode import DecodedFrame
    from indexer.ingest.lanes import Encoded
    from indexer.ingest.options import IngestOptions
    from indexer.ingest.progress import Progress, Tally
    from indexer.library import Library
    from indexer.models import Bundle

Drawn = tuple[Known, "NDArray[np.uint8]", "Sequence[DecodedFrame]"]
"""A photo, its picture as the model takes it, uint8 [size, size, 3], and a video's other frames."""

PHOTOS_AT_ONCE: Final = 1000
"""Asked of the catalog: of a million photos, only the ids are held all the time."""

FILES_AHEAD: Final = 64
"""Decoded before the encoder asks for them, as when they are new."""

PREVIEWS_AHEAD: Final = 16
"""Decoded before the encoder asks for them: each takes some milliseconds, and none is hard."""


def complete_away(
    library: Library, bundle: Bundle, options: IngestOptions, tally: Tally
) -> Iterator[Progress]:
    """Encode the previews of photos below the folders whose file is away and that lack a vector.

    They lack one where the model in use is not the one that took them in.
    """
    ids = _away(library, bundle, options)
    if ids:
        with Encoding[Known](bundle, options, tally) as encoding:
            yield from Completion(library, encoding, tally).run(ids)
        _save_caches(library, bundle)


def _away(library: Library, bundle: Bundle, options: IngestOptions) -> list[int]:
    """The photos of whose file nothing is to be seen, but whose preview is there."""
    inside = tuple(os.path.join(root, "") for root in options.roots)
    hopeless: set[str] | None = None
    keys: dict[int, bytes] | None = None
    found = []
    for photo in _photos(library, library.catalog.ids_without_vector(bundle.sha256)):
        if not photo.file.path.startswith(inside) or is_there(photo.file):
            continue
        if hopeless is None or keys is None:
            hopeless = {problem.path for problem in library.catalog.problems()}
            keys = library.previews.keys()
        if photo.file.path not in hopeless and keys.get(photo.photo_id) == photo.content_key:
            found.append(photo.photo_id)
    return found


def make_ready(
    library: Library, wanted: Bundle, options: IngestOptions, tally: Tally
) -> Generator[Progress, None, bool]:
    """Have the wanted model encode every photo, and take over; whether it did.

    It does not where it cannot be run, nor while photos that only the model in use finds can be
    had from nowhere but a drive that is away: both are told as a remark. Nor does it where
    meanwhile another one is wanted, or none. What else cannot be encoded keeps nobody waiting.
    """
    in_use = library.model_in_use()
    tally.turn_to(wanted.name, library.catalog.last_made_on(wanted.sha256), switching=True)
    try:
        finished = yield from _encode_all(library, wanted, options, tally)
    except (NoEncoderError, ModelError) as error:
        finished = False
        tally.remark(f"{wanted.name} cannot take over, {in_use} stays in use: {error}")
    taken_over = finished and _nothing_is_away(library, wanted, tally)
    taken_over = taken_over and library.take_over(wanted.name)
    tally.switching = False
    yield tally.progress("switched" if taken_over else "decode")
    return taken_over


def _encode_all(
    library: Library, wanted: Bundle, options: IngestOptions, tally: Tally
) -> Generator[Progress, None, bool]:
    """Encode what the wanted model lacks; whether it was still wanted in the end."""

    def still_wanted() -> bool:
        return library.model_wanted() == wanted.name

    with Encoding[Known](wanted, options, tally) as encoding:
        completion = Completion(library, encoding, tally, go_on=still_wanted)
        yield from completion.run(library.catalog.ids_without_vector(wanted.sha256))
    # Before it takes over, so that the first search with it need not read every vector.
    _save_caches(library, wanted)
    return still_wanted()


def _nothing_is_away(library: Library, wanted: Bundle, tally: Tally) -> bool:
    """Whether no drive has to come back first; counts what is missing, and tells what is away."""
    lost = library.lost_with(wanted)
    away = _on_drives_away(library, lost)
    tally.missing = away or len(lost)
    if away:
        photos, are = ("photo", "is") if away == 1 else ("photos", "are")
        tally.remark(
            f"{wanted.name} cannot take over yet, {library.model_in_use()} stays in use: "
            f"{away:,} {photos} {are} on drives that are away. It goes on when they are back."
        )
    return not away


def _on_drives_away(library: Library, ids: Sequence[int]) -> int:
    """How many of these photos lie below a folder that is away, and may come back with it.

    A photo with a problem of its own was tried and would give nothing then either.
    """
    if not ids:
        return 0
    # Of a folder that is away the scan notes a problem, also where its empty mount point is left.
    troubled = {problem.path for problem in library.catalog.problems()}
    away = tuple(
        os.path.join(root.path, "")
        for root in library.catalog.roots()
        if root.path in troubled or not os.path.exists(reachable(root.path))
    )
    return sum(
        each.file.path.startswith(away) and each.file.path not in troubled
        for each in _photos(library, ids)
    )


def _save_caches(library: Library, bundle: Bundle) -> None:
    library.vectors(bundle)
    library.frames(bundle)
    library.save_caches()


class Completion:
    """Encodes known photos: first those whose file is there, then the others' previews.

    A vector of a preview differs from that of its file, since a JPEG of middling quality lies
    between. Measured with the starter model, as cosine between the two: 0.987 to 0.999 for
    photographs of 1,000 pixels and more, 0.945 to 0.967 for small ones of 450 to 640, which the
    preview holds pixel for pixel with all its blocks. Two different photographs have 0.2; of 36,
    35 are what is nearest to the vector of their preview. It stays until the file changes or
    `shoebox index --full` reads it.

    Args:
        library: open for writing.
        encoding: the decode processes and the encoder of the model.
        tally: where it is counted; the sums of the files stay as they are.
        go_on: asked after each commit; where it says no, what has begun is kept and the rest left.
    """

    def __init__(
        self,
        library: Library,
        encoding: Encoding[Known],
        tally: Tally,
        *,
        go_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self._library = library
        self._encoding = encoding
        self._tally = tally
        self._go_on = go_on
        self._reading: dict[str, Known] = {}
        self._no_file: list[int] = []

    def run(self, ids: Sequence[int]) -> Iterator[Progress]:
        """Encode these photos; those without file and preview are passed over."""
        if not ids:
            return
        self._tally.begin_reading(len(ids))
        pending = Pending(self._library, {}, self._tally)
        with kept(pending, self._encoding, pending.vector):
            yield from self._flow(ids, pending)

    def _flow(self, ids: Sequence[int], pending: Pending) -> Iterator[Progress]:
        for source in (self._from_files(ids, pending), self._from_previews()):
            for known, pixels, frames in source:
                self._tally.path = known.file.path
                yield from self._encoding.open()
                for encoded in self._encoding.put(known, pixels, frames):
                    pending.vector(encoded)
                yield self._tally.progress("decode")
                if pending.commit_if_due() and not self._go_on():
                    yield from self._wind_up(self._encoding.begun(), pending)
                    return
        yield from self._wind_up(self._encoding.rest(), pending)

    def _wind_up(self, rest: Iterator[Encoded[Known]], pending: Pending) -> Iterator[Progress]:
        for encoded in rest:
            pending.vector(encoded)
            yield self._tally.progress("decode")

    def _from_files(self, ids: Sequence[int], pending: Pending) -> Iterator[Drawn]:
        files = self._files(ids)
        for file, outcome in self._encoding.workers.decode(files, look_ahead=FILES_AHEAD):
            known = self._reading.pop(file.path)
            if not isinstance(outcome, UnreadablePhoto):
                # If that is not what the library knows of the file, the catalog passes it over.
                known = replace(known, content_key=outcome.content_key)
                yield known, outcome.pixels, outcome.frames
                continue
            if opens(file.path):
                pending.note(file, outcome.reason)
            self._no_file.append(known.photo_id)

    def _files(self, ids: Sequence[int]) -> Iterator[SeenFile]:
        """The files to be read; whose file is not there as the library knows it, is noted."""
        for known in _photos(self._library, ids):
            if is_there(known.file):
                self._reading[known.file.path] = known
                yield known.file
            else:
                self._no_file.append(known.photo_id)

    def _from_previews(self) -> Iterator[Drawn]:
        keys = self._library.previews.keys() if self._no_file else {}
        waiting: deque[tuple[Known, Future[NDArray[np.uint8] | None]]] = deque()
        with ThreadPoolExecutor(min(4, cores()), thread_name_prefix="preview") as pool:
            for known in _photos(self._library, self._no_file):
                if keys.get(known.photo_id) == known.content_key:
                    waiting.append((known, pool.submit(self._fitted, known.photo_id)))
                else:
                    self._tally.count_done()
                if len(waiting) >= PREVIEWS_AHEAD:
                    yield from self._drawn(*waiting.popleft())
            while waiting:
                yield from self._drawn(*waiting.popleft())

    def _drawn(self, known: Known, fitted: Future[NDArray[np.uint8] | None]) -> Iterator[Drawn]:
        pixels = fitted.result()
        if pixels is None:
            self._tally.count_done()
        else:
            yield known, pixels, ()

    def _fitted(self, photo_id: int) -> NDArray[np.uint8] | None:
        """A photo's preview as the model takes it; None where it is damaged."""
        encoded = self._library.previews.large(photo_id)
        try:
            return fit_preview(encoded, self._encoding.recipe) if encoded else None
        except UnreadablePhoto:
            return None


def _photos(library: Library, ids: Sequence[int]) -> Iterator[Known]:
    for start in range(0, len(ids), PHOTOS_AT_ONCE):
        for photo in library.catalog.photos(ids[start : start + PHOTOS_AT_ONCE]):
            file = SeenFile(photo.path, photo.size, photo.mtime_ns)
            yield Known(photo.id, photo.content_key, file)
