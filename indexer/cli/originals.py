"""`shoebox verify --originals`: whether the photos themselves are as they were read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from indexer.cli.chosen import open_library
from indexer.cli.terminal import printable
from indexer.cli.watchers import DRAWINGS_A_SECOND, SECONDS_BETWEEN_LINES
from indexer.originals import WRONG, State, check_originals

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.originals import Finding
    from indexer.verify import Report

_SUMS: Final = {
    State.DAMAGED: ("original is damaged.", "originals are damaged."),
    State.GONE: ("original is gone.", "originals are gone."),
    State.UNREADABLE: ("original cannot be read.", "originals cannot be read."),
    State.CHANGED: ("changed original is to be read.", "changed originals are to be read."),
    State.AWAY: (
        "original is not here, and was not read.",
        "originals are not here, and were not read.",
    ),
}


def originals(options: Options, report: Report, terminal: Terminal) -> dict[str, object]:
    """Read every original, tell each that is not as it was, and add the sums to the report.

    Returns:
        What programs are told: how many were looked at, and those of each kind.
    """
    telling = _Telling(terminal)
    found: dict[State, list[Finding]] = {state: [] for state in State}
    with open_library(options) as library:
        for finding in check_originals(library.catalog, on_progress=telling.progress):
            found[finding.state].append(finding)
            telling.finding(finding)
    telling.clear_line()
    _add_sums(report, {state: len(each) for state, each in found.items()}, terminal)
    return {"photos": telling.total, **{state.value: _facts(found[state]) for state in State}}


def _facts(findings: list[Finding]) -> list[dict[str, Any]]:
    return [{"path": each.path, "reason": each.reason} for each in findings]


def _add_sums(report: Report, counts: dict[State, int], terminal: Terminal) -> None:
    for state, count in counts.items():
        told = f"{count:,} {_SUMS[state][count != 1]}"
        if count and state in WRONG:
            report.wrong.append(told)
        elif count and state is State.CHANGED:
            report.waiting.append(told)
        elif count:
            terminal.remark(told)


class _Telling:
    """Tells people how far it is, and what was found, as it comes."""

    def __init__(self, terminal: Terminal) -> None:
        self.total = 0
        self._terminal = terminal
        self._draws = terminal.err.isatty() and not (terminal.quiet or terminal.as_json)
        self._every = 1 / DRAWINGS_A_SECOND if self._draws else SECONDS_BETWEEN_LINES
        self._next = time.monotonic() + self._every

    def progress(self, done: int, total: int) -> None:
        self.total, now = total, time.monotonic()
        if now < self._next:
            return
        self._next = now + self._every
        told = f"{done:,} of {total:,} originals read"
        if self._draws:
            self._terminal.err.write(f"\r{told}\x1b[K")
            self._terminal.err.flush()
        elif not self._terminal.as_json:
            self._terminal.remark(told)

    def finding(self, finding: Finding) -> None:
        if self._terminal.as_json or finding.state is State.AWAY:
            return
        self.clear_line()
        self._terminal.line(self._terminal.path(finding.path))
        self._terminal.line(f"    {printable(finding.reason)}")
        self._terminal.flush()

    def clear_line(self) -> None:
        if self._draws:
            self._terminal.err.write("\r\x1b[K")
            self._terminal.err.flush()
