"""`shoebox index`: takes folders in, once or for as long as it is left to watch them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.chosen import chosen_bundle, open_library
from indexer.cli.control import Control
from indexer.cli.leaving import leave_library
from indexer.cli.roots import choose_roots
from indexer.cli.run import Run
from indexer.cli.terminal import printable
from indexer.cli.watchers import watcher
from indexer.excludes import keep_excludes
from indexer.files import is_away
from indexer.leaving import finish_leaving
from indexer.machine import step_back
from indexer.session import check_device

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library


def index(options: Options, terminal: Terminal) -> int:
    """Run the command; 0, or 130 and the like where a signal ended it."""
    if options.leave:
        return leave_library(options, terminal)
    check_device(options.device)
    control = Control()
    control.accepts_missing = options.accept_missing
    if options.until_closed:
        control.listen_until_closed()
    elif options.watch and terminal.as_json:
        control.listen(until_closed=False)
    if options.until_closed or options.watch:
        step_back(5)
    with control.signals(), open_library(options, write=True) as library:
        finish_leaving(library)
        roots = choose_roots(library, options.paths)
        _adopt_model(library, options)
        if options.exclude:  # An empty pattern alone ends them all.
            keep_excludes(library.catalog, options.exclude)
        run = Run(library, roots, options, control, watcher(terminal))
        if options.watch:
            run.follow(full=options.full)
        else:
            run.to_the_end(full=options.full)
            _tell_what_is_away(library, terminal)
    return 128 + control.signal_number if control.signal_number else 0


def _tell_what_is_away(library: Library, terminal: Terminal) -> None:
    """Say of which folders nothing was seen, so that nobody thinks their photos lost."""
    for root in library.catalog.roots():
        if is_away(root.path, photos=root.photos):
            drive = f" (drive {root.volume_name})" if root.volume_name else ""
            where = printable(root.path + drive)
            terminal.remark(f"{where} is away or empty: its {root.photos:,} photos are kept.")


def _adopt_model(library: Library, options: Options) -> None:
    """Let the model that a new library is made with be the one that it is searched with."""
    if options.model and not library.catalog.count():
        library.use_model(chosen_bundle(options, library).name)
