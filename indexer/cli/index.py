"""`shoebox index`: takes folders in, once or for as long as it is left to watch them."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.cli.chosen import chosen_bundle, open_library, told_if_broken
from indexer.cli.control import Control
from indexer.cli.terminal import printable
from indexer.cli.watchers import watcher
from indexer.errors import LibraryError
from indexer.files import is_away
from indexer.ingest import IngestOptions, ingest
from indexer.machine import step_back
from indexer.session import check_device

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.cli.watchers import Watcher
    from indexer.library import Library
    from indexer.watch import Watch

EXCLUDES = "excludes"
"""The setting of a library that holds its patterns, a JSON list."""


def index(options: Options, terminal: Terminal) -> int:
    """Run the command; 0, or 130 and the like where a signal ended it."""
    check_device(options.device)
    control = Control()
    if options.until_closed or (options.watch and terminal.as_json):
        control.listen(until_closed=options.until_closed)
    if options.until_closed:
        step_back(5)
    with control.signals(), open_library(options, write=True) as library:
        roots = choose_roots(library, options.paths)
        _adopt_model(library, options)
        _keep_excludes(library, options)
        run = Run(library, roots, options, control, watcher(terminal))
        if options.watch:
            run.follow(full=options.full)
        else:
            run.once(full=options.full)
            _tell_what_is_away(library, terminal)
    return 128 + control.signal_number if control.signal_number else 0


def _tell_what_is_away(library: Library, terminal: Terminal) -> None:
    """Say of which folders nothing was seen, so that nobody thinks their photos lost."""
    for root in library.catalog.roots():
        if is_away(root.path, photos=root.photos):
            terminal.remark(
                f"{printable(root.path)} is away or empty: its {root.photos:,} photos are kept."
            )


@dataclass(slots=True)
class Run:
    """An index that is under way: where from, where to, who may stop it and who looks on."""

    library: Library
    roots: tuple[str, ...]
    options: Options
    control: Control
    watcher: Watcher

    def once(self, *, full: bool = False) -> None:
        """Bring the library up to date; ends early, with all kept, where that is asked for."""
        bundle = chosen_bundle(self.options, self.library)
        ingest_options = IngestOptions(
            roots=self.roots,
            excludes=kept_excludes(self.library),
            full=full,
            workers=self.options.workers,
            device=self.options.device,
        )
        self.watcher.started(device=self.options.device, model=bundle.name)
        steps = ingest(self.library, bundle, ingest_options)
        with told_if_broken(bundle), closing(steps):
            for progress in steps:
                if progress.stage == "done":
                    self.watcher.done(progress, model=bundle.name)
                    return
                self.watcher.progress(progress)
                self._pause_if_asked()
                if self.control.stopped.is_set() or self.control.added:
                    break
        if self.control.stopped.is_set():
            self.watcher.stopped()

    def follow(self, *, full: bool = False) -> None:
        """Bring the library up to date now and after each change, until it is stopped."""
        watch = self._watch()
        self.once(full=full)
        while not self.control.stopped.is_set():
            if self.control.added:
                self._take_up_added()
                watch.close()
                watch = self._watch()
            else:
                self.watcher.idle()
                self._wait_for_a_change(watch)
            if not self.control.stopped.is_set():
                self.once()
        watch.close()

    def _watch(self) -> Watch:
        from indexer.watch import Watch

        return Watch(self.roots, leave_out=str(self.library.folder))

    def _wait_for_a_change(self, watch: Watch) -> None:
        """Wait until there is one, or a folder more, or the end of it all."""
        changed = False
        while not (changed or self.control.added or self.control.stopped.is_set()):
            changed = watch.wait(self.control.stopped)
            self._pause_if_asked()

    def _take_up_added(self) -> None:
        """Follow the folders that the parent has named since, and look at them first."""
        while self.control.added:
            try:
                (folder,) = choose_roots(self.library, [self.control.added.pop(0)])
            except LibraryError as error:
                self.watcher.wrong(str(error))
            else:
                self.roots = tuple(dict.fromkeys([folder, *self.roots]))

    def _pause_if_asked(self) -> None:
        if self.control.paused:
            self.watcher.paused()
            self.control.wait_until_resumed()
            self.watcher.resumed()


def choose_roots(library: Library, paths: Sequence[str]) -> tuple[str, ...]:
    """The folders to look at: those given, which the library follows from now on, or all it knows.

    Raises:
        LibraryError: A folder is not there or may not be read, or none is known.
    """
    if not paths:
        roots = tuple(root.path for root in library.catalog.roots())
        if not roots:
            raise LibraryError("Name a folder to index: this library follows none yet.")
        return roots
    folders = tuple(dict.fromkeys(_folder(path) for path in paths))
    for folder in folders:
        library.catalog.add_root(folder)
    return folders


def _adopt_model(library: Library, options: Options) -> None:
    """Let the model that a new library is made with be the one that it is searched with."""
    if options.model and not library.catalog.count():
        library.use_model(chosen_bundle(options, library).name)


def _keep_excludes(library: Library, options: Options) -> None:
    """Let the patterns given now hold from now on, for the window too; an empty one ends them."""
    if options.exclude:
        patterns = [pattern for pattern in options.exclude if pattern]
        library.catalog.set_setting(EXCLUDES, json.dumps(patterns))


def kept_excludes(library: Library) -> tuple[str, ...]:
    """The patterns of what is left out of this library."""
    return tuple(json.loads(library.catalog.setting(EXCLUDES, "[]")))


def _folder(path: str) -> str:
    folder = os.path.abspath(os.path.expanduser(path))
    if not os.path.isdir(folder):
        what = "is not a folder" if os.path.exists(folder) else "does not exist"
        raise LibraryError(f"{folder} {what}: name a folder with photos.")
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        raise LibraryError(f"{folder} cannot be read: {error.strerror}.") from error
    return folder
