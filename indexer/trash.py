"""The system's trash, from which its owner can take a file back.

The only file that knows Send2Trash. Whether a file may go at all is decided in `duplicates`.
"""

from __future__ import annotations

import os
import sys

from indexer.errors import LibraryError


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
