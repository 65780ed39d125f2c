"""The system's trash, from which its owner can take a file back.

The only file that knows Send2Trash. Whether a file may go at all is decided in `duplicates` and
`removal`. Where the trash is as freedesktop.org describes it, files are brought back from here too.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from indexer.errors import LibraryError
from indexer.files import reason_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

CAN_BRING_BACK: Final = sys.platform not in ("win32", "darwin")
"""Whether files can be brought back from here: elsewhere the system tells nobody where they lie."""

WAY_BACK: Final = {
    "win32": "To have it back, open the Recycle Bin and choose “Restore”.",
    "darwin": "To have it back, open the Trash in the Finder and choose “Put Back”.",
}.get(sys.platform, "")
"""What a person does where files cannot be brought back from here; "" where they can.

Windows has no call that puts a file back, only the bin's own menu; macOS lets no program look into
the Trash that its user has not given the whole disk.
"""

_INFO: Final = ".trashinfo"


def move_to_trash(path: str) -> None:
    """Put one file into the system's trash; never anywhere else.

    Raises:
        LibraryError: It cannot go there: it stays where it is.
    """
    if why := _why_no_trash(path):
        raise LibraryError(why)
    from send2trash import send2trash  # It loads the system's own libraries.

    try:
        send2trash(path)
    except OSError as error:
        raise LibraryError(
            f"The system's trash does not take it: {error.strerror or error}."
        ) from error
    if os.path.lexists(path):
        raise LibraryError("The system's trash did not take it.")


def _why_no_trash(path: str) -> str | None:
    """Why the file would be deleted for good, or could be, if the trash were asked."""
    if sys.platform != "win32":
        return None
    import ctypes

    fixed = 3
    drive = os.path.splitdrive(os.path.abspath(path))[0]
    if ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") != fixed:
        return "Its drive has no recycle bin: Windows would delete it for good."
    try:
        # Without this part the old call is made, which deletes what the bin does not take.
        import send2trash.win.modern  # noqa: F401
    except ImportError:
        return "The recycle bin cannot be used safely: pywin32 is not installed."
    return None


class Notes:
    """The notes that the trashes have of what lies in them, each read once at the most.

    They are those that were there when a trash was first looked into.
    """

    def __init__(self) -> None:
        self._trashes: dict[str, _Notes] = {}

    def take(self, trash: str, top: str, path: str) -> str | None:
        """Take the note of the file that was thrown away last from a place; it is given once."""
        if trash not in self._trashes:
            self._trashes[trash] = _Notes(trash, top)
        return self._trashes[trash].take({os.path.abspath(path), os.path.realpath(path)})


class _Notes:
    """The notes of one trash, of what was thrown away last first."""

    def __init__(self, trash: str, top: str) -> None:
        self._top = top
        self._unread = enumerate(_newest_first(os.path.join(trash, "info")))
        self._read: dict[str, deque[tuple[int, str]]] = {}

    def take(self, places: Collection[str]) -> str | None:
        """Take the newest note that tells one of these places."""
        while not (found := [self._read[each] for each in places if self._read.get(each)]):
            number, note = next(self._unread, (0, ""))
            if not note:
                return None
            with suppress(OSError):  # Somebody else has brought it back, or nobody may read it.
                self._read.setdefault(_place_told(note, self._top), deque()).append((number, note))
        return min(found).popleft()[1]


def _newest_first(folder: str) -> list[str]:
    try:
        notes = [each for each in os.scandir(folder) if each.name.endswith(_INFO)]
        return [each.path for each in sorted(notes, key=_age)]
    except OSError:
        return []


def _age(note: os.DirEntry[str]) -> int:
    with suppress(OSError):  # It has gone since.
        return -note.stat().st_mtime_ns
    return 0


def bring_back(path: str, notes: Notes | None = None) -> None:
    """Put a file back from the trash to where it was; never in the place of another.

    Args:
        path: Where it was.
        notes: Whoever brings many back gives the same ones: all of a trash are read for each else.

    Raises:
        LibraryError: It is not in the trash any more, or cannot go back.
    """
    if os.path.lexists(path):
        raise LibraryError("Another file has its name by now.")
    notes = notes or Notes()
    for trash, top in _trashes(path):
        note = notes.take(trash, top, path)
        if note is not None:
            _put_back(os.path.join(trash, "files", os.path.basename(note)[: -len(_INFO)]), path)
            os.unlink(note)
            return
    raise LibraryError("It is not in the trash any more.")


def _put_back(trashed: str, path: str) -> None:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.move(trashed, path)
    except OSError as error:
        raise LibraryError(reason_of(error)) from error


def _trashes(path: str) -> Iterator[tuple[str, str]]:
    """Yield the trashes that a file may lie in, and what the paths in each are told from.

    Source: the trash specification of freedesktop.org, version 1.0.
    """
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    yield os.path.join(home, "Trash"), "/"
    top = os.path.dirname(os.path.abspath(path))
    while not os.path.ismount(top):
        top = os.path.dirname(top)
    user = os.getuid() if sys.platform != "win32" else 0
    yield os.path.join(top, ".Trash", str(user)), top
    yield os.path.join(top, f".Trash-{user}"), top


def _place_told(info: str, top: str) -> str:
    """Return from where a file came, as its note tells it."""
    with open(info, "rb") as file:
        lines = file.read().splitlines()
    told = next((line[5:] for line in lines if line.startswith(b"Path=")), b"")
    return os.path.normpath(os.path.join(top, os.fsdecode(unquote_to_bytes(told))))
