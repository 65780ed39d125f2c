"""What may be typed after `shoebox sidecars`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Options

WRITE = "write"
DEEDS = ("never", "on-demand", "always", WRITE)
"""The first three are settings of the library."""

SIDECARS_EXAMPLES = """\
  shoebox sidecars                         whether they are written, and how many wait
  shoebox sidecars on-demand               lets you write them; `never` forbids it again
  shoebox sidecars write --dry-run         which files that would be
  shoebox sidecars write ~/Pictures/2024   those of a folder, or of photos
  shoebox sidecars always                  `shoebox index` keeps them up to date by itself
  shoebox sidecars --tags confirmed        from now on without those that only a model found"""


def add_sidecars(parser: argparse.ArgumentParser) -> None:
    """What is to be done."""
    parser.add_argument(
        "deed",
        nargs="?",
        default=None,
        choices=DEEDS,
        metavar="WHAT",
        help=f"when they are written ({', '.join(DEEDS[:3])}), or {WRITE}: now",
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help=f"with {WRITE}: photos and folders (all)"
    )
    parser.add_argument(
        "--tags",
        dest="sidecar_tags",
        choices=("all", "confirmed"),
        help="which tags are written from now on: all, or those that are not a model's alone",
    )
    parser.add_argument("--dry-run", action="store_true", help="tell it, and write nothing")


def wrong_with_sidecars(options: Options) -> str | None:
    """What is wrong with a command line of `shoebox sidecars` as a whole; None if nothing is."""
    if options.deed == WRITE:
        return None
    if options.paths:
        return f"photos are named for `shoebox sidecars {WRITE}` alone"
    if options.dry_run:
        return f"`--dry-run` tells what `{WRITE}` would do: `shoebox sidecars {WRITE} --dry-run`"
    return None
