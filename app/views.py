"""What was in view, as a line of text: so that a window begins where the one before it ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from app.albums.lines import AllAlbums
from app.albums.shelf import Group
from app.asked import Everything, Folder, Question, Recent
from app.grid.view import Place
from app.searches import Search
from app.sidebar import Duplicates, Problems

if TYPE_CHECKING:
    from pathlib import Path

#: Selected photos that are remembered: of more, nobody knows any more which they were.
MOST_SELECTED: Final = 500
_PLAIN: Final[dict[str, type[Everything | Recent]]] = {"everything": Everything, "recent": Recent}
_TOLD: Final[dict[str, type[Folder | Search]]] = {"folder": Folder, "search": Search}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The page of settings."""


@dataclass(frozen=True, slots=True)
class LookThrough:
    """The page on which a tag is looked through."""

    tag: str


Page = AllAlbums | Duplicates | Problems | Preferences | LookThrough


class View(NamedTuple):
    """What was in view.

    Attributes:
        way: The questions that led there, the first one first.
        place: Where in the answer to the last one somebody was.
        pages: What lay over the photos, the upper page last.
    """

    way: tuple[Question, ...]
    place: Place
    pages: tuple[Page, ...] = ()


def written_view(view: View, library: Path) -> str:
    """Return a view of a library as JSON."""
    place = view.place
    few = place.selected if len(place.selected) <= MOST_SELECTED else place.selected[:0]
    return json.dumps({
        "library": str(library),
        "way": [_written(question) for question in view.way],
        "pages": [_written_page(page) for page in view.pages],
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
        way = tuple(_read(kind, *said) for kind, *said in told["way"])
        pages = tuple(_read_page(*page) for page in told.get("pages", ()))
        return View(way, place, pages)
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


def _written_page(page: Page) -> list[str]:
    match page:
        case AllAlbums(group):
            return ["albums"] if group is None else ["albums", group.value]
        case LookThrough(tag):
            return ["tag", tag]
        case Duplicates():
            return ["duplicates"]
        case Problems():
            return ["problems"]
        case Preferences():
            return ["settings"]


def _read_page(*told: str) -> Page:
    match told:
        case ("albums",):
            return AllAlbums()
        case ("albums", group):
            return AllAlbums(Group(group))
        case ("tag", str(tag)):
            return LookThrough(tag)
        case ("duplicates",):
            return Duplicates()
        case ("problems",):
            return Problems()
        case ("settings",):
            return Preferences()
    raise ValueError(told)


def _number(told: object) -> int | None:
    return None if told is None else int(str(told))
