"""`shoebox backups` and `shoebox restore`: the copies of the catalog, and the way back to one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from indexer.backups import make_backup
from indexer.backups import restore as put_back
from indexer.cli.chosen import library_folder, open_library, with_nobody_else
from indexer.copies import list_backups

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.copies import Backup


def backups(options: Options, terminal: Terminal) -> int:
    """Run `shoebox backups`; 0."""
    if options.now:
        with with_nobody_else(), open_library(options, write=True) as library:
            make_backup(library, date.today().isoformat())
    found = list_backups(library_folder(options))
    if terminal.as_json:
        terminal.json(
            [
                {
                    "name": each.name,
                    "path": str(each.path),
                    "bytes": each.size,
                    "daily": each.daily,
                    "damaged": each.damaged,
                }
                for each in found
            ]
        )
        return 0
    terminal.table([(each.name, _megabytes(each), _remark(each)) for each in found], right=(1,))
    if not found:
        terminal.remark("There is no backup yet: `shoebox index` makes one each day.")
    return 0


def restore(options: Options, terminal: Terminal) -> int:
    """Run `shoebox restore`; 0."""
    with with_nobody_else():
        done = put_back(library_folder(options), options.backup)
    if terminal.as_json:
        kept = str(done.kept) if done.kept else None
        terminal.json({"restored": done.backup.name, "kept": kept})
        return 0
    for sentence in done.sentences():
        terminal.line(sentence)
    terminal.remark("`shoebox index` takes in what has come since.")
    return 0


def _remark(backup: Backup) -> str:
    return "damaged, kept for experts" if backup.damaged else ""


def _megabytes(backup: Backup) -> str:
    return f"{backup.size / 1_000_000:,.1f} MB"
