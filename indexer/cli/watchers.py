"""Three ways to watch an index run: a bar on a terminal, lines in a log, JSON for a program."""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from indexer.cli.sums import by_whom, remaining, summary, sums
from indexer.cli.terminal import printable

if TYPE_CHECKING:
    from indexer.cli.leaving import Left
    from indexer.cli.terminal import Terminal
    from indexer.ingest.progress import Progress

EVENTS_A_SECOND = 5
"""More tell nobody more, and each one wakes the window."""

DRAWINGS_A_SECOND = 10
"""More only flicker."""

SECONDS_BETWEEN_LINES = 30.0
"""In a log that nobody watches as it grows."""


class Watcher(Protocol):
    """Whoever is told how an index goes."""

    def started(self, *, device: str | None, model: str) -> None:
        """The index begins with this model, whose newest vectors were made on that device."""

    def progress(self, progress: Progress) -> None:
        """So far it has come; called often."""

    def paused(self) -> None:
        """It waits because it was asked to."""

    def sparing(self) -> None:
        """It waits because the machine runs on its battery."""

    def resumed(self) -> None:
        """It goes on."""

    def done(self, progress: Progress, *, model: str) -> None:
        """All is taken in."""

    def stopped(self) -> None:
        """It has ended early, as it was asked to; what was done is kept."""

    def idle(self) -> None:
        """It waits for something to change."""

    def wrong(self, message: str) -> None:
        """Something is wrong, but it goes on."""

    def remark(self, message: str) -> None:
        """Something that is worth knowing: a device was refused or lost, and why."""

    def stage(self, message: str) -> None:
        """Something takes long before photos come, such as compiling the model."""

    def switched(self, model: str, *, missing: int) -> None:
        """The model that was wanted answers from now on; `missing` photos it does not find."""

    def tagged(self, changed: int) -> None:
        """So many photos have other tags than before."""

    def waiting(self, photos: int) -> None:
        """So many photos are not there any more, and wait for a person's word; 0: none any more."""

    def left(self, left: Left) -> None:
        """A folder is followed no longer."""

    def stays(self, folder: str, why: str) -> None:
        """A folder could not leave."""


def watcher(terminal: Terminal) -> Watcher:
    """The way of watching that suits where the output goes."""
    if terminal.as_json:
        return Events(terminal)
    if not terminal.quiet and terminal.err.isatty():
        return Bar(terminal)
    return Lines(terminal)


class Events:
    """JSON lines for a program, each with the name of what happened as its `event`."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._next = 0.0
        self._stage = ""

    def started(self, *, device: str | None, model: str) -> None:
        """Tell who runs where, so that the parent can show and find us."""
        self._tell("started", device=device, model=model, pid=os.getpid())

    def progress(self, progress: Progress) -> None:
        """Tell each new stage, and at most a few times a second how far it has come."""
        now = time.monotonic()
        if now < self._next and progress.stage == self._stage:
            return
        self._next = now + 1 / EVENTS_A_SECOND
        self._stage = progress.stage
        facts = asdict(progress)
        del facts["remarks"]  # Each is an event of its own, and none may fall between two lines.
        self._tell("progress", **facts)

    def paused(self) -> None:
        """Tell that nothing will come until we are resumed."""
        self._tell("paused")

    def sparing(self) -> None:
        """Tell the same, and why."""
        self._tell("paused", why="battery")

    def resumed(self) -> None:
        """Tell that it goes on."""
        self._tell("resumed")

    def done(self, progress: Progress, *, model: str) -> None:
        """Tell the sums, as scripts rely on them."""
        where = {name: getattr(progress, name) for name in ("device", "precision", "provider")}
        self._tell("done", **sums(progress), **where, model=model)

    def stopped(self) -> None:
        """Tell that no `done` will come."""
        self._tell("stopped")

    def idle(self) -> None:
        """Tell that we wait for something to change."""
        self._tell("idle")

    def wrong(self, message: str) -> None:
        """Tell what is wrong."""
        self._tell("error", message=message)

    def remark(self, message: str) -> None:
        """Tell it."""
        self._tell("remark", message=message)

    def stage(self, message: str) -> None:
        """Tell it."""
        self._tell("stage", message=message)

    def switched(self, model: str, *, missing: int) -> None:
        """Tell whose vectors answer from now on."""
        self._tell("switched", model=model, missing=missing)

    def tagged(self, changed: int) -> None:
        """Tell that tags are as they are wished for, also where that changed none."""
        self._tell("tagged", changed=changed)

    def waiting(self, photos: int) -> None:
        """Tell it, so that the window can ask."""
        self._tell("waiting", photos=photos)

    def left(self, left: Left) -> None:
        """Tell it, and which copy leads back."""
        self._tell("left", **asdict(left))

    def stays(self, folder: str, why: str) -> None:
        """Tell it as something that is wrong."""
        self._tell("error", message=why, folder=folder)

    def _tell(self, event: str, **facts: object) -> None:
        self._terminal.json({"event": event, **facts})


class Lines:
    """The sums at the end, and on a long way a line now and then."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._next = time.monotonic() + SECONDS_BETWEEN_LINES

    def started(self, *, device: str | None, model: str) -> None:
        """Nothing to tell yet."""

    def progress(self, progress: Progress) -> None:
        """Tell now and then how far it has come."""
        if time.monotonic() < self._next or progress.stage != "decode":
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_LINES
        self._terminal.remark(
            f"{progress.done:,} of {progress.total:,} photos{by_whom(progress)}, "
            f"{progress.photos_per_second:.1f} a second{remaining(progress)}"
        )

    def paused(self) -> None:
        """Nobody is there to be told."""

    def sparing(self) -> None:
        """Tell what would make it go on."""
        self._terminal.remark(
            "Waiting, as this machine runs on its battery: plug it in, or say `--on-battery`."
        )

    def resumed(self) -> None:
        """Nobody is there to be told."""

    def done(self, progress: Progress, *, model: str) -> None:
        """Tell the sums."""
        if not self._terminal.quiet:
            self._terminal.line(summary(progress, model))
            self._terminal.flush()

    def stopped(self) -> None:
        """Tell that nothing was lost."""
        self._terminal.remark("Stopped. What was done is kept; the next run goes on from there.")

    def idle(self) -> None:
        """Tell once more only when something has changed."""

    def wrong(self, message: str) -> None:
        """Tell what is wrong."""
        self._terminal.error(message)

    def remark(self, message: str) -> None:
        """Tell it in a line."""
        self._terminal.remark(printable(message))

    def stage(self, message: str) -> None:
        """Tell it in a line."""
        self._terminal.remark(f"{message} ...")

    def switched(self, model: str, *, missing: int) -> None:
        """Tell it in a line."""
        but = f" but {missing:,}, which it does not find" if missing else ""
        self._terminal.remark(f"{model} has encoded all photos{but}: it answers from now on.")

    def tagged(self, changed: int) -> None:
        """Tell it in a line, where there is something to tell."""
        if changed:
            self._terminal.remark(f"{_have(changed)} other tags than before.")

    def waiting(self, photos: int) -> None:
        """A remark has told it, folder by folder."""

    def left(self, left: Left) -> None:
        """Tell it in a line."""
        self._terminal.remark(str(left))

    def stays(self, folder: str, why: str) -> None:
        """Tell it as something that is wrong."""
        self.wrong(f"{printable(folder)} stays in the library: {why}")


def _have(photos: int) -> str:
    return "1 photo has" if photos == 1 else f"{photos:,} photos have"


class Bar(Lines):
    """A progress bar on the terminal, and the sums below it."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal)
        self._bar: Any = None  # tqdm ships no types
        self._next_draw = 0.0

    def progress(self, progress: Progress) -> None:
        """Move the bar."""
        now = time.monotonic()
        if now < self._next_draw:
            return
        self._next_draw = now + 1 / DRAWINGS_A_SECOND
        if self._bar is None:
            self._bar = _open_bar(self._terminal)
        self._bar.bar_format = _bar_format(progress)
        self._bar.total = progress.total
        self._bar.n = progress.done
        self._bar.refresh()

    def done(self, progress: Progress, *, model: str) -> None:
        """Put the sums where the bar was."""
        self._close()
        super().done(progress, model=model)

    def stopped(self) -> None:
        """Put the remark where the bar was."""
        self._close()
        super().stopped()

    def sparing(self) -> None:
        """Tell it where the bar was."""
        self._close()
        super().sparing()

    def idle(self) -> None:
        """Tell how to end it."""
        self._terminal.remark("Watching for changes; Ctrl+C ends it.")

    def wrong(self, message: str) -> None:
        """Tell it where the bar was; that comes again below."""
        self._close()
        super().wrong(message)

    def remark(self, message: str) -> None:
        """Tell it where the bar was; that comes again below."""
        self._close()
        super().remark(message)

    def stage(self, message: str) -> None:
        """The bar itself tells it, for as long as it takes."""

    def switched(self, model: str, *, missing: int) -> None:
        """Tell it where the bar was."""
        self._close()
        super().switched(model, missing=missing)

    def tagged(self, changed: int) -> None:
        """Tell it where the bar was."""
        self._close()
        super().tagged(changed)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _open_bar(terminal: Terminal) -> Any:
    from tqdm import tqdm  # here, because only a person at a terminal sees it

    return tqdm(file=terminal.err, leave=False, dynamic_ncols=True, bar_format="{desc}")


def _bar_format(progress: Progress) -> str:
    """What the bar shows; nobody knows how many photos there are before all are seen."""
    if progress.stage == "scan":
        return f"Looking: {progress.seen:,} photos seen"
    if progress.preparing:
        return f"{progress.preparing.replace('{', '').replace('}', '')} ..."
    told = f"{progress.done:,} of {progress.total:,}{by_whom(progress)}"
    if progress.photos_per_second:
        told += f", {progress.photos_per_second:.1f} a second{remaining(progress)}"
    return "{bar} " + told
