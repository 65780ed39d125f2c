"""What may be typed after `shoebox`: every command, every option, and help that teaches by example.

Owns the words of the command line. What the commands do is in the files beside this one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.cli.album_arguments import (
    ALBUM_EXAMPLES,
    ALBUMS_EXAMPLES,
    AlbumOptions,
    add_album,
    add_albums,
)
from indexer.cli.asking import SEARCH_EXAMPLES, SIMILAR_EXAMPLES, add_search, add_similar
from indexer.cli.care_arguments import (
    BACKUPS_EXAMPLES,
    DOCTOR_EXAMPLES,
    PROBLEMS_EXAMPLES,
    RESTORE_EXAMPLES,
    VERIFY_EXAMPLES,
    CareOptions,
    add_backups,
    add_doctor,
    add_problems,
    add_restore,
    add_verify,
)
from indexer.cli.export_arguments import EXPORT_EXAMPLES, ExportOptions, add_export, check_export
from indexer.cli.index_arguments import INDEX_EXAMPLES, add_index
from indexer.cli.model.arguments import ACTIONS
from indexer.cli.parsing import Parser, ShowVersion, refuse_missing
from indexer.cli.sidecar_arguments import SIDECARS_EXAMPLES, add_sidecars, wrong_with_sidecars
from indexer.cli.tag_arguments import (
    REDO_EXAMPLES,
    TAG_EXAMPLES,
    TAGS_EXAMPLES,
    UNDO_EXAMPLES,
    TagOptions,
    add_tag,
    add_tags,
    check_tags,
    wrong_with_tag,
)
from indexer.cli.terminal import printable
from indexer.cli.tidying import DUPLICATES_EXAMPLES, add_duplicates
from indexer.cli.typed import without_options
from indexer.cli.values import STRICTNESS
from indexer.duplicates import DEFAULT_DISTANCE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

DEVICES = ("auto", "npu", "cpu", "htp-emulator")


class Options(AlbumOptions, CareOptions, ExportOptions, TagOptions):
    """All that can be asked for on the command line, with what holds where nothing is said."""

    # Everywhere.
    command: str = ""
    library: Path | None = None
    json: bool = False
    quiet: bool = False
    model: str | None = None
    device: str = "auto"
    # index, and the window.
    paths: Sequence[str] = ()
    watch: bool = False
    full: bool = False
    accept_missing: bool = False
    leave: bool = False
    on_battery: bool = False
    until_closed: bool = False
    exclude: Sequence[str] = ()
    workers: int | None = None
    # search and similar.
    words: Sequence[str] = ()
    from_file: str | None = None
    count: int = 20
    sort: str = "relevance"
    min_band: str | None = None
    strictness: float = STRICTNESS["normal"]
    why: bool = False
    syntax: bool = False
    photos: Sequence[str] = ()
    # duplicates.
    distance: float = DEFAULT_DISTANCE
    kinds: Sequence[str] = ()
    trash: bool = False
    yes: bool = False
    # sidecars.
    deed: str | None = None
    sidecar_tags: str | None = None
    dry_run: bool = False
    # model.
    action: str = ""
    name: str = ""
    accept_licence: bool = False
    weights: Path | None = None
    random_weights: bool = False
    save_as: str | None = None
    path: Path = Path()
    like: str | None = None
    soc: tuple[int, ...] = ()
    to: Path | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its line in the list, examples of its use, and what it may be told."""

    summary: str
    examples: str
    add_options: Callable[[argparse.ArgumentParser], None]


def parse_command(arguments: Sequence[str]) -> Options:
    """Read a command line that names a command.

    Raises:
        SystemExit: 0 after help, 2 after telling what is wrong with the line.
    """
    parser = _command_parser()
    command = first_word(arguments)
    _refuse_folder(parser, command)
    if command in ("search", "export"):
        arguments = list(without_options(arguments, exporting=command == "export"))
    options = parser.parse_args(arguments, Options())
    if options.command == "search":
        _check_search(parser, options)
    if options.command == "export":
        check_export(parser, options)
    wrong_with = {"tag": wrong_with_tag, "sidecars": wrong_with_sidecars}.get(options.command)
    wrong = None if wrong_with is None else wrong_with(options)
    if wrong is not None:
        parser.exit(2, f"shoebox: {wrong}\n")
    if options.command == "tags":
        check_tags(parser, options)
    if options.at is not None and "add" not in vars(options):
        parser.exit(2, "shoebox: `--at` says where `--add` puts photos: give both, or neither\n")
    asks = "delete" if options.command == "album" else "trash"
    if options.yes and not vars(options).get(asks):
        parser.exit(2, f"shoebox: `--yes` answers what `--{asks}` asks: give both, or neither\n")
    return options


def parse_window(arguments: Sequence[str]) -> Options:
    """Read a command line that names no command: folders for the window.

    Raises:
        SystemExit: 0 after help, 2 after telling what is wrong with the line.
    """
    parser = Parser(prog="shoebox", usage=USAGE, description=DESCRIPTION, epilog=EPILOG)
    _add_everywhere(parser)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders to index and show")
    options = parser.parse_args(arguments, Options(command="gui"))
    for path in options.paths:
        if not os.path.exists(path):
            refuse_missing(parser, path, COMMANDS)
    return options


def _refuse_folder(parser: Parser, word: str | None) -> None:
    """Tell whoever named a folder, or nothing at all, in the place of a command."""
    if word is None or word in COMMANDS:
        return
    if os.path.exists(word):
        parser.exit(2, f"shoebox: To take “{printable(word)}” in, write `index` before it.\n")
    refuse_missing(parser, word, COMMANDS)


def _check_search(parser: Parser, options: Options) -> None:
    asked = bool(" ".join(options.words).strip())
    if not asked and options.from_file is None and not options.syntax:
        told = "say what to look for: `shoebox search a dog in snow`"
        # Who typed an empty query knows how the command is used.
        parser.exit(2, f"shoebox: {told}\n") if options.words else parser.error(told)
    if asked and options.from_file is not None:
        parser.error("either a query or --from FILE, not both")


def names_command(arguments: Sequence[str]) -> bool:
    """Whether a command line is for `indexer.cli`: it names a command or asks for help."""
    word = first_word(arguments)
    if word is None:
        return any(argument in ("-h", "--help", "--version") for argument in arguments)
    return word in COMMANDS


def first_word(arguments: Sequence[str]) -> str | None:
    """The first argument that is neither an option nor the value of one."""
    takes_value = {"--library", "--model", "--device"}
    rest = iter(arguments)
    for argument in rest:
        if argument in takes_value:
            next(rest, None)
        elif argument == "--":
            return None
        elif not argument.startswith("-"):
            return argument
    return None


USAGE = """\
shoebox [OPTION ...] COMMAND ...
       shoebox [OPTION ...] [FOLDER ...]"""

DESCRIPTION = """\
Finds any photo of your own by describing it. Nothing leaves your machine."""

EPILOG = """\
begin like this:
  shoebox ~/Pictures                       index a folder and open the window on it
  shoebox index ~/Pictures                 the same in the terminal
  shoebox search a dog running in snow     find photos by words
  shoebox similar ~/Pictures/beach.jpg     find photos that look like this one

`shoebox COMMAND --help` shows more examples. The library lives where --library or
$SHOEBOX_LIBRARY says, else in your user data folder (`shoebox status` names it).
Exit codes: 0 done, 1 something is wrong and was told in one line, 2 wrong usage."""


def _command_parser() -> Parser:
    parser = Parser(prog="shoebox", usage=USAGE, description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="show the version and end")
    _add_everywhere(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, prog="shoebox", parser_class=Parser
    )
    for name, command in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=command.summary,
            description=_sentence(command.summary),
            epilog=f"examples:\n{command.examples}",
        )
        command.add_options(sub)
        _add_everywhere(sub)
    return parser


def _sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + "."


def _add_everywhere(parser: argparse.ArgumentParser) -> None:
    """The options that may stand before or after the command."""
    group = parser.add_argument_group("options of every command")
    group.add_argument("--library", type=Path, metavar="DIR", help="the library to work on")
    group.add_argument("--json", action="store_true", help="answer in JSON, for scripts")
    group.add_argument("--quiet", action="store_true", help="no progress, no remarks")
    group.add_argument("--model", metavar="NAME", help="a model other than the one in use")
    group.add_argument(
        "--device", choices=DEVICES, metavar="WHERE", help=f"{', '.join(DEVICES[1:])} (auto)"
    )


def _add_model(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=Parser
    )
    for name, action in ACTIONS.items():
        sub = actions.add_parser(
            name,
            help=action.summary,
            description=_sentence(action.summary),
            epilog=f"examples:\n{action.examples}" if action.examples else None,
        )
        action.add_options(sub)
        _add_everywhere(sub)


def _add_gui(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="folders to index and show")


def _add_nothing(_parser: argparse.ArgumentParser) -> None:
    """For a command without options of its own."""


COMMANDS = {
    "index": Command(
        "take in the photos of folders, and what has changed in them since",
        INDEX_EXAMPLES,
        add_index,
    ),
    "search": Command(
        "find photos by describing them",
        SEARCH_EXAMPLES,
        add_search,
    ),
    "similar": Command(
        "find photos that look like a photo, in the library or not",
        SIMILAR_EXAMPLES,
        add_similar,
    ),
    "duplicates": Command(
        "find photos that are there more than once, and bursts",
        DUPLICATES_EXAMPLES,
        add_duplicates,
    ),
    "tag": Command("give photos the tags that a model finds on them", TAG_EXAMPLES, add_tag),
    "tags": Command(
        "the tags in the library, or those of photos, and what you say of them",
        TAGS_EXAMPLES,
        add_tags,
    ),
    "undo": Command("take back what you changed last", UNDO_EXAMPLES, _add_nothing),
    "redo": Command("do again what was taken back", REDO_EXAMPLES, _add_nothing),
    "export": Command("copy photos out, or link them", EXPORT_EXAMPLES, add_export),
    "albums": Command("the albums, also those that fill themselves", ALBUMS_EXAMPLES, add_albums),
    "album": Command("the photos of an album; make and change albums", ALBUM_EXAMPLES, add_album),
    "sidecars": Command(
        "write tags, stars and albums where other programs read them",
        SIDECARS_EXAMPLES,
        add_sidecars,
    ),
    "status": Command(
        "what is in the library",
        """\
  shoebox status
  shoebox status --json --library /media/archive/library""",
        _add_nothing,
    ),
    "problems": Command(
        "the files that could not be read, and why",
        PROBLEMS_EXAMPLES,
        add_problems,
    ),
    "verify": Command("check that the library is whole", VERIFY_EXAMPLES, add_verify),
    "backups": Command("the daily copies of the library", BACKUPS_EXAMPLES, add_backups),
    "restore": Command("go back to a backup; nothing is lost", RESTORE_EXAMPLES, add_restore),
    "model": Command(
        "the models that turn pictures and words into numbers",
        """\
  shoebox model list
  shoebox model get mobileclip2-s3         fetch it; its licence is shown first
  shoebox model use mobileclip2-s3         then `shoebox index` to encode the photos with it
  shoebox model check mobileclip2-s3       does the NPU compute what it should?""",
        _add_model,
    ),
    "doctor": Command(
        "what this machine can do, and what is missing",
        DOCTOR_EXAMPLES,
        add_doctor,
    ),
    "gui": Command(
        "open the window",
        """\
  shoebox gui
  shoebox gui ~/Pictures                   the same as `shoebox ~/Pictures`""",
        _add_gui,
    ),
}
