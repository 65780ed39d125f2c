"""Takes the photos of folders into the library: scan -> decode -> encode -> library.

`ingest` is a generator of `Progress`; who stops asking has cancelled it, and what was done until
then is kept. The stations are in the modules of their names; the files here are the flow between
them:

`options`      what is asked for
`drives`       the roots brought to where their drives are now
`inner_drives` the same for drives that lie somewhere inside of a root
`update`       the library brought up to date with its folders, step by step
`moves`        which files that look new are photos that were known in another place
`likely`       which of them need not be read to be known again: whole folders that moved
`shots`        which are only parts of a shot from now on, as a RAW whose JPEG lies beside it now
`losses`       which of those that are gone are forgotten, and which wait for a person's word
`plan`         which files are to be read, and what is wanted of each
`encoding`     decode processes and encoder of a model, opened when a photo needs them
`lanes`        the encoder on threads of its own, so that it never waits for a pipe or a disk
`pending`      what is read and not yet written down, committed about once a second
`bursts`       which photos were taken in one go
`completion`   a model's vectors of photos that the library knows already, from file or preview
`progress`     how far it has come

A change of model loses no search: the library is first brought up to date with the model in use,
then the wanted one encodes all photos, and only then it takes over. Where the model in use cannot
be run, new photos are left to the wanted one alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.ingest.bursts import find_bursts
from indexer.ingest.completion import complete_away, make_ready
from indexer.ingest.encoding import Encoding, NoEncoderError
from indexer.ingest.options import IngestOptions
from indexer.ingest.pending import Read
from indexer.ingest.plan import plan
from indexer.ingest.progress import Progress, Tally
from indexer.ingest.update import Update
from indexer.keepsakes import take_back_heirs, welcome_back

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from indexer.encode import ImageEncoder
    from indexer.ingest.plan import Task
    from indexer.library import Library
    from indexer.models import Bundle

__all__ = ["IngestOptions", "NoEncoderError", "Progress", "ingest"]


def ingest(
    library: Library,
    bundle: Bundle,
    options: IngestOptions,
    *,
    wanted: Bundle | None = None,
    encoder: ImageEncoder | None = None,
) -> Generator[Progress, None, None]:
    """Bring the library up to date with its folders.

    Args:
        library: open for writing.
        bundle: the model whose vectors every photo shall have.
        options: which folders, and how.
        wanted: the model that the library wants to be searched with; it then encodes every photo
            and takes over.
        encoder: the image tower of `bundle`, to be used and left open. Without one it is opened
            for the first photo that needs it, so that a scan that finds nothing loads no model.

    Yields:
        How far it has come, several times a second; the last one has the stage "done".

    Raises:
        NoEncoderError: The model cannot be run. Where another is wanted this is told as a remark;
            and if that is the one that cannot be run, it just does not take over.
        LibraryError: The library or the model cannot be used.
    """
    tally = Tally()
    try:
        yield from _take_in(library, bundle, options, tally, encoder)
    except NoEncoderError as error:
        if wanted is None or wanted.sha256 == bundle.sha256:
            raise
        instead = f"New photos are encoded by {wanted.name}, not by {bundle.name}: {error}"
        tally.remark(instead if error.unread else str(error))
        yield from _read_on(library, wanted, options, tally, error.unread)
    if wanted is not None:
        beside = tally.beside()
        if (yield from make_ready(library, wanted, options, beside)):
            tally = beside
        tally.missing = beside.missing
    yield tally.progress("done")


def _take_in(
    library: Library,
    bundle: Bundle,
    options: IngestOptions,
    tally: Tally,
    encoder: ImageEncoder | None,
) -> Generator[Progress, None, None]:
    """Have one model encode every photo below the folders, seen or remembered."""
    tally.turn_to(bundle.name, library.catalog.last_made_on(bundle.sha256), switching=False)
    yield from _bring_up_to_date(library, bundle, options, tally, encoder)
    yield from complete_away(library, bundle, options, tally)


def _read_on(
    library: Library,
    wanted: Bundle,
    options: IngestOptions,
    tally: Tally,
    unread: Sequence[Task],
) -> Generator[Progress, None, None]:
    """Have the wanted model read what is left of the files, in place of the one in use.

    The folders are not looked at again: what was followed and forgotten is counted already. What
    only lacks a vector is left to `make_ready`, as in every change of model.
    """
    tally.turn_to(wanted.name, library.catalog.last_made_on(wanted.sha256), switching=False)
    no_preview = {photo.path for photo in library.missing_previews()} if unread else set()
    left = [task for task in unread if not task.was_unchanged or task.file.path in no_preview]
    with Encoding[Read](wanted, options, tally) as encoding:
        run = Update(library, wanted, options, tally, encoding)
        yield from run.read({task.file.path: task for task in left})
        run.save_caches()


def _bring_up_to_date(
    library: Library,
    bundle: Bundle,
    options: IngestOptions,
    tally: Tally,
    encoder: ImageEncoder | None,
) -> Generator[Progress, None, None]:
    with Encoding[Read](bundle, options, tally, encoder=encoder) as encoding:
        run = Update(library, bundle, options, tally, encoding)
        take_back_heirs(library.catalog)
        changes = yield from run.look()
        found = yield from run.follow(changes)
        del changes  # of a million files, some hundred megabytes
        welcome_back(library.catalog)  # Where a kill came before they were welcomed.
        yield from run.read(plan(library, bundle.sha256, roots=options.roots, found=found))
        run.save_caches()
        if tally.added or tally.updated or tally.moved or tally.removed:
            find_bursts(library, bundle)
