"""An index that is under way: run after run, until all is taken in or it is stopped.

Between the runs it asks which model is in use and which one is wanted; within a run that is
`ingest`'s business, and what people and programs are told of it that of `watchers`.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from indexer.catalog.learning import TAG_LEVEL
from indexer.catalog.problems import RETRIED
from indexer.cli.chosen import chosen_bundle, told_if_broken, told_what_else
from indexer.cli.everyday_words import learn_words
from indexer.cli.leaving import let_go
from indexer.cli.noting import kept_backup, note
from indexer.cli.roots import take_up
from indexer.cli.sidecars import keep_up
from indexer.cli.sparing import Sparing
from indexer.cli.tag_words import tagged
from indexer.errors import LibraryError
from indexer.excludes import kept_excludes
from indexer.ingest import IngestOptions, ingest
from indexer.ingest.drives import Drives, follow_drives
from indexer.ingest.losses import Lately
from indexer.models import find_bundle
from indexer.power import on_battery
from indexer.volumes import mounted

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.cli.arguments import Options
    from indexer.cli.control import Control
    from indexer.cli.watchers import Watcher
    from indexer.ingest import Progress
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.volumes import Volumes
    from indexer.watch import Watch

SECONDS_BETWEEN_LOOKS = 30.0
"""How often new photos are looked for while another model is made ready. To leave its encoder for
them and to come back costs some seconds."""


@dataclass(slots=True)
class Run:
    """An index: where from, where to, who may stop it and who looks on."""

    library: Library
    roots: tuple[str, ...]
    options: Options
    control: Control
    watcher: Watcher
    #: Asks for the drives that are here.
    volumes: Callable[[], Volumes] = mounted
    #: Asks whether the machine runs on its battery.
    on_battery: Callable[[], bool] = on_battery
    #: The model in use and the wanted one, as the last run took them up or left them.
    _models: tuple[str, str | None] = ("", None)
    #: Identities of wanted models that could not be run.
    _given_up: set[str] = field(default_factory=set)
    #: What was wished of tags when the library was tagged last.
    _wishes: object = None
    _told: set[str] = field(default_factory=set)
    _preparing: str | None = None
    #: Of the last run: when unreadable files were to be read again, and when a backup was due.
    _retried: str = ""
    _backed_up_on: date | None = None
    #: Photos that wait for a person's word, as was told last.
    _waiting: int = 0
    _lately: Lately = field(default_factory=Lately)
    _drives: Drives = field(default_factory=Drives)
    _watching: Watch | None = None
    _sparing: Sparing | None = None

    def to_the_end(self, *, full: bool = False) -> None:
        """Bring the library up to date, with the model that is chosen in the end."""
        self.once(full=full)
        while not self._stopped:
            if self._model_changed():
                self.once()
            elif self._wishes_changed():
                self._tag_and_follow(self._models[0])
            else:
                return

    def follow(self, *, full: bool = False) -> None:
        """Bring the library up to date now and after each change, until it is stopped."""
        watch = self._watching = self._watch()
        self._sparing = None if self.options.on_battery else Sparing(self.on_battery)
        again = self.once(full=full, interrupted=self._lookout(watch))
        while not self._stopped:
            if self.control.changes_folders:
                self._change_folders(watch)
            elif not (again or self._asked_anew()):
                self.watcher.idle()
                self._wait_for_a_change(watch)
            if not self._stopped:
                again = self.once(interrupted=self._lookout(watch))
        let_go(self.library, self.roots, self.control, self.watcher)  # Even of the last moment.
        watch.close()

    def once(self, *, full: bool = False, interrupted: Callable[[], bool] = lambda: False) -> bool:
        """Bring the library up to date; ends early, with all kept, where that is asked for.

        Args:
            full: read every file again.
            interrupted: asked while another model is made ready, which can take hours: whether
                something has changed that the library should take in first.

        Returns:
            Whether it was interrupted, and has to go on.
        """
        if self._model_changed():
            self._given_up.clear()
        self.control.looks = False
        self._follow_drives()
        self._models, self._retried = self._chosen(), self.library.catalog.setting(RETRIED)
        self._keep_backup()
        bundle = chosen_bundle(self.options, self.library)
        wanted = self._wanted(bundle)
        made_on = self.library.catalog.last_made_on(bundle.sha256)
        self.watcher.started(device=made_on.device if made_on else None, model=bundle.name)
        options = self._ingest_options(full=full)
        steps = ingest(self.library, bundle, options, wanted=wanted)
        device = self.options.device
        with told_what_else(self.library, bundle, device), told_if_broken(bundle), closing(steps):
            for progress in steps:
                self._tell(progress)
                if progress.stage == "done":
                    self._tell_of_missing(progress, accepted=options.accept_missing)
                    break
                self._pause_if_asked()
                self._spare_the_battery()
                if self._stopped or self.control.changes_folders:
                    break
                # Not while its encoder opens, which would begin anew, nor before it was of use.
                at_work = progress.switching and progress.done and not progress.preparing
                if at_work and interrupted():
                    return True
        if self._stopped:
            self.watcher.stopped()
        elif wanted is not None and progress.stage == "done" and not progress.missing:
            self._note_if_given_up(wanted)
        return False

    @property
    def _stopped(self) -> bool:
        return self.control.stopped.is_set()

    def _ingest_options(self, *, full: bool) -> IngestOptions:
        # Whoever names a folder with it means that one, also where nothing is left in it.
        emptied = self.roots if self.control.accepts_missing and self.options.paths else ()
        return IngestOptions(
            roots=self.roots,
            excludes=kept_excludes(self.library.catalog),
            full=full,
            accept_missing=self.control.accepts_missing,
            away=self._drives.kept_from(self.roots, emptied),
            deserted=self._drives.deserted,
            emptied=emptied,
            lately=self._lately,
            workers=self.options.workers,
            device=self.options.device,
        )

    def _follow_drives(self) -> None:
        """Take the folders to where their drives are now."""
        before = self._drives
        drives = self._drives = follow_drives(self.library.catalog, self.volumes())
        if drives.absent != before.absent:
            self.library.catalog.have_all_look_again()
        roots = tuple(dict.fromkeys(map(drives.now, self.roots)))
        if roots != self.roots and self._watching is not None:
            self._watching.follow(roots)
        self.roots = roots
        for sentence in drives.remarks:
            self.watcher.remark(sentence)
        for root, why in drives.strangers.items():
            self._remark(f"{root}: {why}")

    # -- the models -----------------------------------------------------------------------

    def _chosen(self) -> tuple[str, str | None]:
        """The model in use and the one that is wanted; or the one named for this run alone.

        If that is the wanted one, it takes over as it would without being named.
        """
        wanted = self.library.model_wanted()
        if self.options.model:
            return self.options.model, wanted if wanted == self.options.model else None
        return self.library.model_in_use(), wanted

    def _model_changed(self) -> bool:
        """Whether another model was chosen since a run took one up."""
        return self._chosen() != self._models

    def _asked_anew(self) -> bool:
        """Whether another model was chosen, or files shall be read once more, since a run began."""
        return self._model_changed() or self.library.catalog.setting(RETRIED) != self._retried

    def _wanted(self, in_use: Bundle) -> Bundle | None:
        """The model that is to take over; of a missing one its user is told, and it waits."""
        name = self._models[1]
        if name is None:
            return None
        try:
            bundle = find_bundle(name)
        except LibraryError as error:
            self._remark(f"{name} cannot take over, {in_use.name} stays in use: {error}")
            return None
        return None if bundle.sha256 in self._given_up else bundle

    def _note_if_given_up(self, wanted: Bundle) -> None:
        """Note a model that is wanted still, though its turn is over: it cannot be run here."""
        if self._chosen()[1] == wanted.name:
            self._given_up.add(wanted.sha256)

    def _learn_words(self, name: str) -> None:
        """Have the model that answers read what its answers are held against."""
        with suppress(LibraryError):
            learn_words(
                find_bundle(name),
                device=self.options.device,
                on_stage=self.watcher.stage,
                stopped=lambda: self._stopped,
            )

    def _tag_and_follow(self, name: str) -> None:
        self._tag(name)
        self._refresh_albums()
        self._write_sidecars()

    def _tag(self, name: str) -> None:
        """Tag what is new, where the library is one that is tagged."""
        # Noted also where nothing is wished for any more: that is followed by then.
        self._wishes = self._wished()
        if self._wishes is None:
            return
        try:
            done = tagged(
                self.library,
                find_bundle(name),
                device=self.options.device,
                on_stage=self.watcher.stage,
                stopped=lambda: self._stopped,
            )
        except LibraryError as error:
            self._remark(f"Nothing is tagged: {error}")
        else:
            self.watcher.tagged(done.changed)

    def _wished(self) -> object:
        """What its owner wishes of the library's tags; None where it was never tagged."""
        if not self.library.catalog.setting(TAG_LEVEL):
            return None
        from indexer.tags import state_of_wishes  # It loads NumPy.

        return state_of_wishes(self.library.catalog)

    def _wishes_changed(self) -> bool:
        """Whether tags are wished for otherwise since a run gave them."""
        return self._wished() != self._wishes

    def _write_sidecars(self) -> None:
        """Write what waits, where the library keeps its sidecars up to date."""
        keep_up(
            self.library,
            on_stage=self.watcher.stage,
            remark=self._remark,
            stopped=lambda: self._stopped,
        )

    def _refresh_albums(self) -> None:
        """Bring the albums that make themselves up to date with what is there now."""
        if self.library.catalog.auto_albums_due() is None:
            return
        from indexer.albums import refresh_auto  # It loads the search.

        try:
            refresh_auto(self.library)
        except LibraryError as error:
            self._remark(f"Albums stay as they were: {error}")

    def _keep_backup(self) -> None:
        """Make the day's copy, once it is due."""
        self._backed_up_on = date.today()
        self._remark(kept_backup(self.library))

    # -- what is told ---------------------------------------------------------------------

    def _tell(self, progress: Progress) -> None:
        for sentence in progress.remarks:
            self._remark(sentence)
        if progress.preparing and progress.preparing != self._preparing:
            self.watcher.stage(progress.preparing)
        self._preparing = progress.preparing
        if progress.stage == "switched":
            self._models = (progress.model, None)
            self.watcher.switched(progress.model, missing=progress.missing)
        elif progress.stage == "done":
            self._learn_words(progress.model)
            self._tag_and_follow(progress.model)
            self._keep_backup()
            self.watcher.done(progress, model=progress.model)
            note(progress)
        else:
            self.watcher.progress(progress)

    def _tell_of_missing(self, progress: Progress, *, accepted: bool) -> None:
        """Have a person asked about photos that are gone, until they are back or may go."""
        if accepted:
            self.control.accepts_missing = False
        if progress.waiting != self._waiting:
            self._waiting = progress.waiting
            self.watcher.waiting(progress.waiting)

    def _remark(self, sentence: str) -> None:
        """Tell it once, however often it is found out anew."""
        if sentence and sentence not in self._told:
            self._told.add(sentence)
            self.watcher.remark(sentence)

    # -- what comes meanwhile -------------------------------------------------------------

    def _watch(self) -> Watch:
        from indexer.watch import Watch

        return Watch(
            self.roots,
            leave_out=str(self.library.folder),
            volumes=self.volumes,
            is_back=lambda: self._drives.is_any_back(self.volumes),
        )

    def _lookout(self, watch: Watch) -> Callable[[], bool]:
        """Look now and then whether something has changed, without waiting for it.

        The time counts from the first question on: what the encoder took to open is not in it.
        """
        next_look: float | None = None

        def changed() -> bool:
            nonlocal next_look
            if next_look is None:
                next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
            if time.monotonic() < next_look:
                return False
            next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
            return watch.noticed(self.control.stopped)

        return changed

    def _wait_for_a_change(self, watch: Watch) -> None:
        """Wait until there is one, or a folder more, another model, or the end of it all.

        Tags that are wished for otherwise need no look at the folders: they are given meanwhile.
        """
        changed = False
        if watch.remark:
            self._remark(watch.remark)
        while not (changed or self._asked_for_more or self._stopped or self._asked_anew()):
            changed = watch.wait(self.control.stopped)
            self._pause_if_asked()
            if date.today() != self._backed_up_on:
                self._keep_backup()
            if not changed and not self._stopped and self._wishes_changed():
                self._tag_and_follow(self._models[0])
                self.watcher.idle()

    @property
    def _asked_for_more(self) -> bool:
        """Whether folders come or go, or a person wants a look, or lets missing photos go."""
        control = self.control
        return control.changes_folders or control.looks or control.accepts_missing

    def _change_folders(self, watch: Watch) -> None:
        """Let the folders go that the parent has named since, and follow others first of all."""
        library, control, watcher = self.library, self.control, self.watcher
        staying = let_go(library, self.roots, control, watcher)
        self.roots = take_up(library, staying, control, watcher, self.volumes())
        watch.follow(self.roots)

    def _pause_if_asked(self) -> None:
        if self.control.paused:
            self.watcher.paused()
            self.control.wait_until_resumed()
            if not self.control.paused:
                self.watcher.resumed()

    def _spare_the_battery(self) -> None:
        if self._sparing is not None:
            self._sparing.wait(self.control, self.watcher)
