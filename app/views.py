"""What was in view, as a line of text: so that a window begins where the one before it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from app.asked import Everything, Folder, Question, Recent
from app.grid.view import Place
from app.searches import Search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Selected photos that are remembered: of more, nobody knows any more which they were.
MOST_SELECTED: Final = 500
_PLAIN: Final[dict[str, type[Everything | Recent]]] = {"everything": Everything, "recent": Recent}
_TOLD: Final[dict[str, type[Folder | Search]]] = {"folder": Folder, "search": Search}


class View(NamedTuple):
    """What was in view.

    Attributes:
        way: The questions that led there, the first one first.
        place: Where in the answer to the last one somebody was.
    """

    way: tuple[Question, ...]
    place: Place


def written_view(way: Sequence[Question], place: Place, library: Path) -> str:
    """Return a view of a library as JSON."""
    few = place.selected if len(place.selected) <= MOST_SELECTED else place.selected[:0]
    return json.dumps({
        "library": str(library),
        "way": [_written(question) for question in way],
        "top": place.top,
        "above": place.above,
        "current": place.current,
        "selected": few.tolist(),
    })  # fmt: skip


def read_view(text: str, library: Path) -> View | None:
    """Return what `written_view` wrote; None for nonsense, and for a view of another library."""
    try:
        told = json.loads(text)
        if told["library"] != str(library) or not told["way"]:
            return None
        place = Place(
            _number(told["top"]), int(told["above"]), _number(told["current"]),
            np.array(told["selected"], np.int64).reshape(-1),
        )  # fmt: skip
        return View(tuple(_read(kind, *said) for kind, *said in told["way"]), place)
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def _written(question: Question) -> list[str]:
    match question:
        case Folder(path):
            return ["folder", path]
        case Search(text):
            return ["search", text]
        case Recent():
            return ["recent"]
        case Everything():
            return ["everything"]


def _read(kind: str, *said: str) -> Question:
    if kind in _PLAIN:
        return _PLAIN[kind]()
    (told,) = said
    return _TOLD[kind](str(told))


def _number(told: object) -> int | None:
    return None if told is None else int(str(told))
