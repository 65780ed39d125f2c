"""What may be typed after `shoebox duplicates`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.values import distance
from indexer.duplicates import DEFAULT_DISTANCE, LOOSEST, Kind

if TYPE_CHECKING:
    import argparse

DUPLICATES_EXAMPLES = """\
  shoebox duplicates                       exact copies, near copies, bursts; the best of each first
  shoebox duplicates --kind exact          only files with the same content
  shoebox duplicates --distance 30         also pictures that differ more
  shoebox duplicates --trash               asks, then moves all but the best to the trash
  shoebox search is:duplicate              the same photos, as the answer of a search"""


def add_duplicates(parser: argparse.ArgumentParser) -> None:
    """How alike, which groups, and what becomes of them."""
    parser.add_argument(
        "--distance",
        type=distance,
        metavar="D",
        help=f"how different near copies may look, 0 to {LOOSEST:g} ({DEFAULT_DISTANCE:g}); "
        "0 finds exact copies alone",
    )
    parser.add_argument(
        "--kind",
        dest="kinds",
        action="append",
        choices=[kind.value for kind in Kind],
        help="only these groups; may be given again",
    )
    parser.add_argument(
        "--trash",
        action="store_true",
        help="move all but the best of each group to the system's trash, after asking; "
        "bursts, and near copies that may be other shots, only with their --kind",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--until-closed", action="store_true", help="end when standard input is closed"
    )
