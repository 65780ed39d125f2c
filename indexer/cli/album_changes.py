"""What `shoebox album NAME` changes: each a small edit, told in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from indexer import albums
from indexer.cli.find import opened_searcher
from indexer.cli.photos import ids_of, known_ids
from indexer.errors import LibraryError
from indexer.query import parse
from indexer.query.errors import perhaps
from indexer.records import SavedCut
from indexer.search import asks_for_looks, request_of
from indexer.search.remarks import unknown_in

if TYPE_CHECKING:
    from indexer.catalog import Catalog
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.records import Album


@dataclass(frozen=True, slots=True)
class Told:
    """What was done.

    Attributes:
        sentence: For a person.
        album: The album as it is now; None where it is gone.
        code: 1 where some of it could not be done, which was told.
    """

    sentence: str
    album: Album | None
    code: int = 0


Change = Callable[["Catalog", str, "Options", "Terminal"], Told]


def change_of(options: Options) -> Change | None:
    """The change that the command line asks for; None where it asks for the photos."""
    # What was not given is not in there.
    return next((change for name, change in _CHANGES.items() if name in vars(options)), None)


def the_album(catalog: Catalog, name: str) -> Album:
    """The album of a name.

    Raises:
        LibraryError: There is none, or there are several.
    """
    found = catalog.albums_named(name)
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(f"“{each.name}”" for each in found)
        raise LibraryError(f"“{name}” may be {names}: write it with its accents.")
    meant = perhaps(name, [each.name for each in catalog.albums()])
    raise LibraryError(f"There is no album “{name}”.{meant} `shoebox albums` lists them.")


def cut_of(options: Options) -> SavedCut:
    """How much of an answer a saved album takes, as the options say."""
    return SavedCut(options.min_band or "likely", options.strictness, options.sort)


# -- what it holds --------------------------------------------------------------------------------


def _save(catalog: Catalog, name: str, options: Options, terminal: Terminal) -> Told:
    query, cut = options.save or "", cut_of(options)
    told = _saved(catalog, name, query, cut)
    for remark in unknown_in(parse(query), catalog):
        terminal.remark(remark)
    return told


def _saved(catalog: Catalog, name: str, query: str, cut: SavedCut) -> Told:
    known = catalog.albums_named(name)
    if len(known) == 1 and known[0].query is not None:
        before = known[0].query
        album = albums.ask(catalog, known[0], query, cut)
        return Told(f"“{album.name}” is {album.query} from now on; it was {before}.", album)
    album = albums.save(catalog, name, query, cut)
    return Told(f"“{album.name}” is {album.query} from now on.", album)


def _add(catalog: Catalog, name: str, options: Options, terminal: Terminal) -> Told:
    wrong: list[str] = []
    ids = known_ids(catalog, options.add, wrong.append)
    if not ids:
        raise LibraryError(wrong[0])
    for each in wrong:
        terminal.error(each)
    code = 1 if wrong else 0
    known = catalog.albums_named(name)
    if not known:
        album = catalog.make_album(name, ids)
        return Told(f"“{album.name}” is new, with {_photos(album.held)}.", album, code)
    album = the_album(catalog, name)
    added = catalog.add_to_album(album.id, ids, at=options.at and options.at - 1)
    album = catalog.album(album.id)
    told = f"“{album.name}” has {_photos(album.held)}, {added:,} of them new."
    return Told(told, album, code)


def _remove(catalog: Catalog, name: str, options: Options, _: Terminal) -> Told:
    album = the_album(catalog, name)
    removed = catalog.remove_from_album(album.id, ids_of(catalog, options.remove))
    album = catalog.album(album.id)
    return Told(f"{_photos(removed)} taken out; “{album.name}” has {album.held:,} left.", album)


def _merge(catalog: Catalog, name: str, options: Options, _: Terminal) -> Told:
    album, other = the_album(catalog, name), the_album(catalog, options.merge or "")
    merged = albums.merge(catalog, album, other)
    return Told(f"“{merged.name}” has what “{other.name}” had, which is gone.", merged)


# -- how it is shown ------------------------------------------------------------------------------


def _rename(catalog: Catalog, name: str, options: Options, _: Terminal) -> Told:
    album = the_album(catalog, name)
    renamed = albums.rename(catalog, album, options.rename or "")
    return Told(f"“{album.name}” is “{renamed.name}” now.", renamed)


def _cover(catalog: Catalog, name: str, options: Options, _: Terminal) -> Told:
    album = the_album(catalog, name)
    (photo,) = ids_of(catalog, [options.cover or ""])
    _refuse_outside(album, photo, options)
    catalog.cover_album(album.id, photo)
    return Told(f"“{album.name}” has another cover.", catalog.album(album.id))


def _refuse_outside(album: Album, photo: int, options: Options) -> None:
    """Refuse a photo that is not in an album, which a saved one's answer tells."""
    request = request_of(album)
    asks = partial(asks_for_looks, request.query)
    with opened_searcher(options, once=True, visual=asks) as searcher:
        if photo not in searcher.answer(request).ids:
            raise LibraryError(f"That photo is not in “{album.name}”: its cover is one of its own.")


def _pin(catalog: Catalog, name: str, options: Options, _: Terminal) -> Told:
    album = the_album(catalog, name)
    catalog.pin_album(album.id, bool(options.pin))
    told = "comes before others" if options.pin else "has its usual place"
    return Told(f"“{album.name}” {told} now.", catalog.album(album.id))


def _hide(catalog: Catalog, name: str, options: Options, _: Terminal) -> Told:
    album = the_album(catalog, name)
    catalog.hide_album(album.id, bool(options.hide))
    told = "hidden; --show brings it back" if options.hide else "shown again"
    return Told(f"“{album.name}” is {told}.", catalog.album(album.id))


def _delete(catalog: Catalog, name: str, options: Options, terminal: Terminal) -> Told:
    album = the_album(catalog, name)
    if not options.yes and not _confirmed(album, terminal):
        return Told("Nothing was changed.", album)
    catalog.delete_album(album.id)
    if album.origin is None:
        return Told(f"“{album.name}” is gone; its photos are where they were.", None)
    hidden = catalog.album(album.id)
    return Told(f"“{album.name}” is hidden, as it makes itself; --show brings it back.", hidden)


def _confirmed(album: Album, terminal: Terminal) -> bool:
    if terminal.as_json or not (sys.stdin.isatty() and terminal.err.isatty()):
        raise LibraryError("To delete an album without being asked, add --yes.")
    terminal.err.write(f"Delete the album “{album.name}”? Its photos stay. [y/N] ")
    terminal.err.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"


_CHANGES: Final[dict[str, Change]] = {
    "save": _save,
    "add": _add,
    "remove": _remove,
    "rename": _rename,
    "cover": _cover,
    "pin": _pin,
    "hide": _hide,
    "merge": _merge,
    "delete": _delete,
}
"""The name of an option -> what it does."""
