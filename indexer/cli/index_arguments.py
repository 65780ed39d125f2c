"""What may be typed after `shoebox index`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.cli.values import positive

if TYPE_CHECKING:
    import argparse

INDEX_EXAMPLES: Final = """\
  shoebox index ~/Pictures                 a folder, with all below it
  shoebox index                            look again at every folder already known
  shoebox index --watch                    and stay, to follow every change
  shoebox index ~/Pictures --exclude 'Screenshots/' --exclude '*_small.jpg'
  shoebox index --exclude ''               leave nothing out any more
  shoebox index --full                     read every file again, also the unreadable ones
  shoebox index --accept-missing           yes, the many photos that are gone were deleted
  shoebox index ~/Pictures/Work --leave    follow this folder no longer; no file is touched"""


def add_index(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="folders; without any, all known folders again"
    )
    parser.add_argument("--watch", action="store_true", help="stay, and follow what changes")
    parser.add_argument(
        "--on-battery", action="store_true", help="with --watch: do not wait for the mains"
    )
    parser.add_argument("--full", action="store_true", help="read every file again")
    parser.add_argument(
        "--accept-missing",
        action="store_true",
        help="forget photos that are gone, however many; also of a folder that is empty, if named",
    )
    parser.add_argument(
        "--leave",
        action="store_true",
        help="take these folders out of the library; their files stay as they are",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        metavar="PATTERN",
        help="leave out what matches, as .gitignore would, from now on; may be given again",
    )
    parser.add_argument(
        "--workers", type=positive, metavar="N", help="processes that decode (by the cores)"
    )
    parser.add_argument(
        "--until-closed", action="store_true", help="end when standard input is closed"
    )
