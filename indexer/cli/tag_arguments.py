"""What may be typed after `shoebox tag` and `shoebox tags`."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from indexer.cli.terminal import printable
from indexer.cli.values import picture, positive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.parsing import Parser

LEVELS = ("strict", "normal", "loose")
SHIPPED = "shipped"
"""In the place of a file: the tags that came with Shoebox, and no others."""

TAG_EXAMPLES = """\
  shoebox tag                              what is new; from then on `shoebox index` does it too
  shoebox tag --level strict               fewer tags, and surer ones
  shoebox tag --add 'our boat' --preview   which photos it would get; without --preview it is added
  shoebox tag --add 'our boat' --part-of sailboat --words 'a small red sailing boat' --not ferry
  shoebox tag --add 'our boat' --like a.jpg b.jpg --unlike ferry.jpg --preview
  shoebox tag --off animal --suggest red   the one never, the other only as a suggestion
  shoebox tag --strict cat --auto red      the one only where it is sure, the other by itself again
  shoebox tag --vocabulary my-tags.txt     with a file of your own tags
  shoebox search tag:dog                   finds them"""

TAGS_EXAMPLES = """\
  shoebox tags                             all tags, with how many photos have each
  shoebox tags ~/Pictures/beach.jpg        its tags, who says so, and how sure that is
  shoebox tags a.jpg b.jpg --confirm beach --refuse desert    your word wins, and teaches
  shoebox tags *.jpg --remove work         take a tag off photos
  shoebox tags --review beach              photos that may be one: your answer teaches most
  shoebox undo                             takes the last of it back"""

UNDO_EXAMPLES = """\
  shoebox undo                             takes back what was last said of photos, albums or tags
  shoebox undo --json"""

REDO_EXAMPLES = """\
  shoebox redo                             does again what `shoebox undo` took back"""

_CHOICES = {
    "auto": "give it by itself, as sure as the others",
    "suggest": "only suggest it",
    "off": "never give nor suggest it",
    "strict": "give it only where it is quite sure, whatever the level of the others",
    "normal": "the same, where it is likely",
    "loose": "the same, where it may well be",
}
"""How a single tag may be given, as `own_tags` reads it."""


class TagOptions(argparse.Namespace):
    """What can be asked for of tags, with what holds where nothing is said."""

    # tag.
    vocabulary: str | None = None
    level: str | None = None
    new_tag: str | None = None
    described: Sequence[str] | None = None
    part_of: Sequence[str] | None = None
    also: Sequence[str] | None = None
    rivals: Sequence[str] | None = None
    examples: Sequence[str] = ()
    others: Sequence[str] = ()
    preview: bool = False
    choices: Sequence[tuple[str, str]] = ()
    removed: Sequence[str] = ()
    # tags.
    confirm: Sequence[str] = ()
    refuse: Sequence[str] = ()
    remove: Sequence[str] = ()
    review: str | None = None


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
    _add_new(parser)
    _add_choices(parser)


def _add_new(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("a tag of your own")
    group.add_argument(
        "--add", dest="new_tag", metavar="NAME", help="add it, or say anew what it is"
    )
    for option, dest, metavar, told in (
        ("--words", "described", "TEXT", "how a photo of it would be described"),
        ("--part-of", "part_of", "TAG", "a tag that follows from it"),
        ("--also", "also", "NAME", "another word for it"),
        ("--not", "rivals", "TAG", "a tag that it may be taken for, and is not"),
    ):
        group.add_argument(
            option, dest=dest, action="append", metavar=metavar, help=f"{told}; may be given again"
        )
    for option, dest, told in (
        ("--like", "examples", "photos that show it: they have it from then on, and teach it"),
        ("--unlike", "others", "photos that do not, though one might think so"),
    ):
        group.add_argument(
            option, dest=dest, nargs="+", action="extend", type=picture, metavar="PATH|ID",
            help=told,
        )  # fmt: skip
    group.add_argument(
        "--preview", action="store_true", help="tell which photos it would get, and change nothing"
    )
    group.add_argument("-k", dest="count", type=positive, metavar="N", help="of how many (20)")
    group.add_argument(
        "--remove", dest="removed", action="append", metavar="NAME", help="take one of yours away"
    )


def _add_choices(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("how a tag may be given; each may be given again")
    for word, told in _CHOICES.items():
        group.add_argument(
            f"--{word}",
            dest="choices",
            action="append",
            type=partial(_choice, word),
            metavar="TAG",
            help=told,
        )


def _choice(word: str, name: str) -> tuple[str, str]:
    """How a tag may be given, and its name."""
    return word, name


def wrong_with_tag(options: Options) -> str | None:
    """What is wrong with a command line of `shoebox tag` as a whole; None if nothing is."""
    described = options.described or options.part_of or options.also or options.rivals
    shown = options.examples or options.others
    if options.new_tag is None and (described or shown or options.preview):
        return (
            "`--words`, `--part-of`, `--also`, `--not`, `--like`, `--unlike` and `--preview` tell "
            "of what `--add` adds"
        )
    edits = options.new_tag is not None or options.choices or options.removed
    if edits and (options.vocabulary is not None or options.level is not None):
        return "change single tags, or choose `--vocabulary` or `--level` for all: not both at once"
    if options.preview and (options.choices or options.removed):
        return "`--preview` changes nothing: give it with `--add` alone"
    return None


def add_tags(parser: argparse.ArgumentParser) -> None:
    """Which photos' tags."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH|ID", help="photos; without any, the tags of all"
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
    once = [" ".join(each.split()).casefold() for each in said]
    twice = next((each for each in once if once.count(each) > 1), None)
    if twice:
        told = f"“{printable(twice)}” is named twice: say one thing of each tag"
        parser.exit(2, f"shoebox: {told}\n")
    if not all(each.strip() for each in (*said, *asked)):
        parser.exit(2, "shoebox: a tag has a name\n")
