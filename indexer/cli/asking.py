"""What may be typed after `shoebox search` and `shoebox similar`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.values import picture, positive, strictness

if TYPE_CHECKING:
    import argparse

BANDS = ("strong", "likely", "weak")

SEARCH_EXAMPLES = """\
  shoebox search a dog running in snow
  shoebox search "birthday cake + candles - people" -k 5
  shoebox search "beach taken:2021-06..2022-01 -tag:work"
  shoebox search sunset over water --sort date --min-band strong
  shoebox search a red car --why           and why each photo was found
  shoebox search red car --save "Red cars"      and keep it as an album, always up to date
  shoebox search --syntax                  all that a query can say, by example
  shoebox search --from queries.txt --json      one JSON object for each line"""

SIMILAR_EXAMPLES = """\
  shoebox similar ~/Pictures/2023/beach.jpg
  shoebox similar 1234 -k 50               the photo with this id (`search --json` tells ids)
  shoebox similar beach.jpg dunes.jpg      what both have in common"""


def add_search(parser: argparse.ArgumentParser) -> None:
    """The options of `shoebox search`."""
    parser.add_argument(
        "words", nargs="*", metavar="QUERY", help="words, filters and more: see --syntax"
    )
    parser.add_argument(
        "--from",
        dest="from_file",
        metavar="FILE",
        help="a query in each line of FILE (- is standard input)",
    )
    _add_answer(parser)
    parser.add_argument("--syntax", action="store_true", help="show all that a query can say")
    parser.add_argument(
        "--save", metavar="NAME", help="keep the query as an album, which it fills from now on"
    )


def add_similar(parser: argparse.ArgumentParser) -> None:
    """The options of `shoebox similar`."""
    parser.add_argument(
        "photos",
        nargs="+",
        type=picture,
        metavar="PATH|ID",
        help="picture files, or ids of photos",
    )
    _add_answer(parser)


def _add_answer(parser: argparse.ArgumentParser) -> None:
    """Which part of an answer is wanted, and how."""
    parser.add_argument("-k", dest="count", type=positive, metavar="N", help="how many photos (20)")
    add_cut(parser)
    parser.add_argument("--why", action="store_true", help="say of each photo why it was found")


def add_cut(parser: argparse._ActionsContainer, *, least: str = "weak; by date: likely") -> None:
    """How much of an answer is wanted, and in which order.

    Args:
        parser: Of the command.
        least: The least sure photos that are wanted where nothing is said.
    """
    parser.add_argument("--min-band", choices=BANDS, help=f"the least sure photos wanted ({least})")
    parser.add_argument(
        "--strictness",
        type=strictness,
        metavar="HOW",
        help="where the bands begin: loose, normal, strict, or a number from 0 to 1 (normal)",
    )
    parser.add_argument(
        "--sort", choices=("relevance", "date"), help="order of the photos found (relevance)"
    )
