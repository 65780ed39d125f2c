"""What may be typed after `shoebox tag` and `shoebox tags`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.values import positive

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Options
    from indexer.cli.parsing import Parser

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
  shoebox tags ~/Pictures/beach.jpg        its tags, who says so, and how sure that is
  shoebox tags a.jpg b.jpg --confirm beach --refuse desert    your word wins, and teaches
  shoebox tags *.jpg --remove work         take a tag off photos
  shoebox tags --review beach              photos that may be one: your answer teaches most
  shoebox undo                             takes the last of it back"""

UNDO_EXAMPLES = """\
  shoebox undo                             takes the last change of tags, albums or stars back
  shoebox undo --json"""

REDO_EXAMPLES = """\
  shoebox redo                             does again what `shoebox undo` took back"""


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
    for option, told in (
        ("--confirm", "give them this tag by your word"),
        ("--refuse", "say that this tag is wrong for them: it is not given again"),
        ("--remove", "take this tag off them; one that would come back is refused"),
    ):
        parser.add_argument(
            option, action="append", metavar="TAG", help=f"{told}; may be given again"
        )
    parser.add_argument(
        "--review", metavar="TAG", help="list photos that may have it, the least sure first"
    )
    parser.add_argument(
        "-k", dest="count", type=positive, metavar="N", help="how many photos to review (20)"
    )


def check_tags(parser: Parser, options: Options) -> None:
    """Refuse what does not go together; ends with 2, after telling what is wrong."""
    said = [*options.confirm, *options.refuse, *options.remove]
    if said and not options.paths:
        parser.exit(2, "shoebox: name the photos: `shoebox tags beach.jpg --confirm beach`\n")
    if options.review is not None and (said or options.paths):
        parser.exit(2, "shoebox: `--review TAG` lists photos of the library: give it alone\n")
    asked = [] if options.review is None else [options.review]
    if not all(each.strip() for each in (*said, *asked)):
        parser.exit(2, "shoebox: a tag has a name\n")
