"""What may be typed after `shoebox albums` and `shoebox album`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from indexer.cli.asking import add_cut
from indexer.cli.values import picture, positive

if TYPE_CHECKING:
    from collections.abc import Sequence

ALBUMS_EXAMPLES = """\
  shoebox albums                           all albums; those that Shoebox made are live, too
  shoebox albums --hidden                  the hidden ones as well
  shoebox search album:dog snow            an album in a query"""

ALBUM_EXAMPLES = """\
  shoebox album Best of 2023               its photos; --why says why each is in it
  shoebox album "Best of 2023" --add ~/Pictures/beach.jpg ~/Pictures/dunes.jpg
  shoebox album "Best of 2023" --add ~/Pictures/first.jpg --at 1
  shoebox album "Snow dogs" --save "dog in snow -tag:work" --min-band strong
  shoebox album "14 June 2023" --rename "Our wedding"
  shoebox album "Our wedding" --cover ~/Pictures/kiss.jpg
  shoebox album Snow --merge Ice           what either has, under the first name
  shoebox album Snow --delete              asks; its photos stay where they are"""


class AlbumOptions(argparse.Namespace):
    """What can be asked for of albums, with what holds where nothing is said."""

    hidden: bool = False
    album: Sequence[str] = ()
    most: int | None = None
    # Of these at most one is there: they are asked for in `vars`.
    save: str | None
    add: Sequence[str]
    remove: Sequence[str]
    rename: str | None
    cover: str | None
    pin: bool
    hide: bool
    merge: str | None
    delete: bool
    at: int | None = None


def add_albums(parser: argparse.ArgumentParser) -> None:
    """Which albums."""
    parser.add_argument("--hidden", action="store_true", help="the hidden ones as well")


def add_album(parser: argparse.ArgumentParser) -> None:
    """Which album, and what is done to it: its photos are shown where nothing else is said."""
    parser.add_argument("album", nargs="+", metavar="NAME", help="the album")
    parser.add_argument("-k", dest="most", type=positive, metavar="N", help="how many photos (all)")
    parser.add_argument("--why", action="store_true", help="say of each photo why it is in it")
    _add_changes(parser.add_argument_group("changes, one at a time"))
    add_cut(parser.add_argument_group("with --save"), least="likely")
    parser.add_argument("--at", type=positive, metavar="N", help="with --add: their place in it")
    parser.add_argument("--yes", action="store_true", help="with --delete: do not ask")


def _add_changes(group: argparse._ArgumentGroup) -> None:
    one = group.add_mutually_exclusive_group()
    one.add_argument("--save", metavar="QUERY", help="have it be what a query finds, at any time")
    one.add_argument(
        "--add",
        nargs="+",
        type=picture,
        metavar="PATH|ID",
        help="put photos into it, in this order; it is made where there is none",
    )
    one.add_argument(
        "--remove", nargs="+", type=picture, metavar="PATH|ID", help="take photos out of it"
    )
    one.add_argument("--rename", metavar="NAME", help="give it another name")
    one.add_argument(
        "--cover", type=picture, metavar="PATH|ID", help="the photo that stands for it"
    )
    one.add_argument("--pin", action="store_true", help="list it before others")
    one.add_argument("--unpin", dest="pin", action="store_false", help="or no longer")
    one.add_argument("--hide", action="store_true", help="leave it out of lists")
    one.add_argument("--show", dest="hide", action="store_false", help="or no longer")
    one.add_argument("--merge", metavar="NAME", help="take in another album, which goes")
    one.add_argument(
        "--delete", action="store_true", help="take it away; its photos stay where they are"
    )
