"""What may be typed after `shoebox tag` and `shoebox tags`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

LEVELS = ("strict", "normal", "loose")
SHIPPED = "shipped"
"""In the place of a file: the tags that came with Shoebox, and no others."""

TAG_EXAMPLES = """\
  shoebox tag                              what is new; from then on `shoebox index` does it too
  shoebox tag --level strict               fewer tags, and surer ones
  shoebox tag --vocabulary my-tags.txt     with tags of your own
  shoebox search tag:dog                   finds them"""

TAGS_EXAMPLES = """\
  shoebox tags                             all tags, with how many photos have each
  shoebox tags ~/Pictures/beach.jpg        its tags, who says so, and how sure that is"""


def add_tag(parser: argparse.ArgumentParser) -> None:
    """What may be said of tagging."""
    parser.add_argument(
        "--vocabulary",
        metavar="FILE",
        help="a file of your own tags, laid over those that came with Shoebox from now on; "
        f"'{SHIPPED}' for these alone again",
    )
    parser.add_argument(
        "--level", choices=LEVELS, help="how sure a tag has to be from now on (normal)"
    )


def add_tags(parser: argparse.ArgumentParser) -> None:
    """Which photos' tags."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="photos; without any, the tags of all"
    )
