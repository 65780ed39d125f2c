"""What a person can do about a file that could not be read, by the reason that was told.

Reasons are sentences, and stay as they were told for as long as their file stays the same; so
what is advised follows from their words, also of those that an older Shoebox has told.
"""

from __future__ import annotations

import re
from typing import Final

_RESTORE: Final = "Restore it from a backup, or copy it again from where it came."
_DRIVE: Final = "Plug its drive in, or connect it."
_NOTHING: Final = "Nothing needs to be done."
_SAVE_ANEW: Final = "If another program opens it, save it from there as a JPEG."

_PACKAGE: Final = re.compile(r"needs? the package ([\w.-]+)")

_BY_WORDS: Final = (
    ("This sidecar", "Have the program that wrote it write it again. Its photo stays as it was."),
    ("Shoebox failed", f"This is a fault of Shoebox. {_SAVE_ANEW}"),
    ("no permission", "Allow yourself to read it, in its properties or in those of its folder."),
    ("only in the cloud", "Have the cloud's program keep it on this machine."),
    ("network drive", "Connect the network drive, then try again."),
    ("folder is empty now", f"{_DRIVE} Or have Shoebox forget its missing photos."),
    ("drive", _DRIVE),
    ("reports a fault", f"Copy what you need off this disk soon: it may be failing. {_RESTORE}"),
    ("vanished", f"{_NOTHING} Where it was moved to, it is found."),
    ("was writing to it", f"{_NOTHING} It is read again once it is complete."),
    ("is a folder", f"{_NOTHING} What is in the folder is looked at."),
    ("pipe or a device", f"{_NOTHING} There is no photo in it."),
    ("only sound", f"{_NOTHING} There is no picture in it."),
    ("is a link", "Mend the link, or delete it."),
    ("path is too long", "Shorten its name, or those of the folders that it lies in."),
    ("LibRaw", "Convert it to DNG, for instance with Adobe's free converter. If that fails, "
               "restore it from a backup."),
    ("breaks off", _RESTORE),
    ("is empty", _RESTORE),
    ("only zeros", _RESTORE),
    ("rare kind", f"{_RESTORE} {_SAVE_ANEW}"),
    ("damaged", _RESTORE),
    ("not whole", _RESTORE),
    ("too large", "Save it smaller with another program."),
    ("memory", "Save it smaller with another program."),
    ("profile", "Save it with another program, without its profile and its texts."),
    ("decoder", _SAVE_ANEW),
    ("or of a kind", f"{_SAVE_ANEW} If it is no picture, rename it as what it is."),
    ("although its name says", "Rename it as what it is, and it is left out."),
    ("drawing or a text", "Save the drawing as a PNG to have it among your photos."),
)  # fmt: skip


def advice(reason: str) -> str:
    """Return what can be done about a file with that reason, in a sentence or two."""
    package = _PACKAGE.search(reason)
    if package:
        return f"Install the package {package[1]} beside Shoebox, then try again."
    return next((told for words, told in _BY_WORDS if words in reason), _SAVE_ANEW)
