"""Takes the photos of folders into the library: scan -> decode -> encode -> library.

`ingest` is a generator of `Progress`; who stops asking has cancelled it, and what was done until
then is kept. The stations are in the modules of their names, the encoder's threads in `lanes`,
the following of moved photos in `moves`; this file owns the order of the work and its flow.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from indexer.decode import DecodeRecipe, UnreadablePhoto
from indexer.files import reachable
from indexer.lanes import Lanes, threads_of_a_lane
from indexer.moves import settle, worth_a_look
from indexer.progress import Tally
from indexer.records import IndexedPhoto
from indexer.scan import SeenFile, find_changes
from indexer.workers import DecodeWorkers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from indexer.decode import DecodedPhoto
    from indexer.encode import ImageEncoder, Stamp
    from indexer.lanes import Encoded
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.moves import Found, Settled
    from indexer.progress import Progress
    from indexer.scan import Changes, Ignored, KnownFile, Unreadable

SECONDS_BETWEEN_COMMITS = 1.0
"""What a crash may cost; a commit waits for the disk, so that more of them would cost photos."""

SECONDS_BETWEEN_LOOKS = 0.2
"""How often progress is told while the folders are scanned."""

SECONDS_BETWEEN_SAVES = 600.0
"""Whoever searches meanwhile replays what came since the caches were saved."""

PHOTOS_AHEAD = 64
"""Decoded before the encoder asks for them: enough to bridge a few large or hard files."""

PHOTOS_IN_A_COMMIT = 512
"""With previews of some 100 KB each, this bounds what waits in memory."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What to take in, and how.

    Attributes:
        roots: absolute paths of folders.
        excludes: patterns of what to leave out, as in a `.gitignore`.
        full: read every file again, also unchanged ones and those that could not be read.
        workers: decode processes; by default as many as suit the machine.
        lanes: photos that are encoded side by side; by default as many as suit the device.
        device: where the encoder runs.
    """

    roots: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    full: bool = False
    workers: int | None = None
    lanes: int | None = None
    device: str = "auto"


def ingest(
    library: Library,
    bundle: Bundle,
    options: IngestOptions,
    *,
    encoder: ImageEncoder | None = None,
) -> Generator[Progress, None, None]:
    """Bring the library up to date with its folders.

    Args:
        library: open for writing.
        bundle: the model whose vectors every photo shall have.
        options: which folders, and how.
        encoder: the image tower of `bundle`, to be used and left open. Without one it is opened
            for the first photo that needs it, so that a scan that finds nothing loads no model.

    Yields:
        How far it has come, several times a second; the last one has the stage "done".

    Raises:
        LibraryError: The library or the model cannot be used.
    """
    run = _Ingest(library, bundle, options, encoder)
    changes = yield from run.look()
    with ExitStack() as stack:
        settled = yield from run.follow(changes, stack)
        yield from run.read(changes, settled, stack)
    run.save_caches()
    yield run.progress("done")


@dataclass(frozen=True, slots=True)
class _Task:
    """A file to read: of which known photo, if any, and whether a vector or only previews lack."""

    file: SeenFile
    photo_id: int | None
    needs_vector: bool = True
    was_unchanged: bool = False


class _Ingest:
    """One run of `ingest`: what it works on, and what waits to be committed."""

    def __init__(
        self,
        library: Library,
        bundle: Bundle,
        options: IngestOptions,
        encoder: ImageEncoder | None,
    ) -> None:
        self._library = library
        self._bundle = bundle
        self._options = options
        self._encoder = encoder
        self._workers: DecodeWorkers | None = None
        self._stamp: Stamp | None = None
        self._lanes: Lanes | None = None
        self._tally = Tally(device=options.device)
        self._known: dict[str, KnownFile] = {}
        self._tasks: dict[str, _Task] = {}
        self._photos: list[IndexedPhoto] = []
        self._previews: list[tuple[int, bytes, bytes, bytes | None]] = []
        self._problems: list[tuple[SeenFile, str]] = []
        self._committed_at = self._saved_at = time.monotonic()

    def progress(self, stage: str) -> Progress:
        """How far it has come."""
        return self._tally.progress(stage)

    # -- scan -----------------------------------------------------------------------------

    def look(self) -> Generator[Progress, None, Changes]:
        """Scan the folders on a thread, so that progress can be told meanwhile."""
        self._known = self._library.catalog.known_files(self._options.roots)
        cancelled = threading.Event()
        with ThreadPoolExecutor(1, thread_name_prefix="scan") as pool:
            scan = pool.submit(self._find_changes, cancelled)
            try:
                while not wait([scan], timeout=SECONDS_BETWEEN_LOOKS).done:
                    yield self.progress("scan")
            finally:
                cancelled.set()
        changes = scan.result()
        self._tally.seen = changes.seen
        self._tally.unchanged = changes.unchanged
        self._note(changes)
        yield self.progress("scan")
        return changes

    def _find_changes(self, cancelled: threading.Event) -> Changes:
        def on_seen(seen: int) -> None:
            self._tally.seen = seen
            if cancelled.is_set():
                raise _Cancelled

        return find_changes(
            self._options.roots,
            self._known,
            excludes=self._options.excludes,
            full=self._options.full,
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

    def follow(self, changes: Changes, stack: ExitStack) -> Generator[Progress, None, Settled]:
        """Find out which new files are old photos, and forget the photos that are nowhere."""
        found = self._really_changed(changes)
        ids = [photo_id for photo_id, _ in found if photo_id is not None]
        missed = self._library.catalog.photos([*changes.gone, *ids])
        keys: dict[str, bytes] = {}
        candidates = worth_a_look(found, missed)
        if candidates:
            for file, key in self._open_workers(stack).keys(candidates):
                self._tally.path = file.path
                if isinstance(key, bytes):
                    keys[file.path] = key
                yield self.progress("scan")
        settled = settle(found, missed, keys)
        self._write_down(settled)
        yield self.progress("scan")
        return settled

    def _really_changed(self, changes: Changes) -> list[Found]:
        """New and changed files, without those that only `full` makes us read again."""
        return [
            *((None, file) for file in changes.new),
            *((photo_id, file) for photo_id, file in changes.changed if not self._as_known(file)),
        ]

    def _as_known(self, file: SeenFile) -> bool:
        known = self._known.get(file.path)
        return known is not None and (known.size, known.mtime_ns) == (file.size, file.mtime_ns)

    def _write_down(self, settled: Settled) -> None:
        # First what is gone: should we be killed here, a photo that has moved is still known.
        if settled.gone:
            self._library.forget(settled.gone)
        if settled.moved:
            self._library.move(settled.moved)
        if settled.touched:
            self._library.catalog.touch(settled.touched)
            self._library.catalog.clear_problems(file.path for _, file in settled.touched)
        self._tally.removed = len(settled.gone)
        self._tally.moved = len(settled.moved)
        self._tally.unchanged += len(settled.touched)

    # -- decode and encode ----------------------------------------------------------------

    def read(self, changes: Changes, settled: Settled, stack: ExitStack) -> Iterator[Progress]:
        """Read what is new, and what lacks a vector or a preview."""
        self._tasks = {task.file.path: task for task in self._plan(changes, settled)}
        if not self._tasks:
            return
        self._tally.begin_reading(len(self._tasks))
        workers = self._open_workers(stack)
        files = [task.file for task in self._tasks.values()]
        try:
            for file, outcome in workers.decode(files, look_ahead=PHOTOS_AHEAD):
                self._take(file, outcome, stack)
                self._commit_if_due()
                yield self.progress("decode")
            for encoded in self._lanes.finish() if self._lanes else ():
                self._keep(encoded)
                yield self.progress("decode")
        except (GeneratorExit, KeyboardInterrupt):
            for encoded in self._lanes.abandon() if self._lanes else ():
                self._keep(encoded)
            self._commit()
            raise
        self._commit()

    def _plan(self, changes: Changes, settled: Settled) -> list[_Task]:
        """All files to read in this run."""
        tasks = [_Task(file, photo_id) for photo_id, file in settled.to_read]
        if self._options.full:
            again = [each for each in changes.changed if self._as_known(each[1])]
            tasks += [_Task(file, photo_id) for photo_id, file in again]
        planned = {task.photo_id for task in tasks}
        return tasks + [task for task in self._lacking() if task.photo_id not in planned]

    def _lacking(self) -> Iterator[_Task]:
        """Known photos that lack what a run that was cut short, or another model, did not make."""
        catalog = self._library.catalog
        no_vector = {photo.id: photo for photo in catalog.without_vector(self._bundle.sha256)}
        no_preview = {photo.id: photo for photo in self._library.missing_previews()}
        lacking = no_preview | no_vector
        if not lacking:
            return
        hopeless = {problem.path for problem in catalog.problems()}
        roots = tuple(os.path.join(root, "") for root in self._options.roots)
        for photo in lacking.values():
            if photo.path in hopeless or not photo.path.startswith(roots):
                continue
            file = SeenFile(photo.path, photo.size, photo.mtime_ns)
            if _is_there(file):
                yield _Task(file, photo.id, needs_vector=photo.id in no_vector, was_unchanged=True)

    def _take(
        self, file: SeenFile, outcome: DecodedPhoto | UnreadablePhoto, stack: ExitStack
    ) -> None:
        """Send a decoded photo where it has to go next."""
        self._tally.path = file.path
        task = self._tasks[file.path]
        if isinstance(outcome, UnreadablePhoto):
            self._set_aside(file, outcome.reason)
        elif task.needs_vector:
            for encoded in self._open_lanes(stack).put(file, outcome):
                self._keep(encoded)
        else:
            assert task.photo_id is not None
            self._previews.append(
                (task.photo_id, outcome.content_key, outcome.small, outcome.large)
            )
            self._tally.count_done()

    def _keep(self, encoded: Encoded) -> None:
        """Put an encoded photo with what is to be committed next."""
        if encoded.vector is None:
            self._set_aside(encoded.file, "The model finds nothing to go by in it.")
            return
        # The pixels have done their work, and would fill the memory until the commit.
        photo = replace(encoded.photo, pixels=_NO_PIXELS)
        self._photos.append(IndexedPhoto(encoded.file, photo, encoded.vector))
        self._tally.count_done()

    def _set_aside(self, file: SeenFile, reason: str) -> None:
        self._problems.append((file, reason))
        self._tally.count_done()

    # -- commit ---------------------------------------------------------------------------

    def _commit_if_due(self) -> None:
        waiting = len(self._photos) + len(self._previews) + len(self._problems)
        due = time.monotonic() - self._committed_at >= SECONDS_BETWEEN_COMMITS
        if waiting >= PHOTOS_IN_A_COMMIT or (waiting and due):
            self._commit()
        if time.monotonic() - self._saved_at >= SECONDS_BETWEEN_SAVES:
            self.save_caches()

    def _commit(self) -> None:
        """Write down all that waits."""
        if self._photos:
            assert self._stamp is not None
            self._library.add(self._photos, self._stamp)
        if self._previews:
            self._library.previews.put(self._previews)
        if self._problems:
            self._library.catalog.store_problems(self._problems)
        self._count_committed()
        self._photos, self._previews, self._problems = [], [], []
        self._committed_at = time.monotonic()

    def _count_committed(self) -> None:
        tally = self._tally
        tasks = [self._tasks[item.file.path] for item in self._photos]
        tally.added += sum(task.photo_id is None for task in tasks)
        tally.updated += sum(task.photo_id is not None for task in tasks) + len(self._previews)
        tally.unreadable += len(self._problems)
        tasks += [self._tasks[file.path] for file, _ in self._problems]
        tally.unchanged -= sum(task.was_unchanged for task in tasks) + len(self._previews)

    def save_caches(self) -> None:
        """Save what makes the next search quick, also where an earlier run was cut short."""
        self._library.vectors(self._bundle)
        self._library.save_caches()
        self._saved_at = time.monotonic()

    # -- what is opened when it is first needed -------------------------------------------

    def _open_workers(self, stack: ExitStack) -> DecodeWorkers:
        if self._workers is None:
            recipe = DecodeRecipe(self._bundle.image)
            workers = DecodeWorkers(recipe, count=self._options.workers)
            self._workers = stack.enter_context(workers)
        return self._workers

    def _open_lanes(self, stack: ExitStack) -> Lanes:
        if self._lanes is None:
            encoder = self._encoder
            if encoder is None:
                from indexer.encode import ImageEncoder  # ONNX Runtime takes a while to load

                encoder = stack.enter_context(
                    ImageEncoder.open(
                        self._bundle, device=self._options.device, threads=threads_of_a_lane()
                    )
                )
            self._stamp = encoder.stamp
            self._tally.device = encoder.stamp.device
            self._lanes = stack.enter_context(Lanes(encoder, count=self._options.lanes))
        return self._lanes


class _Cancelled(Exception):  # noqa: N818 - it is no error: nobody asks for the scan any more.
    """Ends the scan's thread."""


_NO_PIXELS: Final = np.empty((0, 0, 3), np.uint8)

_Row = TypeVar("_Row", "Ignored", "Unreadable")


def _below(root: str, rows: Iterable[_Row]) -> list[_Row]:
    start = os.path.join(root, "")
    return [row for row in rows if row.path == root or row.path.startswith(start)]


def _is_there(file: SeenFile) -> bool:
    """Whether the file lies there as the catalog knows it: not on a drive that is away."""
    try:
        found = os.stat(reachable(file.path))
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (file.size, file.mtime_ns)
