"""Takes the photos of folders into the library: scan -> decode -> encode -> library.

`ingest` is a generator of `Progress`; who stops asking has cancelled it, and what was done until
then is kept. The stations are in the modules of their names; the files here are the flow between
them:

`moves`      which files that look new are photos that were known in another place
`plan`       which files are to be read, and what is wanted of each
`lanes`      the encoder on threads of its own, so that it never waits for a pipe or a disk
`pending`    what is read and not yet written down, committed about once a second
`progress`   how far it has come
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from indexer.decode import DecodeRecipe, UnreadablePhoto
from indexer.ingest.lanes import Lanes, threads_of_a_lane
from indexer.ingest.moves import missed_elsewhere, settle, worth_a_look
from indexer.ingest.pending import Pending
from indexer.ingest.plan import plan
from indexer.ingest.progress import Progress, Tally
from indexer.scan import find_changes
from indexer.workers import DecodeWorkers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from indexer.decode import DecodedPhoto
    from indexer.encode import ImageEncoder
    from indexer.ingest.lanes import Encoded
    from indexer.ingest.moves import Found, Settled
    from indexer.ingest.plan import Task
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.scan import Changes, Ignored, KnownFile, SeenFile, Unreadable

__all__ = ["IngestOptions", "Progress", "ingest"]

SECONDS_BETWEEN_LOOKS: Final = 0.2
"""How often progress is told while the folders are scanned."""

SECONDS_BETWEEN_SAVES: Final = 600.0
"""Whoever searches meanwhile replays what came since the caches were saved."""

PHOTOS_AHEAD: Final = 64
"""Decoded before the encoder asks for them: enough to bridge a few large or hard files."""


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
    with ExitStack() as stack:
        run = _Ingest(library, bundle, options, _Opener(bundle, options, stack, encoder))
        changes = yield from run.look()
        found = yield from run.follow(changes)
        del changes  # of a million files, some hundred megabytes
        yield from run.read(plan(library, bundle.sha256, roots=options.roots, found=found))
        run.save_caches()
    yield run.tally.progress("done")


class _Ingest:
    """One run of `ingest`, step by step."""

    def __init__(
        self, library: Library, bundle: Bundle, options: IngestOptions, opener: _Opener
    ) -> None:
        self._library = library
        self._bundle = bundle
        self._options = options
        self._opener = opener
        self._known: dict[str, KnownFile] = {}
        self._saved_at = time.monotonic()
        self.tally = Tally(device=options.device)

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
        self._known = {}
        ids = [photo_id for photo_id, _ in found if photo_id is not None]
        missed = self._library.catalog.photos([*changes.gone, *ids])
        roots = self._options.roots
        elsewhere = missed_elsewhere(self._library.catalog, found, roots=roots)
        keys: dict[str, bytes] = {}
        candidates = worth_a_look(found, [*missed, *elsewhere])
        for file, key in self._opener.workers.keys(candidates) if candidates else ():
            self.tally.path = file.path
            if isinstance(key, bytes):
                keys[file.path] = key
            yield self.tally.progress("scan")
        settled = settle(found, missed, keys, elsewhere=elsewhere)
        self._write_down(settled)
        yield self.tally.progress("scan")
        return settled.to_read + again

    def _is_as_known(self, file: SeenFile) -> bool:
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
        self.tally.removed = len(settled.gone)
        self.tally.moved = len(settled.moved)
        self.tally.unchanged += len(settled.touched)

    # -- decode and encode ----------------------------------------------------------------

    def read(self, tasks: dict[str, Task]) -> Iterator[Progress]:
        """Read files, and commit what comes of them."""
        if not tasks:
            return
        self.tally.begin_reading(len(tasks))
        pending = Pending(self._library, tasks, self.tally)
        try:
            yield from self._flow([task.file for task in tasks.values()], tasks, pending)
        except (GeneratorExit, KeyboardInterrupt):
            for encoded in self._opener.begun():
                pending.photo(encoded)
            pending.commit()
            raise
        pending.commit()

    def _flow(
        self, files: Iterable[SeenFile], tasks: dict[str, Task], pending: Pending
    ) -> Iterator[Progress]:
        for file, outcome in self._opener.workers.decode(files, look_ahead=PHOTOS_AHEAD):
            self.tally.path = file.path
            self._take(tasks[file.path], outcome, pending)
            pending.commit_if_due()
            self._save_caches_if_due()
            yield self.tally.progress("decode")
        for encoded in self._opener.rest():
            pending.photo(encoded)
            yield self.tally.progress("decode")

    def _take(self, task: Task, outcome: DecodedPhoto | UnreadablePhoto, pending: Pending) -> None:
        """Send what came of a file where it has to go next."""
        if isinstance(outcome, UnreadablePhoto):
            pending.problem(task.file, outcome.reason)
        elif task.needs_vector:
            lanes = self._opener.lanes
            pending.stamp = lanes.stamp
            self.tally.device = lanes.stamp.device
            for encoded in lanes.put(task.file, outcome):
                pending.photo(encoded)
        else:
            assert task.photo_id is not None
            pending.previews(task.photo_id, outcome)

    # -- caches ---------------------------------------------------------------------------

    def _save_caches_if_due(self) -> None:
        if time.monotonic() - self._saved_at >= SECONDS_BETWEEN_SAVES:
            self.save_caches()

    def save_caches(self) -> None:
        """Save what makes the next search quick, also where an earlier run was cut short."""
        self._library.vectors(self._bundle)
        self._library.save_caches()
        self._saved_at = time.monotonic()


class _Opener:
    """Opens workers and encoder when the first file needs them; what it opens, `stack` closes."""

    def __init__(
        self,
        bundle: Bundle,
        options: IngestOptions,
        stack: ExitStack,
        encoder: ImageEncoder | None,
    ) -> None:
        self._bundle = bundle
        self._options = options
        self._stack = stack
        self._encoder = encoder

    @cached_property
    def workers(self) -> DecodeWorkers:
        """The decode processes."""
        recipe = DecodeRecipe(self._bundle.image)
        return self._stack.enter_context(DecodeWorkers(recipe, count=self._options.workers))

    @cached_property
    def lanes(self) -> Lanes:
        """The encoder, on its threads."""
        encoder = self._encoder or self._stack.enter_context(self._opened_encoder())
        return self._stack.enter_context(Lanes(encoder, count=self._options.lanes))

    def _opened_encoder(self) -> ImageEncoder:
        from indexer.encode import ImageEncoder  # ONNX Runtime takes a while to load
        from indexer.models.check import check_files

        check_files(self._bundle)
        return ImageEncoder.open(
            self._bundle, device=self._options.device, threads=threads_of_a_lane()
        )

    def rest(self) -> Iterator[Encoded]:
        """What is still in the lanes, if any were opened, as it becomes ready."""
        return self.lanes.finish() if "lanes" in vars(self) else iter(())

    def begun(self) -> Iterator[Encoded]:
        """What the lanes, if any were opened, have begun with; the rest is dropped."""
        return self.lanes.abandon() if "lanes" in vars(self) else iter(())


class _Cancelled(Exception):  # noqa: N818 - it is no error: nobody asks for the scan any more.
    """Ends the scan's thread."""


_Row = TypeVar("_Row", "Ignored", "Unreadable")


def _below(root: str, rows: Iterable[_Row]) -> list[_Row]:
    start = os.path.join(root, "")
    return [row for row in rows if row.path == root or row.path.startswith(start)]
