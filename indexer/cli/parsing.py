"""Parsers that keep the lines of examples, and tell what was mistyped with what was meant.

What may be typed is the business of `arguments`.
"""

from __future__ import annotations

import argparse
import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from indexer.cli.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Parser(argparse.ArgumentParser):
    """A parser whose examples keep their lines, and that never guesses at half a word."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(
            argument_default=argparse.SUPPRESS, allow_abbrev=False, add_help=False, **settings
        )
        self.add_argument("-h", "--help", action="help", help="show this and end")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse what is not known here, where the usage of the command at hand is told.

        The parser of a command would hand it on to the one above, which tells its own usage.
        """
        options, unknown = super().parse_known_args(args, namespace)
        if unknown and not self._taken_late(options, unknown):
            self.error(self._unknown(unknown))
        return options, []

    def _taken_late(self, options: Any, words: Sequence[str]) -> bool:
        """Add words behind an option to those before it, where any number may be given.

        `argparse` takes none of them once an option has come between.
        """
        *_, last = (None, *(each for each in self._actions if not each.option_strings))
        if last is None or last.nargs != "*" or any(each.startswith("-") for each in words):
            return False
        taken = self._get_values(last, list(words))
        setattr(options, last.dest, [*getattr(options, last.dest, ()), *taken])
        return True

    def _unknown(self, arguments: Sequence[str]) -> str:
        option = next((each for each in arguments if each.startswith("-") and each != "--"), None)
        if option is None:
            return f"unrecognized arguments: {printable(' '.join(arguments))}"
        name = option.partition("=")[0]
        near = difflib.get_close_matches(name, self._option_string_actions, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"there is no option {printable(name)}.{hint}"


class ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for: importlib.metadata is slow to import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Tell it and end."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("shoebox")
        except PackageNotFoundError:  # run from a checkout that was never installed
            number = "(not installed)"
        parser.exit(message=f"shoebox {number}\n")


def refuse_missing(parser: Parser, word: str, commands: Collection[str]) -> NoReturn:
    """Tell that a word is no folder; one without a slash may be a mistyped command.

    Raises:
        SystemExit: 2, always.
    """
    folder = _nearest_folder(word)
    meant = f" Did you mean {printable(folder)}?" if folder else ""
    if os.path.dirname(word):
        # Who typed a path knows how folders are named.
        parser.exit(2, f"shoebox: There is no folder “{printable(word)}”.{meant}\n")
    near = difflib.get_close_matches(word, commands, n=1)
    if near:
        meant = f" Did you mean `shoebox {near[0]}`?"
    hint = meant or " `shoebox --help` shows the commands."
    parser.error(f"'{printable(word)}' is neither a command nor a folder.{hint}")


def _nearest_folder(path: str) -> str | None:
    """The folder that is there and named much like one that is not, on the way to a path."""
    wrong = Path(path)
    while not wrong.parent.is_dir():
        wrong = wrong.parent
    try:
        with os.scandir(wrong.parent) as entries:
            names = [entry.name for entry in entries if entry.is_dir()]
    except OSError:
        return None
    near = difflib.get_close_matches(wrong.name, names, n=1)
    if not near:
        return None
    meant = wrong.with_name(near[0])
    whole = meant / Path(path).relative_to(wrong)
    return str(whole if whole.exists() else meant)
