"""`python -m tests.faults.power [CUTS] [--seed S]`: the power fails at random moments of a life.

A process lives the life of a library once: it indexes, its owner tags, rates, writes sidecars,
makes a backup and goes back to it. Each change of a file is recorded (`recording`). Then the power
fails behind any of them: of all that was not synced chance decides what has come to the disk
(`disk`), and the library has to be whole, and to have all that its owner was told is kept. The
photos lie on another disk than the library, as they often do.

What SQLite promises, and we build on:

- A commit in WAL mode with `PRAGMA synchronous = FULL` is durable: the log is synced after each
  transaction (sqlite.org/pragma.html#pragma_synchronous). The catalog is opened so. With NORMAL it
  stays whole, but may lose its last commits: good enough for previews, which are made again.
- A log that ends in the middle of a transaction, or in rubbish, is read up to its last commit: each
  frame carries a checksum over all before it (sqlite.org/fileformat2.html#the_write_ahead_log).
- A checkpoint syncs the log before it writes to the database, and the database before the log
  begins anew (sqlite.org/wal.html#checkpointing, sqlite.org/atomiccommit.html).
- It assumes that a sync is one (sqlite.org/howtocorrupt.html#_failure_to_sync): a disk that lies
  about it can lose what it likes, from SQLite as from anybody.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.backups import make_backup, restore
from indexer.copies import list_backups
from indexer.database import Database
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.sidecars import policy, writing
from indexer.sidecars.packet import Packet
from indexer.verify import verify
from tests.conftest import _paint as paint
from tests.faults.disk import Said, after_a_cut, put_down
from tests.faults.recording import Recording, why_not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.disk import Note

ROOT: Final = Path(__file__).parent.parent.parent
PHOTOS: Final = 6
SAID: Final = 12
"""How many things the owner says before the backup, and as many after it."""

GOING_BACK: Final = "going back"


# -- the life, in a process of its own -----------------------------------------------------------


def live(home: Path) -> list[Note]:
    """Live it once, and note every change of a file."""
    for seed in range(PHOTOS):
        paint(home / "photos" / f"{seed}.jpg", size=(64, 48), seed=seed)
    recording = Recording(home)
    folder = home / "library"
    with Library.open(folder, write=True) as library:
        library.catalog.add_root(str(home / "photos"))
        _index(library)
        library.vectors(find_bundle("tiny")).save(always=True)
        _say_things(folder, recording, range(SAID // 2))
    _say_things(folder, recording, range(SAID // 2, SAID))
    with Library.open(folder, write=True) as library:
        policy.choose(library.catalog, mode=policy.Mode.ON_DEMAND)
        _write_sidecars(library)
        recording.say("sidecars")
        make_backup(library, "2026-01-01")
        _say_things(folder, recording, range(SAID, 2 * SAID))
        _write_sidecars(library)
        _index(library, full=True)
    recording.say(GOING_BACK)
    restore(folder)
    recording.say("back")
    return recording.notes


def _index(library: Library, *, full: bool = False) -> None:
    roots = tuple(root.path for root in library.catalog.roots())
    for _ in ingest(library, find_bundle("tiny"), IngestOptions(roots, full=full, workers=1)):
        pass


def _write_sidecars(library: Library) -> None:
    for _ in writing.write_pending(library):
        pass


def _say_things(folder: Path, recording: Recording, numbers: range) -> None:
    for number in numbers:
        with Library.open(folder) as library, library.small_edit() as catalog:
            photos = catalog.all_ids().tolist()
            catalog.confirm_tag([photos[number % len(photos)]], _word(number))
        recording.say(str(number))


def _word(number: int) -> str:
    return f"said {number}"


def recorded(home: Path) -> list[Note]:
    """Have a process live in `home`, and return its notes; `home` holds the photos after that."""
    told = home.with_name("notes")
    command = [sys.executable, "-m", "tests.faults.power", "--live", str(home), str(told)]
    subprocess.run(command, check=True, cwd=ROOT)
    notes: list[Note] = pickle.loads(told.read_bytes())
    return notes


# -- the cuts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cut:
    """The power fails.

    Attributes:
        home: Where the life was lived, and its files are put down again.
        notes: All that was done until then.
        seed: Of what has come to the disk.
    """

    home: Path
    notes: Sequence[Note]
    seed: int

    def look(self) -> None:
        """Put down what is left, and see to it that nothing is lost."""
        chance = random.Random(self.seed)
        self._put_down(chance)
        told = [note.what for note in self.notes if isinstance(note, Said)]
        if not (self.home / "library" / "library.db").exists():
            assert not told, "the library is gone"
            return
        self._look_at_library(told)
        self._look_beside(told)
        if "sidecars" in told and GOING_BACK not in told:
            # A sidecar of before the cut must not pass for what somebody has changed since.
            with Library.open(self.home / "library", write=True) as library:
                _index(library)
            self._look_at_library(told)

    def _put_down(self, chance: random.Random) -> None:
        shutil.rmtree(self.home / "library", ignore_errors=True)
        for path in (self.home / "photos").glob("*.xmp*"):
            path.unlink()
        disks = [os.path.join(self.home, name) for name in ("library", "photos")]
        put_down(after_a_cut(self.notes, chance, disks=disks))
        if chance.random() < 0.3 and (self.home / "library" / "library.db-wal").exists():
            # The memory that processes share lies in a file too, and nobody ever syncs that.
            (self.home / "library" / "library.db-shm").write_bytes(chance.randbytes(32_768))

    def _look_at_library(self, told: Sequence[str]) -> None:
        with Library.open(self.home / "library", write=True) as library:
            assert verify(library, find_bundle("tiny")).wrong == []
            details = library.catalog.tags_in_detail(library.catalog.all_ids().tolist())
        words = {name for tags in details.values() for name, _, _ in tags}
        numbers = [int(each) for each in told if each.isdigit()]
        promised = {_word(number) for number in numbers}
        allowed = [promised, promised | {_word(len(numbers))}]
        if GOING_BACK in told:
            backed_up = {_word(number) for number in range(SAID)}
            allowed = [backed_up] if "back" in told else [promised, backed_up]
        assert words in allowed, (sorted(promised - words), sorted(words - promised))

    def _look_beside(self, told: Sequence[str]) -> None:
        sidecars = [path.read_bytes() for path in (self.home / "photos").glob("*.xmp")]
        for data in sidecars:
            Packet(data)
        if "sidecars" in told:
            together = b"".join(sidecars)
            assert all(f">{_word(number)}<".encode() in together for number in range(SAID))
        backups = list_backups(self.home / "library")
        if "back" in told:
            assert len(backups) == 2, "what was replaced is kept"
        for backup in backups:
            with (
                closing(Database(backup.path, write=False)) as database,
                database.connection() as connection,
            ):
                assert connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def cut_at_random(home: Path, notes: Sequence[Note], chance: random.Random) -> Cut:
    """A power failure somewhere in that life."""
    return Cut(home, notes[: chance.randrange(1, len(notes) + 1)], chance.randrange(2**32))


def main() -> None:
    """Live a life, and have the power fail in it as often as was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.power", description=__doc__)
    parser.add_argument("cuts", nargs="?", type=int, default=2000, help="how many (2,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--live", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.live:
        home, told = asked.live
        told.write_bytes(pickle.dumps(live(home)))
        return
    if reason := why_not():
        sys.exit(f"Nothing can be recorded here: {reason}.")
    with tempfile.TemporaryDirectory() as scratch:
        _cut_often(Path(scratch), asked.cuts, random.Random(asked.seed))


def _cut_often(scratch: Path, cuts: int, chance: random.Random) -> None:
    from tests.faults.__main__ import _have_own_folders

    _have_own_folders(scratch)
    began = time.monotonic()
    notes = recorded(scratch / "home")
    syncs = sum(type(note).__name__ == "Sync" for note in notes)
    print(f"{len(notes):,} changes and {syncs} syncs of one life", flush=True)
    for number in range(cuts):
        cut = cut_at_random(scratch / "home", notes, chance)
        try:
            cut.look()
        except BaseException:
            print(f"cut {number}, behind {len(cut.notes):,} changes, seed {cut.seed}", flush=True)
            raise
    print(f"{cuts:,} power failures in {time.monotonic() - began:.0f} s: nothing is lost")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
