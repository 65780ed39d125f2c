"""`shoebox model get`: a model from the hub, whole or not at all.

It chooses the way (an export that others have made ready, else the open_clip weights), sees to the
room on the disk, and installs what comes only when it is proved. The bytes are `hub`'s business,
making a bundle of them that of `adopt` and `export`.

Everything is put together in `<user models>/.incoming/NAME/`, as plain files: no cache of the
hub's own, no links, which Windows grants to few. What a broken or killed fetch leaves there, the
next one takes up.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from indexer.errors import LibraryError
from indexer.models.adopt import UnusableExportError, adopt, choose_files
from indexer.models.check import check_bundle
from indexer.models.description import DESCRIPTION
from indexer.models.hub import GoneError, Hub
from indexer.models.installing import GOLDEN, incoming, install
from indexer.runtime import runtime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from indexer.models.bundle import Bundle
    from indexer.models.hub import HubFile, Listing
    from indexer.models.known import HubFolder, KnownModel

ADOPTS = 1
"""Raised whenever `adopt` takes exports that it did not take before: they are tried again then."""

SPARE_BYTES = 64_000_000
"""Room that is wanted beside the files: for the golden set, and for whoever else writes."""


WEIGHTS = (
    "open_clip_model.safetensors",
    "open_clip_pytorch_model.safetensors",
    "open_clip_pytorch_model.bin",
)
"""Names of a repository's open_clip weights, best first."""

EXPORT_TAKES = 3.5
"""Room for weights and their export, in sizes of the weights: `export` asks for 10 bytes each."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a fetch has come.

    Attributes:
        stage: `download`, `convert` or `check`.
        file: The file under way, by its path on the hub; "" in the later stages.
        done_bytes: Of all files together; in the later stages all of them.
        total_bytes: Of all files together.
        message: In the later stages, what is done now; "" where the stage says it all.
    """

    stage: str
    file: str
    done_bytes: int
    total_bytes: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An installed model, and what its user should be told of it."""

    bundle: Bundle
    remarks: tuple[str, ...] = ()


def fetch_model(model: KnownModel, hub: Hub, *, tell: Callable[[Step], None]) -> Fetched:
    """Download a model, make it a bundle, prove that and install it.

    Args:
        model: Which one.
        hub: Where from.
        tell: Told each step, for each piece of a file that arrives.

    Raises:
        LibraryError: It cannot be had, for a reason that the user can see to. What has come of
            its files is kept.
    """
    with _told_of_the_disk(), _alone(model.name):
        fetched = _fetched(model, hub, tell)
        _note(model.name).unlink(missing_ok=True)
        return fetched


def _fetched(model: KnownModel, hub: Hub, tell: Callable[[Step], None]) -> Fetched:
    if model.ready is None:
        return _from_weights(model, hub, tell)
    try:
        return _from_export(model, model.ready, hub, tell)
    except (GoneError, UnusableExportError) as error:
        return _from_weights(model, hub, tell, instead_of=error)


def _from_export(
    model: KnownModel, place: HubFolder, hub: Hub, tell: Callable[[Step], None]
) -> Fetched:
    """Fetch what others have exported, and adopt it."""
    listing, staged = hub.listing(place), incoming() / model.name
    files = choose_files([file.path for file in listing.files], place.folder)
    if files is None:
        raise GoneError(f"There is no export in {place.repo} any more.")
    _demand_untried(model.name, listing)
    wanted = [file for file in listing.files if file.path in (*files.decisive, *files.beside)]
    total = sum(file.size for file in wanted)
    _require_space(model.name, total, staged)
    _download(hub, listing, wanted, staged, tell)
    tell(Step("convert", "", total, total))
    try:
        adopted = adopt(staged, files, model, source=f"{listing.repo}@{listing.commit}")
    except UnusableExportError as error:
        shutil.rmtree(staged)
        _note_unusable(model.name, listing, error)
        raise
    tell(Step("check", "", total, total))
    check_bundle(adopted.bundle, device="cpu")
    _tidy(staged, {file.path for file in wanted} | {GOLDEN, DESCRIPTION})
    return Fetched(install(staged, model.name), adopted.remarks)


def _note(name: str) -> Path:
    """Where it is noted that the export of a model, large as it is, was fetched for nothing."""
    return incoming() / f"{name}.unusable"


def _note_unusable(name: str, listing: Listing, error: UnusableExportError) -> None:
    said = {"commit": listing.commit, "by": _maker(), "reason": str(error)}
    # Without the note it is fetched again the next time, which is no worse than before.
    with suppress(OSError):
        _note(name).write_text(json.dumps(said), "utf-8")


def _demand_untried(name: str, listing: Listing) -> None:
    """Refuse an export that ended in vain before: fetched again, it would end the same.

    Raises:
        UnusableExportError: It did, at this commit and with what loads exports here now.
    """
    try:
        said = json.loads(_note(name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return
    if not isinstance(said, dict) or said.get("commit") != listing.commit:
        return
    if said.get("by") == _maker():
        raise UnusableExportError(str(said.get("reason")))


def _maker() -> str:
    """What decides whether an export is of use, besides itself."""
    return f"ONNX Runtime {runtime().__version__}, {ADOPTS}"


def _from_weights(
    model: KnownModel,
    hub: Hub,
    tell: Callable[[Step], None],
    instead_of: LibraryError | None = None,
) -> Fetched:
    """Fetch the open_clip weights and export them, where that can be done on this machine."""
    # Imported here: it is for those few who have the extra.
    from indexer.models.export import can_export, export_bundle, find_recipe

    reason = str(instead_of or f"There is no ready export of {model.name} on the hub.")
    wanting = can_export()
    if wanting:
        raise LibraryError(f"{reason} {wanting}")
    listing, home = hub.listing(model.weights), incoming() / f"{model.name}.weights"
    weights = next(filter(None, map(listing.find, WEIGHTS)), None)
    if weights is None:
        raise GoneError(f"There are no open_clip weights in {listing.repo} any more.")
    _require_space(model.name, round(weights.size * EXPORT_TAKES), home)
    _download(hub, listing, [weights], home, tell)
    staged = _emptied(incoming() / model.name)
    bundle = export_bundle(
        find_recipe(model.name),
        home / weights.path,
        staged,
        on_stage=lambda words: tell(Step("convert", "", weights.size, weights.size, words)),
        source=f"{listing.repo}@{listing.commit}",
    )
    tell(Step("check", "", weights.size, weights.size))
    check_bundle(bundle, device="cpu")
    installed = install(staged, model.name)
    shutil.rmtree(home)
    remarks = (f"{reason} It was made of open_clip's weights instead.",) if instead_of else ()
    return Fetched(installed, remarks)


def _download(
    hub: Hub,
    listing: Listing,
    wanted: Iterable[HubFile],
    folder: Path,
    tell: Callable[[Step], None],
) -> None:
    """Bring the files home, the small ones first: what is wrong with those shows soon."""
    wanted = sorted(wanted, key=lambda file: file.size)
    total, before = sum(file.size for file in wanted), 0
    for file in wanted:

        def arrived(here: int, *, file: HubFile = file, before: int = before) -> None:
            tell(Step("download", file.path, before + here, total))

        hub.fetch(listing, file, folder, arrived=arrived)
        before += file.size


def _require_space(name: str, size: int, folder: Path) -> None:
    """Ask for room for so many bytes before the first comes; what is here already needs none."""
    folder.mkdir(parents=True, exist_ok=True)
    here = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    needed = max(0, size - here) + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise LibraryError(
            f"{name} needs {needed / 1e6:,.0f} MB, but the disk of {folder} has "
            f"{free / 1e6:,.0f} MB free."
        )


def _tidy(folder: Path, keep: set[str]) -> None:
    """Delete what is no part of the bundle, such as the rests of an older version's files."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in keep:
            path.unlink()


def _emptied(folder: Path) -> Path:
    """Return a folder that is there and holds nothing."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Keep two processes from fetching the same model at the same time."""
    try:
        incoming().mkdir(parents=True, exist_ok=True)
        with FileLock(incoming() / f"{name}.lock", timeout=0):
            yield
    except Timeout as error:
        raise LibraryError(f"Another Shoebox is fetching {name} already.") from error


@contextmanager
def _told_of_the_disk() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # Whoever is told the steps has gone; that is no matter of disks.
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise LibraryError(
                "The disk is full. What has come is kept: make room, and try again."
            ) from error
        raise LibraryError(f"{_refused(error)} ({error.strerror or error}).") from error


def _refused(error: OSError) -> str:
    """Return what cannot be done: only a file of ours, or one without a name, is being written."""
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, (str, bytes)) else None
    if path is None or path.is_relative_to(incoming()) or incoming().is_relative_to(path):
        return f"{incoming()} cannot be written"
    return f"{path} cannot be used"
