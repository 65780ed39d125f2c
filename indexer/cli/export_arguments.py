"""What may be typed after `shoebox export`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.cli.asking import add_cut
from indexer.cli.values import positive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.parsing import Parser

EXPORT_EXAMPLES = """\
  shoebox export Best of 2023 ~/Desktop/best            the photos of an album
  shoebox export "dog in snow taken:2023" ~/dogs        what a query finds, the weak ones left out
  shoebox export ~/Pictures/a.jpg ~/Pictures/b.jpg /media/stick/two
  shoebox export Wedding ~/w --names "{rank:3} {date} {name}" --metadata csv
  shoebox export Wedding ~/w --names "{year}/{month}/{name}"
  shoebox export Wedding ~/w --link                     takes no room; edits change the original too
  shoebox export Wedding ~/w --dry-run                  only tells what would be done"""

_FIELDS = "{name} {date} {time} {year} {month} {day} {rank} {id} {rating} {camera} {folder}"


class ExportOptions(argparse.Namespace):
    """How photos are exported, with what holds where nothing is said."""

    what: Sequence[str] = ()
    to_folder: Path = Path()
    names: str | None = None
    link: bool = False
    metadata: str | None = None
    dry_run: bool = False


def add_export(parser: argparse.ArgumentParser) -> None:
    """Which photos, where to, and how."""
    parser.add_argument(
        "what",
        nargs="+",
        metavar="ALBUM|QUERY|PATHS",
        help="the name of an album, else photos, else a query",
    )
    parser.add_argument("to_folder", type=Path, metavar="DIR", help="made where it is not there")
    parser.add_argument(
        "--names", metavar="PATTERN", help=f"how files are called (as they are): {_FIELDS}"
    )
    parser.add_argument(
        "--link",
        action="store_true",
        help="hard links in place of copies: they take no room, and whoever edits one edits the "
        "original; what lies on another disk is copied",
    )
    parser.add_argument(
        "--metadata",
        choices=("csv", "json"),
        help="and a table of what is known of them, photos.csv or photos.json",
    )
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    group = parser.add_argument_group("of a query")
    group.add_argument("-k", dest="most", type=positive, metavar="N", help="how many photos (all)")
    add_cut(group, least="likely")


def check_export(parser: Parser, options: Options) -> None:
    """Refuse to export nothing in particular; ends with 2, after telling what is wrong."""
    if not " ".join(options.what).strip():
        parser.exit(2, "shoebox: say what to export: an album, a query, or photos\n")
