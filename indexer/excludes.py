"""A user's patterns of what to leave out, in the language of `.gitignore`.

A pattern without a slash is a name at any depth, one with a slash starts at the root, also where
only a folder below it is looked at; `*` and `?` stay within a name, `**` crosses folders, a slash
at the end means folders only, `!` takes back.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.catalog import Catalog

#: The setting of a library that holds its patterns, a JSON list.
_SETTING: Final = "excludes"
_PARTS: Final = re.compile(r"/\*\*/|\*\*/|/\*\*$|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\.|.", re.DOTALL)
_MEANINGS: Final = {"/**/": "/(?:.*/)?", "**/": "(?:.*/)?", "/**": "/.*", "?": "[^/]"}
_CASE: Final = re.IGNORECASE if sys.platform in {"win32", "darwin"} else re.NOFLAG


@dataclass(frozen=True, slots=True)
class _Pattern:
    written: str
    takes_back: bool
    folders_only: bool
    regex: re.Pattern[str]


class Excludes:
    """The patterns, ready to be asked about what lies below one root.

    Args:
        patterns: As they were given.
        root: A folder.
        tops: Where one of these holds `root`, that is where patterns with a slash start.
    """

    def __init__(self, patterns: Sequence[str], root: str, *, tops: Sequence[str] = ()) -> None:
        root = next((top for top in tops if _starts_with(root, top)), root)
        self._start = len(root.rstrip(os.sep)) + 1
        read = (_read(pattern, root) for pattern in reversed(patterns))
        self._patterns = [pattern for pattern in read if pattern is not None]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def rule(self, path: str, *, folder: bool) -> str | None:
        """Return the pattern that leaves this path below the root out, or None."""
        below = path[self._start :].replace(os.sep, "/")
        for pattern in self._patterns:  # The last one that was given decides.
            if pattern.folders_only and not folder:
                continue
            if pattern.regex.fullmatch(below):
                return None if pattern.takes_back else f"excluded by {pattern.written}"
        return None


def keep_excludes(catalog: Catalog, patterns: Sequence[str]) -> None:
    """Let these patterns hold from now on, for the terminal and the window alike."""
    kept = [each.strip() for each in patterns if each.strip()]
    catalog.set_setting(_SETTING, json.dumps(kept))


def kept_excludes(catalog: Catalog) -> tuple[str, ...]:
    """Return the patterns of what is left out of a library, in their order."""
    return tuple(json.loads(catalog.setting(_SETTING, "[]")))


def _read(written: str, root: str) -> _Pattern | None:
    text = written.strip()
    if not text or text.startswith("#"):
        return None
    takes_back = text.startswith("!")
    text = _from_root(text.removeprefix("!"), root)
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    regex = "".join(map(_meaning, _PARTS.findall(text.removeprefix("/"))))
    if "/" not in text:
        regex = "(?:.*/)?" + regex
    try:
        compiled = re.compile(regex, re.DOTALL | _CASE)
    except re.error:  # A range such as [z-a], which no name can be in.
        return None
    return _Pattern(written.strip(), takes_back, folders_only, compiled)


def _from_root(text: str, root: str) -> str:
    """Return a whole path below the root as it is written from the root on."""
    if os.sep == "\\":
        text, root = text.replace("\\", "/"), root.replace("\\", "/")
    root = root.rstrip("/")
    return text[len(root) :] if _starts_with(text, root) else text


def _starts_with(path: str, folder: str) -> bool:
    """Whether the path lies below the folder, as this system compares names."""
    return os.path.normcase(path).startswith(os.path.normcase(folder.rstrip(os.sep) + os.sep))


def _meaning(part: str) -> str:
    if part in _MEANINGS:
        return _MEANINGS[part]
    if part.startswith("*"):
        return "[^/]*"
    if part.startswith("[") and len(part) > 2:
        # Python means to give doubled ones a meaning that they do not have in git.
        inside = re.sub(r"[\\\[&|~]|(?<=[^!^]-)-", r"\\\g<0>", part[1:-1])
        turned = "^" + inside[1:] if inside[0] in "!^" else inside
        return f"(?!/)[{turned}]"
    return re.escape(part[1:] if part.startswith("\\") and len(part) == 2 else part)
