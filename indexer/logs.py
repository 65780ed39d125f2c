"""What happened, noted beside the library, for whoever has to find out why something went wrong.

A log names no file and no folder, and says nothing of what a picture shows or a person typed: of an
error it tells the kind, and where in our code it came up. `SHOEBOX_LOG=debug` notes all of it, in
files of their own. The last million bytes of each kind of process stay, and those before them.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import traceback
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Final

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = "shoebox"
"""Of the logger that all of ours write to."""

_FOLDER: Final = "logs"
_CRASHES: Final = "crashes.txt"
_DEBUG: Final = ".debug.log"
_MOST_BYTES: Final = 1_000_000
_OURS: Final = Path(__file__).parent.parent


@contextmanager
def kept(folder: Path, role: str) -> Iterator[logging.Logger]:
    """Note what happens in a process, as long as the block lasts, and how it dies if it does.

    Where there is no library yet, or the disk refuses, nothing is noted.

    Args:
        folder: The library's.
        role: What the process is, such as "window" or "index": each writes its own file.
    """
    debug = os.environ.get("SHOEBOX_LOG", "").lower() == "debug"
    logger, handler = logging.getLogger(NAME), _File(folder, role, debug=debug)
    before = logger.level, logger.propagate
    # Whoever writes the root's log to the terminal, as PyTorch's exporter does, is not given ours.
    logger.propagate = False
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if debug else logging.INFO)
    try:
        with _crashes_kept(folder / _FOLDER):
            yield logger
    finally:
        logger.removeHandler(handler)
        level, logger.propagate = before
        logger.setLevel(level)
        handler.close()


def last_lines(folder: Path, most: int = 100) -> dict[str, list[str]]:
    """The newest lines of each log that names nothing; how processes died is among them.

    Args:
        folder: The library's.
        most: How many of each.

    Returns:
        Name of the file -> its last lines.
    """
    found = {}
    for path in sorted((folder / _FOLDER).glob("*")):
        if path.suffix in (".log", ".txt") and not path.name.endswith(_DEBUG):
            with suppress(OSError):
                found[path.name] = path.read_text("utf-8", "replace").splitlines()[-most:]
    return found


class _File(RotatingFileHandler):
    """Writes one file, which is its owner's alone; that it cannot is nobody's trouble."""

    def __init__(self, folder: Path, role: str, *, debug: bool) -> None:
        path = folder / _FOLDER / f"{role}{_DEBUG if debug else '.log'}"
        super().__init__(path, maxBytes=_MOST_BYTES, backupCount=1, encoding="utf-8", delay=True)
        self._library = folder
        self.setFormatter(_Plain() if debug else _Private())

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Override of logging's: write nothing where no library is."""
        if self._library.is_dir():
            with suppress(OSError):
                Path(self.baseFilename).parent.mkdir(exist_ok=True, mode=0o700)
            super().emit(record)

    @override
    def close(self) -> None:
        """Override of logging's: what a full disk has not taken is written by nobody."""
        with suppress(OSError):
            super().close()

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """Override of logging's, which would write to a terminal that is somebody else's."""


class _Plain(logging.Formatter):
    """When, how bad, who, and what was said."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Override of logging's: one line, and below it the error if there is one."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{moment} {record.levelname} {record.process} {record.getMessage()}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{self._told(error)}"

    def _told(self, error: BaseException) -> str:
        return "".join(traceback.format_exception(error)).rstrip()


class _Private(_Plain):
    """The same, of errors without their words, which may name files and people."""

    @override
    def _told(self, error: BaseException) -> str:
        lines = [f"  {type(error).__module__}.{type(error).__qualname__}"]
        lines += [
            f"    at {_place(Path(frame.filename))}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        if error.__cause__ is not None:
            lines += ["  because of", self._told(error.__cause__)]
        return "\n".join(lines)


def _place(path: Path) -> str:
    """The file of a frame, as far as it is ours or a package's."""
    if path.is_relative_to(_OURS):
        return path.relative_to(_OURS).as_posix()
    return "/".join(path.parts[-2:])


@contextmanager
def _crashes_kept(folder: Path) -> Iterator[None]:
    """Have Python write down where it was when the system ends this process for a fault."""
    if faulthandler.is_enabled() or not folder.parent.is_dir():
        yield
        return
    path, file = folder / _CRASHES, None
    with suppress(OSError):
        folder.mkdir(exist_ok=True, mode=0o700)
        file = path.open("a", encoding="utf-8")
    if file is None:
        yield
        return
    faulthandler.enable(file)
    try:
        yield
    finally:
        faulthandler.disable()
        file.close()
        with suppress(OSError):
            if not path.stat().st_size:
                path.unlink()
