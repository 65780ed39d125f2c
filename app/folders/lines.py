"""The folders as lines of the sidebar: those that the library follows, and what is open below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import wording
from app.asked import Folder
from app.lines import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from app.asked import Overview


def entries(
    overview: Overview, away: Mapping[int, str], opened: Collection[str]
) -> Iterator[Entry]:
    """Yield the lines.

    Args:
        overview: What is in the library.
        away: What there is to say of each root that is not here, by its id.
        opened: The paths of the folders below which lines are shown.
    """
    tree = overview.folders
    for root in overview.roots:
        said = away.get(root.id, "")
        waiting = [(root.path, 0)]  # No recursion: folders may be nested deeper than calls.
        while waiting:
            path, depth = waiting.pop()
            is_open = path in opened if tree.opens(path) else None
            yield Entry(
                wording.name(path), Folder(path), "folder",
                tree.photos(path) if depth else root.photos, wording.readable(path),
                depth, is_open, said,
            )  # fmt: skip
            if is_open:
                waiting += [(each, depth + 1) for each in reversed(tree.below(path))]
