"""`shoebox model get`: the licence is shown first, then a model is fetched if that is accepted.

The only command that opens a network connection, and it does so only after a yes.
"""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from indexer import places
from indexer.cli.terminal import printable
from indexer.cli.watchers import DRAWINGS_A_SECOND, EVENTS_A_SECOND, SECONDS_BETWEEN_LINES
from indexer.errors import LibraryError
from indexer.models import find_bundle
from indexer.models.known import KNOWN, known_model

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models import Bundle
    from indexer.models.fetch import Step
    from indexer.models.known import HubFolder, KnownModel

STAGES = {"convert": "Making it a model of Shoebox", "check": "Checking what it computes"}


def get_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model get NAME`."""
    model = known_model(options.name)
    if model is None:
        names = ", ".join(each.name for each in KNOWN)
        raise LibraryError(f"There is no model “{options.name}” to be had; there are: {names}.")
    bundle = _installed(model.name)
    if bundle is not None:
        return tell_done(terminal, bundle, f"{model.name} is here already, in {bundle.folder}.")
    asked = not options.accept_licence and _can_ask(terminal)
    _show_licence(terminal, model, always=asked)
    if not (options.accept_licence or (asked and _accepts(terminal))):
        raise LibraryError(f"Nothing was fetched: {_not_accepted(model, asked=asked)}.")
    # Imported here: it loads ONNX Runtime, and nobody should wait for that to read a licence.
    from indexer.models.fetch import fetch_model
    from indexer.models.hub import Hub

    with _watcher(terminal) as watcher:
        fetched = fetch_model(model, Hub(), tell=watcher.step)
    for remark in fetched.remarks:
        _remark(terminal, remark)
    return tell_done(
        terminal,
        fetched.bundle,
        f"{model.name} is ready: `shoebox model use {model.name}`, then `shoebox index`.",
    )


def _installed(name: str) -> Bundle | None:
    """The user's own model of that name, unless it is broken: then it is fetched anew."""
    try:
        bundle = find_bundle(name, [places.user_models()])
    except LibraryError:
        return None
    # Imported here: it loads ONNX Runtime, and nobody should wait for that to read a licence.
    from indexer.models.check import check_files

    try:
        check_files(bundle)
    except LibraryError:
        return None
    return bundle


def _show_licence(terminal: Terminal, model: KnownModel, *, always: bool) -> None:
    """Tell the licence; `always` also where `--quiet` silences what nobody is asked about."""
    place, licence = _place(model), model.licence
    if terminal.as_json:
        terminal.json(
            {
                "event": "licence",
                "model": model.name,
                "title": model.title,
                "licence": licence.name,
                "url": licence.url,
                "meaning": licence.meaning,
                "megabytes": place.megabytes,
                "source": place.repo,
            }
        )
        return
    said = (
        f"{model.title}, about {place.megabytes:,} MB from {place.repo}.",
        f"Licence: {licence.name}, {licence.url}",
        licence.meaning,
    )
    if always:
        terminal.err.write("".join(f"{line}\n" for line in said))
        return
    for line in said:
        terminal.remark(line)


def _place(model: KnownModel) -> HubFolder:
    return model.ready or model.weights


def _can_ask(terminal: Terminal) -> bool:
    """Whether a person is at a terminal; whoever else is there has an option for it."""
    return not terminal.as_json and sys.stdin.isatty() and terminal.err.isatty()


def _accepts(terminal: Terminal) -> bool:
    terminal.err.write("Do you accept this licence? [y/N] ")
    terminal.err.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _not_accepted(model: KnownModel, *, asked: bool) -> str:
    """Why nothing was fetched; only who was not asked is told how to do without."""
    if asked:
        return f"the licence of {model.name} was not accepted"
    return f"to accept the licence of {model.name} without being asked, add --accept-licence"


def _remark(terminal: Terminal, message: str) -> None:
    if terminal.as_json:
        terminal.json({"event": "remark", "message": message})
    else:
        terminal.remark(printable(message))


def tell_done(terminal: Terminal, bundle: Bundle, message: str) -> int:
    """Tell of the model that has come, in a line or in the last event; 0."""
    if terminal.as_json:
        terminal.json(
            {
                "event": "done",
                "model": bundle.name,
                "licence": bundle.licence,
                "source": bundle.source,
                "sha256": bundle.sha256,
                "folder": str(bundle.folder),
            }
        )
    else:
        terminal.remark(message)
    return 0


class _Watcher(Protocol):
    """Whoever is told how a fetch goes."""

    def step(self, step: Step) -> None:
        """So far it has come; called often."""

    def __enter__(self) -> _Watcher: ...

    def __exit__(self, *_: object) -> None: ...


def _watcher(terminal: Terminal) -> _Watcher:
    """The way of watching that suits where the output goes."""
    if terminal.as_json:
        return _Events(terminal)
    if not terminal.quiet and terminal.err.isatty():
        return _Bar(terminal)
    return _Lines(terminal)


class _Lines:
    """A line now and then, and one for each later stage."""

    every = SECONDS_BETWEEN_LINES

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._next = time.monotonic() + self.every
        self._stage = ("download", "")

    def step(self, step: Step) -> None:
        """Show a step, unless the last one was only just shown."""
        now, stage = time.monotonic(), (step.stage, step.message)
        last = step.stage == "download" and step.done_bytes == step.total_bytes
        if now < self._next and stage == self._stage and not last:
            return
        self._next, self._stage = now + self.every, stage
        self.show(step)

    def show(self, step: Step) -> None:
        """Write it."""
        done, total = step.done_bytes / 1e6, step.total_bytes / 1e6
        self._terminal.remark(_said(step) or f"{done:,.0f} of {total:,.0f} MB")

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open."""


class _Events(_Lines):
    """JSON lines for a program."""

    every = 1 / EVENTS_A_SECOND

    def show(self, step: Step) -> None:
        """Write it."""
        self._terminal.json({"event": "progress", **asdict(step)})


class _Bar(_Lines):
    """A progress bar on the terminal."""

    every = 1 / DRAWINGS_A_SECOND

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal)
        self._bar: Any = None  # tqdm ships no types

    def show(self, step: Step) -> None:
        """Move the bar, or say in its place what is done now."""
        if self._bar is None:
            self._bar = _open_bar(self._terminal, step)
        self._bar.total, self._bar.n = step.total_bytes, step.done_bytes
        if _said(step):
            self._bar.bar_format = f"{_said(step)} ..."
        self._bar.refresh()

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


def _said(step: Step) -> str:
    """What is done now, in words; "" of a download, where numbers say more."""
    return step.message or STAGES.get(step.stage, "")


def _open_bar(terminal: Terminal, step: Step) -> Any:
    from tqdm import tqdm  # here, because only a person at a terminal sees it

    return tqdm(
        file=terminal.err,
        leave=False,
        dynamic_ncols=True,
        unit="B",
        unit_scale=True,
        total=step.total_bytes,
        initial=step.done_bytes,  # What an earlier try brought says nothing of today's speed.
    )
