"""Opens a package that a stranger made: a folder, or a zip that may do no harm.

What is in it, `finding` tells.
"""

from __future__ import annotations

import lzma
import shutil
import stat
import tempfile
import time
import zipfile
import zlib
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError
from indexer.models.installing import incoming

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 32 << 30
"""Larger than any package: the largest known model takes 2 GB a chip and precision."""

RESERVE: Final = 512 << 20
"""Bytes that unpacking leaves free on the disk."""

ENCRYPTED: Final = (".aidem", ".aidem2", ".amf")
"""How files end that APLUX wrapped for its own engine."""


_DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError),
)
"""What reading a zip ends in that is not what it should be."""

_PREFIX: Final = "package-"
_FORGOTTEN: Final = 24 * 3600.0


class PackageError(LibraryError):
    """A package cannot be used here; the text says why in one sentence."""


@contextmanager
def told_of_the_disk() -> Iterator[None]:
    """Turn what the disk refuses into a sentence that names the file, or the folder of models.

    Raises:
        PackageError: Something could not be read or written.
    """
    try:
        yield
    except BrokenPipeError:  # Whoever is told of the stages has gone; that is no matter of disks.
        raise
    except OSError as error:
        where = error.filename or incoming()
        raise PackageError(f"{where} cannot be used: {error.strerror or error}.") from error


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Yield the folder of a package; what was unpacked for it is removed at the end.

    Raises:
        PackageError: It is neither a folder nor a zip that can be unpacked without harm.
    """
    if path.name.lower().endswith(ENCRYPTED):
        raise PackageError(encrypted(path.name))
    if path.is_dir():
        yield _only_folder(path)
        return
    demand_there(path)
    with aside() as unpacked:
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, unpacked, path)
        except _DAMAGED as error:
            raise PackageError(
                f"{path} is neither a folder nor a zip that can be read ({error})."
            ) from error
        except OSError as error:
            raise PackageError(f"{path} cannot be unpacked: {error.strerror or error}.") from error
        yield _only_folder(unpacked)


@contextmanager
def aside() -> Iterator[Path]:
    """Yield an empty folder beside the user's models, gone at the end unless it was moved away.

    What a process that was killed left there a day ago or longer goes too.
    """
    incoming().mkdir(parents=True, exist_ok=True)
    for left in incoming().glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=incoming()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def demand_there(path: Path) -> None:
    """Ask whether there is anything at a path, before anything is asked of this machine.

    Raises:
        PackageError: There is neither a folder nor a file.
    """
    if not path.is_dir() and not path.is_file():
        raise PackageError(f"There is no folder or zip “{path}”.")


def demand_tools(what: str) -> None:
    """Ask whether Qualcomm's libraries and onnx are here, as they are where there is an NPU.

    Raises:
        PackageError: One is not; `what` begins the sentence that says so.
    """
    missing = [
        name
        for name, module in (("onnxruntime-qnn", "onnxruntime_qnn"), ("onnx", "onnx"))
        if find_spec(module) is None
    ]
    if missing:
        raise PackageError(
            f"{what} needs {' and '.join(missing)}, which is not installed: "
            "`pip install '.[compile]'` in Shoebox's own folder brings all that it takes."
        )


def encrypted(name: str) -> str:
    """Return the sentence for a file that only its maker's engine opens."""
    return (
        f"{name} is encrypted by APLUX for its own engine, and no other program can run it: "
        "get the package whose files end in .ctx.bin, or compile the model yourself with "
        "`shoebox model compile`."
    )


def files_of(folder: Path) -> list[Path]:
    """Return every real file in a folder and below, in order; links are not followed.

    Raises:
        PackageError: There are more than any package has, or a folder cannot be read.
    """
    files: list[Path] = []
    waiting = [folder]
    while waiting:
        try:
            entries = sorted(waiting.pop().iterdir())
        except OSError as error:
            raise PackageError(f"{folder} cannot be read: {error.strerror}.") from error
        real = [entry for entry in entries if not entry.is_symlink()]
        files += [entry for entry in real if entry.is_file()]
        waiting += [entry for entry in real if entry.is_dir()]
        if len(files) + len(waiting) > MOST_FILES:
            raise PackageError(f"{folder} is no package: it holds more than {MOST_FILES:,} files.")
    return sorted(files)


def _only_folder(folder: Path) -> Path:
    """Step into the one folder that a zip or a download often wraps around a package."""
    while True:
        entries = [entry for entry in folder.iterdir() if not entry.name.startswith((".", "__"))]
        if len(entries) != 1 or not entries[0].is_dir() or entries[0].is_symlink():
            return folder
        folder = entries[0]


def _unpack(archive: zipfile.ZipFile, folder: Path, path: Path) -> None:
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        _demand_harmless(member, path)
    size = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or size > MOST_BYTES:
        raise PackageError(
            f"{path} is no package: it would unpack to {len(members):,} files of {size:,} bytes."
        )
    if shutil.disk_usage(folder).free < size + RESERVE:
        raise PackageError(f"There is no room to unpack {path}: it takes {size / 1e9:.1f} GB.")
    for member in members:
        place = folder / member.filename
        place.parent.mkdir(parents=True, exist_ok=True)
        # Reads no more than the size that was counted above, whatever is packed.
        with archive.open(member) as packed, place.open("xb") as file:
            shutil.copyfileobj(packed, file)


def _demand_harmless(member: zipfile.ZipInfo, path: Path) -> None:
    """Refuse what would be written elsewhere, and what is no file."""
    # Read as Windows would, which knows more ways out than POSIX does.
    place = PureWindowsPath(member.filename)
    if place.anchor or ".." in place.parts or ":" in member.filename or "\0" in member.filename:
        raise PackageError(f"{path} is unsafe: “{member.filename}” would be written outside it.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise PackageError(f"{path} is unsafe: “{member.filename}” is a link.")
    if member.flag_bits & 1:
        raise PackageError(f"{path} is locked with a password: unpack it first.")
