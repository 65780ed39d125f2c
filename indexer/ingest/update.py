"""Brings the library up to date with its folders: the flow of one run, step by step.

Scan, follow what has moved, read what is new or lacks something, save the caches. What another
model has to encode afterwards is `completion`'s matter.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Final, TypeVar

from indexer.decode import UnreadablePhoto
from indexer.ingest.likely import LikelyMoves
from indexer.ingest.losses import Losses, judge, wait_behind
from indexer.ingest.moves import missed_elsewhere, settle, worth_a_look
from indexer.ingest.pending import Pending, Read, kept
from indexer.ingest.shots import Shots, heirs
from indexer.scan import Unreadable, find_changes
from indexer.sidecars import following

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

    from indexer.decode import DecodedPhoto
    from indexer.ingest.encoding import Encoding
    from indexer.ingest.moves import Found, Settled
    from indexer.ingest.options import IngestOptions
    from indexer.ingest.plan import Task
    from indexer.ingest.progress import Progress, Tally
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.records import Photo
    from indexer.scan import Changes, Ignored, KnownFile, SeenFile

SECONDS_BETWEEN_LOOKS: Final = 0.2
"""How often progress is told while the folders are scanned."""

SECONDS_BETWEEN_SAVES: Final = 600.0
"""Whoever searches meanwhile replays what came since the caches were saved."""

PHOTOS_AHEAD: Final = 64
"""Decoded before the encoder asks for them: enough to bridge a few large or hard files."""


class Update:
    """One run over the folders.

    Args:
        library: open for writing.
        bundle: the model whose vectors every photo shall have.
        options: which folders, and how.
        tally: where all is counted.
        encoding: the decode processes and the encoder of `bundle`.
    """

    def __init__(
        self,
        library: Library,
        bundle: Bundle,
        options: IngestOptions,
        tally: Tally,
        encoding: Encoding[Read],
    ) -> None:
        self._library = library
        self._bundle = bundle
        self._options = options
        self._encoding = encoding
        self._known: dict[str, KnownFile] = {}
        self._saved_at = time.monotonic()
        self.tally = tally

    # -- scan -----------------------------------------------------------------------------

    def look(self) -> Generator[Progress, None, Changes]:
        """Scan the folders on a thread, so that progress can be told meanwhile."""
        self._known = self._library.catalog.known_files(self._options.roots)
        cancelled = threading.Event()
        with ThreadPoolExecutor(1, thread_name_prefix="scan") as pool:
            scan = pool.submit(self._find_changes, cancelled)
            try:
                while not wait([scan], timeout=SECONDS_BETWEEN_LOOKS).done:
                    yield self.tally.progress("scan")
            finally:
                cancelled.set()
        changes = scan.result()
        self.tally.seen = changes.seen
        self.tally.unchanged = changes.unchanged
        self._note(changes)
        yield self.tally.progress("scan")
        return changes

    def _find_changes(self, cancelled: threading.Event) -> Changes:
        def on_seen(seen: int) -> None:
            self.tally.seen = seen
            if cancelled.is_set():
                raise _Cancelled

        return find_changes(
            self._options.roots,
            self._known,
            excludes=self._options.excludes,
            tops=[root.path for root in self._library.catalog.roots()],
            full=self._options.full,
            emptied=self._options.emptied,
            away=self._options.away,
            on_seen=on_seen,
        )

    def _note(self, changes: Changes) -> None:
        """Write down what is no photo: ignored, out of reach, and problems that are no more."""
        catalog = self._library.catalog
        for root in self._options.roots:
            catalog.replace_unreadable(root, _below(root, changes.unreadable))
            if root not in changes.away:
                catalog.replace_ignored(root, _below(root, changes.ignored))
        if changes.gone_problems:
            catalog.clear_problems(changes.gone_problems)

    # -- moves ----------------------------------------------------------------------------

    def follow(self, changes: Changes) -> Generator[Progress, None, list[Found]]:
        """Follow photos to where they are now, forget those that are nowhere; what is to read."""
        found: list[Found] = [(None, file) for file in changes.new]
        # What only `full` makes us read again has not moved.
        found += [each for each in changes.changed if not self._is_as_known(each[1])]
        again = [each for each in changes.changed if self._is_as_known(each[1])]
        held = self._library.catalog.missing_ids()
        found_again = self._found_again(changes, held)
        self._known = {}
        ids = [photo_id for photo_id, _ in found if photo_id is not None]
        missed = self._library.catalog.photos([*changes.gone, *ids])
        elsewhere = missed_elsewhere(
            self._library.catalog,
            found,
            roots=self._options.roots,
            deserted=self._options.deserted,
        )
        keys: dict[str, bytes] = {}
        candidates = worth_a_look(found, [*missed, *elsewhere])
        likely = LikelyMoves(found, [*missed, *elsewhere])
        unread = likely.left_unread()
        yield from self._read_keys([each for each in candidates if each.path not in unread], keys)
        keys |= likely.proven(keys)
        doubtful = unread - keys.keys()
        yield from self._read_keys([each for each in candidates if each.path in doubtful], keys)
        settled = settle(found, missed, keys, elsewhere=elsewhere)
        left_to = yield from self._left_to(settled, missed, changes)
        losses = self._losses(settled, missed, {*changes.left_out, *left_to}, changes, held)
        self._write_down(settled, losses, found_again, left_to)
        for count in following(
            self._library.catalog, [*changes.retold, *settled.moved, *settled.touched]
        ):
            self.tally.retold += count
            yield self.tally.progress("scan")
        yield self.tally.progress("scan")
        return settled.to_read + again

    def _read_keys(self, files: list[SeenFile], keys: dict[str, bytes]) -> Iterator[Progress]:
        """Read the content keys of files into `keys`; of what cannot be read there is none."""
        for file, key in self._encoding.workers.keys(files) if files else ():
            self.tally.path = file.path
            if isinstance(key, bytes):
                keys[file.path] = key
            yield self.tally.progress("scan")

    def _left_to(
        self, settled: Settled, missed: Sequence[Photo], changes: Changes
    ) -> Generator[Progress, None, dict[int, int]]:
        """Id of each photo that is only a part of a shot now -> the one that is shown for it."""
        gone = set(settled.gone)
        shots = Shots([photo for photo in missed if photo.id in gone], changes.ignored)
        keys: dict[str, bytes] = {}
        yield from self._read_keys(shots.worth_a_look(), keys)
        return heirs(self._library.catalog, settled, shots.shown(keys))

    def _is_as_known(self, file: SeenFile) -> bool:
        known = self._known.get(file.path)
        return known is not None and (known.size, known.mtime_ns) == (file.size, file.mtime_ns)

    def _found_again(self, changes: Changes, held: set[int]) -> set[int]:
        """Those of the photos that were missing whose files lie at their places again."""
        if not held:
            return set()
        known = {each.photo_id for each in self._known.values() if each.photo_id in held}
        return (held & known) - {*changes.gone, *changes.unseen}

    def _losses(
        self,
        settled: Settled,
        missed: Sequence[Photo],
        left_out: set[int],
        changes: Changes,
        held: set[int],
    ) -> Losses:
        """Which of the photos that are gone may be forgotten; of the others their owner is told."""
        if self._options.accept_missing or not settled.gone:
            return Losses(settled.gone)
        gone = set(settled.gone)
        roots = self._library.catalog.roots()
        photos = [photo for photo in missed if photo.id in gone]
        links = {each: changes.led_out[each] for each in changes.led_out.keys() - left_out}
        losses = judge(
            [photo for photo in photos if photo.id not in links],
            roots,
            left_out=left_out,
            emptied=set(changes.emptied),
            held=held,
            lately=self._options.lately,
        )
        return wait_behind(losses, photos, roots, links)

    def _write_down(
        self, settled: Settled, losses: Losses, found_again: set[int], left_to: Mapping[int, int]
    ) -> None:
        # First what is gone: should we be killed here, a photo that has moved is still known.
        if losses.forgotten:
            self._library.forget(losses.forgotten, left_to)
        moved = {photo_id for photo_id, _ in (*settled.moved, *settled.succeeded)}
        if losses.waiting or found_again or moved:
            self._library.catalog.note_missing(losses.held, found=found_again | moved)
        if settled.moved:
            self._library.move(settled.moved)
        if settled.touched:
            self._library.catalog.touch(settled.touched)
            self._library.catalog.clear_problems(file.path for _, file in settled.touched)
        self._tell_what_waits(losses)
        self.tally.removed = len(losses.forgotten)
        self.tally.moved = len(settled.moved)
        self.tally.unchanged += len(settled.touched)

    def _tell_what_waits(self, losses: Losses) -> None:
        """Tell how many photos wait for a word, and note it beside the other problems."""
        for root, lost in losses.waiting.items():
            sentence = losses.told(root)
            self.tally.waiting += len(lost)
            self.tally.remark(f"{root.path}: {sentence}")
            self._library.catalog.tell_missing(root.path, sentence, lost)

    # -- decode and encode ----------------------------------------------------------------

    def read(self, tasks: dict[str, Task]) -> Iterator[Progress]:
        """Read files, and commit what comes of them."""
        if not tasks:
            return
        self.tally.begin_reading(len(tasks))
        pending = Pending(self._library, tasks, self.tally)
        with kept(pending, self._encoding, pending.photo):
            yield from self._flow([task.file for task in tasks.values()], tasks, pending)

    def _flow(
        self, files: Iterable[SeenFile], tasks: dict[str, Task], pending: Pending
    ) -> Iterator[Progress]:
        for file, outcome in self._encoding.workers.decode(files, look_ahead=PHOTOS_AHEAD):
            self.tally.path = file.path
            yield from self._take(tasks[file.path], outcome, pending)
            pending.commit_if_due()
            self._save_caches_if_due()
            yield self.tally.progress("decode")
        for encoded in self._encoding.rest():
            pending.photo(encoded)
            pending.commit_if_due()
            yield self.tally.progress("decode")

    def _take(
        self, task: Task, outcome: DecodedPhoto | UnreadablePhoto, pending: Pending
    ) -> Iterator[Progress]:
        """Send what came of a file where it has to go next."""
        if isinstance(outcome, UnreadablePhoto):
            pending.problem(task.file, outcome.reason)
        elif task.needs_vector:
            yield from self._encoding.open()
            read = Read.of(task.file, outcome)
            for encoded in self._encoding.put(read, outcome.pixels, outcome.frames):
                pending.photo(encoded)
        else:
            assert task.photo_id is not None
            pending.again(task.photo_id, Read.of(task.file, outcome))

    # -- caches ---------------------------------------------------------------------------

    def _save_caches_if_due(self) -> None:
        if time.monotonic() - self._saved_at >= SECONDS_BETWEEN_SAVES:
            self.save_caches(beside=True)

    def save_caches(self, *, beside: bool = False) -> None:
        """Save what makes the next search quick, also where an earlier run was cut short.

        Args:
            beside: In threads of their own, while photos are read on.
        """
        self._library.vectors(self._bundle)
        self._library.frames(self._bundle)
        self._library.save_caches(beside=beside)
        self._saved_at = time.monotonic()


class _Cancelled(Exception):  # noqa: N818 - it is no error: nobody asks for the scan any more.
    """Ends the scan's thread."""


_Row = TypeVar("_Row", "Ignored", "Unreadable")


def _below(root: str, rows: Iterable[_Row]) -> list[_Row]:
    start = os.path.join(root, "")
    return [row for row in rows if row.path == root or row.path.startswith(start)]
