"""What of `indexer`'s sentences names a command for the terminal, as the window says it.

Whoever sits before a window may have no terminal, and often needs none: what the command would do,
the window does by itself or by a button. Where only the terminal can, its command is quoted as
words are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QT_TR_NOOP

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[[str], str]

#: How a sentence reads that names a command -> what is said for it; names are what is filled in.
_INSTEAD: Final = (
    (
        re.compile(r"Exporting a model needs open_clip, which is not installed; `[^`]*`[^`.]*\."),
        QT_TR_NOOP(
            "It has to be made on this machine, by open_clip, which is not installed. Shoebox’s "
            "README says how."
        ),
    ),
    (
        re.compile(r"open_clip cannot be loaded \((?P<reason>.+?)\); `[^`]*`[^`.]* anew\."),
        QT_TR_NOOP("The program that makes models, open_clip, cannot be loaded ({reason})."),
    ),
    (
        re.compile(r"It was changed since it was read; the next `shoebox index` reads it\."),
        QT_TR_NOOP("It was changed since it was read; indexing reads it anew."),
    ),
    (
        re.compile(r"The photo \d+ is not encoded by “[^”]*” yet: run `shoebox index[^`]*`\."),
        QT_TR_NOOP("The photo has not been read by this model yet; indexing does that."),
    ),
    (
        re.compile(
            r"“(?P<model>[^”]*)” has not read the words that answers are held against, so the bands"
            r" are less sure: `shoebox index[^`]*` has it read them\."
        ),
        QT_TR_NOOP(
            "“{model}” has not read some everyday words yet, so it is less sure what is strong and "
            "what is weak; indexing does that."
        ),
    ),
    (
        re.compile(
            r"This folder is empty now\. Its photos \((?P<photos>[\d,]+)\) are kept, as its drive"
            r" may be away; `shoebox index --accept-missing FOLDER` forgets them\."
        ),
        QT_TR_NOOP(
            "This folder is empty now. Its photos ({photos}) are kept, as its drive may be away."
        ),
    ),
    (
        re.compile(r"Its photos are not there any more: `shoebox index` looks where they are\."),
        QT_TR_NOOP("Its photos are not there any more; indexing looks where they are."),
    ),
    (
        re.compile(
            r"This library writes no sidecars: `[^`]*` lets you write them, `[^`]*` keeps them up"
            r" to date\."
        ),
        QT_TR_NOOP("This library writes no sidecars; the settings say when it does."),
    ),
    (
        re.compile(r"`shoebox model get [^`]*` fetches it\."),
        QT_TR_NOOP("It can be fetched in the settings."),
    ),
    (
        re.compile(r"`--device htp-emulator` runs it slowly here\."),
        QT_TR_NOOP("The NPU’s emulator runs it here, slowly."),
    ),
)
_COMMAND: Final = re.compile(r"`((?:shoebox|pip|\.venv/|--)[^`]*)`")


def without_commands(text: str, told: Told, tr: Callable[..., str]) -> str:
    """Return what `indexer` says in the user's language, as it is said in a window.

    Args:
        text: What it says.
        told: Says it in the user's language.
        tr: Says a text of the window in it.
    """
    if "`" not in text:
        return told(text)
    for known, instead in _INSTEAD:
        found = known.search(text)
        if found:
            parts = {name: told(part) for name, part in found.groupdict().items()}
            pieces = (text[: found.start()], text[found.end() :])
            before, after = (without_commands(each.strip(), told, tr) for each in pieces)
            return " ".join(filter(None, (before, tr(str(instead), **parts), after)))
    return _COMMAND.sub(r"“\1”", told(text))
