"""Where the answers go: lines for people on standard output, JSON for scripts, remarks on stderr.

This folder is the only part of the indexer that writes to a terminal, and this file does it.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DIM, BOLD, PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[0m"


class OutputError(LibraryError):
    """The answer cannot be written where it should go, such as to a disk that is full."""


class Terminal:
    """The two output streams of one command, and how its user wants to be answered."""

    def __init__(
        self,
        *,
        as_json: bool = False,
        quiet: bool = False,
        out: TextIO | None = None,
        err: TextIO | None = None,
    ) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        for stream in (self.out, self.err):
            _bear_odd_names(stream)
        self.colours = _shows_colours(self.out)

    def line(self, text: str = "") -> None:
        """Write a line of the answer for people."""
        with _told_kindly():
            self.out.write(f"{text}\n")

    def flush(self) -> None:
        """Have all that was written come out at once."""
        with _told_kindly():
            self.out.flush()

    def json(self, value: object) -> None:
        """Write one JSON value on a line of its own, at once: a reader may be waiting for it."""
        # Plain ASCII, because a pipe on Windows may have any code page.
        self.line(json.dumps(value))
        self.flush()

    def remark(self, text: str) -> None:
        """Tell what is no part of the answer; `--quiet` silences it."""
        if not self.quiet:
            self.err.write(f"{text}\n")
            self.err.flush()

    def error(self, text: str) -> None:
        """Tell in one line what is wrong."""
        self.err.write(f"shoebox: {printable(text)}\n")
        self.err.flush()

    def table(self, rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """Write rows with aligned columns; the columns named in `right` end together."""
        rows = list(rows)
        if not rows:
            return
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [
                cell.rjust(width) if place in right else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            self.line("  ".join(cells).rstrip())

    def dim(self, text: str) -> str:
        """The text in a fainter colour, where there are colours."""
        return f"{DIM}{text}{PLAIN}" if self.colours else text

    def bold(self, text: str) -> str:
        """The text in bold, where there are colours."""
        return f"{BOLD}{text}{PLAIN}" if self.colours else text

    def path(self, path: str) -> str:
        """A path for people: harmless to the terminal, its folder fainter than its name."""
        folder, name = os.path.split(printable(path))
        return f"{self.dim(os.path.join(folder, ''))}{name}"


@contextmanager
def _told_kindly() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # The reader has seen enough, which is no fault.
        raise
    except OSError as error:
        raise OutputError(f"The answer cannot be written: {error.strerror}.") from error


def read_lines(stream: TextIO) -> Iterator[str]:
    """The lines of standard input without their ends; a byte that is no text spoils no query.

    What no person types is UTF-8, as every other file of queries, whatever the system's habit.
    """
    if isinstance(stream, io.TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8-sig"
        stream.reconfigure(encoding=encoding, errors="replace")
    return (line.rstrip("\r\n") for line in stream)


def printable(text: str) -> str:
    """The text with control characters spelled out, so that a file name commands no terminal."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or _is_undecoded(letter) else _spelled_out(letter)
        for letter in text
    )


def _is_undecoded(letter: str) -> bool:
    """Whether this is a byte that was not UTF-8, as `os.fsdecode` carries it."""
    return "\udc80" <= letter <= "\udcff"


def _spelled_out(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def _bear_odd_names(stream: TextIO) -> None:
    """Let a stream write any file name, also one that its encoding cannot spell."""
    if isinstance(stream, io.TextIOWrapper):
        whole = os.name == "posix" and stream.encoding.lower() in ("utf-8", "utf8")
        stream.reconfigure(errors="surrogateescape" if whole else "backslashreplace")


def _shows_colours(stream: TextIO) -> bool:
    if not stream.isatty() or "NO_COLOR" in os.environ:
        return False
    if os.name == "nt":  # the old console shows escape sequences as rubbish
        return "WT_SESSION" in os.environ or "ANSICON" in os.environ
    return os.environ.get("TERM", "dumb") != "dumb"
