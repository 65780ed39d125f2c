"""`shoebox duplicates`: shows groups of photos of which one would be enough, and clears them up."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from indexer.cli.chosen import chosen_bundle, open_library
from indexer.cli.control import Control
from indexer.cli.terminal import read_lines
from indexer.duplicates import Kind, find_duplicates
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.duplicates import Group, Member, Progress
    from indexer.duplicates.discarding import Discard, Outcome
    from indexer.library import Library

EVENTS_A_SECOND = 5
STAGES = {
    "exact": "Looking for exact copies",
    "neighbours": "Looking for neighbours",
    "compare": "Comparing pictures",
    "prove": "Looking closely",
    "group": "Grouping",
}
TITLES = {Kind.EXACT: "exact copies", Kind.NEAR: "near copies", Kind.BURST: "burst"}
ONE_AND_MORE = {
    Kind.EXACT: ("exact copy", "exact copies"),
    Kind.NEAR: ("near copy", "near copies"),
    Kind.BURST: ("burst", "bursts"),
}
LEFT_TO_THE_OWNER = Kind.BURST
"""Frames of a burst differ, and nobody but their owner knows which is wanted."""


class _Stopped(Exception):  # noqa: N818 - nothing is wrong: somebody asked for it.
    """The search was asked to end."""


def duplicates(options: Options, terminal: Terminal) -> int:
    """Run the command; 0, 1 where something could not go to the trash, 130 where it was ended."""
    if options.trash and not options.yes and (terminal.as_json or not sys.stdin.isatty()):
        raise LibraryError("Nobody is there to be asked: `--trash` needs `--yes` here.")
    control = Control()
    if options.until_closed:
        control.listen_until_closed()
    with control.signals(), open_library(options) as library:
        asked = Asked(library, options, terminal, control)
        try:
            return asked.answer()
        except _Stopped:
            if terminal.as_json:
                terminal.json({"event": "stopped"})
            else:
                terminal.remark("Stopped. Nothing was changed.")
    return 128 + control.signal_number if control.signal_number else 0


class Asked:
    """One run of the command."""

    def __init__(
        self, library: Library, options: Options, terminal: Terminal, control: Control
    ) -> None:
        self._library = library
        self._options = options
        self._terminal = terminal
        self._control = control
        self._began = time.monotonic()
        self._next = 0.0
        self._stage = ""

    def answer(self) -> int:
        """Find the groups, show them, and put what is asked into the trash."""
        kinds = tuple(Kind(name) for name in self._options.kinds) or tuple(Kind)
        bundle = chosen_bundle(self._options, self._library)
        if self._terminal.as_json:
            count = self._library.catalog.count()
            self._terminal.json({"event": "started", "pid": os.getpid(), "photos": count})
        groups = find_duplicates(
            self._library,
            bundle,
            distance=self._options.distance,
            kinds=kinds,
            on_progress=self._tell,
        )
        self._clear_line()
        self._show(groups)
        outcomes = self._cleared(groups) if self._options.trash else []
        if self._terminal.as_json:
            self._terminal.json(self._sums(groups, outcomes))
        return 1 if any(not each.moved for each in outcomes) else 0

    # -- progress ------------------------------------------------------------------------------

    def _tell(self, progress: Progress) -> None:
        if self._control.stopped.is_set():
            self._clear_line()
            raise _Stopped
        now = time.monotonic()
        if now < self._next and progress.stage == self._stage:
            return
        self._next, self._stage = now + 1 / EVENTS_A_SECOND, progress.stage
        if self._terminal.quiet:
            return
        if self._terminal.as_json:
            facts = {"stage": progress.stage, "done": progress.done, "total": progress.total}
            self._terminal.json({"event": "progress", **facts})
        elif self._terminal.err.isatty():
            share = 100 * progress.done // max(1, progress.total)
            self._terminal.err.write(f"\r{STAGES[progress.stage]}: {share} %\x1b[K")
            self._terminal.err.flush()

    def _clear_line(self) -> None:
        if self._terminal.err.isatty() and not self._terminal.as_json:
            self._terminal.err.write("\r\x1b[K")
            self._terminal.err.flush()

    # -- the groups ----------------------------------------------------------------------------

    def _show(self, groups: Sequence[Group]) -> None:
        if self._terminal.as_json:
            for group in groups:
                self._terminal.json(spelled_out(group))
            return
        for group in groups:
            self._terminal.line(f"{TITLES[group.kind]}: keep the first ({group.why})")
            for member in group.members:
                mark = " (may be another shot)" if group.is_unsure(member) else ""
                path = self._terminal.path(member.photo.path)
                self._terminal.line(f"  {_facts(member)}  {path}{mark}")
            self._terminal.line()
        if not self._terminal.quiet:
            self._terminal.line(_summary(groups))
            self._terminal.flush()

    def _sums(self, groups: Sequence[Group], outcomes: Sequence[Outcome]) -> dict[str, Any]:
        sums: dict[str, Any] = {"event": "done", "groups": len(groups)}
        for kind in Kind:
            sums[kind.value] = sum(group.kind is kind for group in groups)
        sums["photos"] = len({each.photo.id for group in groups for each in group.members})
        sums["bytes"] = sum(group.spare_bytes for group in groups)
        sums["distance"] = self._options.distance
        sums["seconds"] = round(time.monotonic() - self._began, 3)
        if self._options.trash:
            moved = [each for each in outcomes if each.moved]
            sums["trashed"], sums["trashed_bytes"] = len(moved), sum(each.size for each in moved)
            sums["left"] = len(outcomes) - len(moved)
        return sums

    # -- the trash -----------------------------------------------------------------------------

    def _cleared(self, groups: Sequence[Group]) -> list[Outcome]:
        from indexer.duplicates.discarding import discards_of

        asked = {Kind(name) for name in self._options.kinds} or set(Kind) - {LEFT_TO_THE_OWNER}
        clearing = [group for group in groups if group.kind in asked]
        discards = discards_of(clearing, unsure=bool(self._options.kinds))
        if not discards:
            self._terminal.remark("There is nothing to put into the trash.")
            return []
        if not self._options.yes and not self._confirmed(clearing, discards):
            self._terminal.remark("Nothing was moved.")
            return []
        outcomes = list(self._moved(discards))
        if not self._terminal.as_json:
            gone = [each for each in outcomes if each.moved]
            self._terminal.line(
                f"{_photos(len(gone))} moved to the trash, {_size(sum(e.size for e in gone))}."
            )
        return outcomes

    def _confirmed(self, groups: Sequence[Group], discards: Sequence[Discard]) -> bool:
        """Say what would go, and have it said that it may."""
        going = {each.photo_id for each in discards}
        for kind in Kind:
            some, spare = _touched([each for each in groups if each.kind is kind], going)
            if spare:
                self._terminal.line(
                    f"{_groups(kind, some)}: {_photos(len(spare))} would go, "
                    f"{_size(sum(spare.values()))}."
                )
        self._terminal.line(
            f"Move {_photos(len(going))} to the system's trash? The best of each group stays. "
            "Type yes:"
        )
        self._terminal.flush()
        return next(iter(read_lines(sys.stdin)), "").strip().lower() == "yes"

    def _moved(self, discards: Sequence[Discard]) -> Iterator[Outcome]:
        from indexer.duplicates.discarding import discard

        for outcome in discard(self._library, discards):
            self._tell_outcome(outcome)
            yield outcome
            if self._control.stopped.is_set():
                break

    def _tell_outcome(self, outcome: Outcome) -> None:
        facts = {"id": outcome.photo_id, "path": outcome.path}
        if self._terminal.as_json:
            told = {"event": "trashed"} if outcome.moved else {"event": "left"}
            why = {} if outcome.moved else {"reason": outcome.reason}
            self._terminal.json({**told, **facts, **why})
        elif not outcome.moved:
            self._terminal.error(f"{outcome.path} was left: {outcome.reason}")


def spelled_out(group: Group) -> dict[str, Any]:
    """A group as scripts read it."""
    return {
        "event": "group",
        "kind": group.kind.value,
        "best": group.best.photo.id,
        "why": group.why,
        "bytes": group.spare_bytes,
        "photos": [
            {**_spelled_member(member), "unsure": group.is_unsure(member)}
            for member in group.members
        ],
    }


def _touched(groups: Sequence[Group], going: Collection[int]) -> tuple[int, dict[int, int]]:
    """How many groups lose photos, and the bytes of each of these by its id."""
    losses = [
        {m.photo.id: m.photo.size for m in group.members[1:] if m.photo.id in going}
        for group in groups
    ]
    return sum(map(bool, losses)), {each: size for loss in losses for each, size in loss.items()}


def _spelled_member(member: Member) -> dict[str, Any]:
    photo = member.photo
    return {
        "id": photo.id,
        "path": photo.path,
        "size": photo.size,
        "width": photo.facts.width,
        "height": photo.facts.height,
        "format": photo.facts.format,
        "taken_at": photo.facts.taken_at,
        "distance": round(member.distance, 1),
        "sharpness": None if member.sharpness is None else round(member.sharpness, 4),
    }


def _facts(member: Member) -> str:
    photo = member.photo
    size = f"{photo.facts.width} × {photo.facts.height}"
    return f"{photo.id:>8}  {size:>13}  {_size(photo.size):>9}  {member.distance:5.1f}"


def _summary(groups: Sequence[Group]) -> str:
    if not groups:
        return "No duplicates."
    told = [
        f"{count:,} {ONE_AND_MORE[kind][count > 1]}"
        for kind in Kind
        if (count := sum(group.kind is kind for group in groups))
    ]
    spare = sum(group.spare_bytes for group in groups if group.kind is not Kind.BURST)
    return f"Groups: {', '.join(told)}. The copies take {_size(spare)}."


def _groups(kind: Kind, count: int) -> str:
    if kind is Kind.BURST:
        return f"{count:,} {ONE_AND_MORE[kind][count > 1]}"
    return f"{count:,} {'groups' if count > 1 else 'group'} of {TITLES[kind]}"


def _photos(count: int) -> str:
    return f"{count:,} photo" if count == 1 else f"{count:,} photos"


def _size(count: float) -> str:
    """Bytes as people say them."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"
