"""The life of a library whose processes are killed at random, and what must be true after each.

A life does what people do: index, tag, export, write sidecars, back up and go back, all while its
owner tags and rates photos beside it. It remembers all that its owner was told is kept.
"""

from __future__ import annotations

import random
import re
import shutil
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from indexer.backups import make_backup
from indexer.copies import list_backups
from indexer.database import Database
from indexer.library import Library
from indexer.models import find_bundle
from indexer.sidecars.packet import Packet
from indexer.verify import verify

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

Given = dict[int, tuple[frozenset[str], int | None, bool]]
"""Photo, by the number that it was painted with -> the tags and the stars that its owner gave it,
and whether it is in the album of the best."""

NOTHING: Final = (frozenset[str](), None, False)

PHOTOS = 24
TAGS = ("grandmother", "boat", "Möwe", "work")
USUAL = 1.5
"""Seconds that a stage takes on a small machine, until it is measured."""
OWN_TAGS = "red\ngreen\nblue\ndog\ncat\nboat\n"


@dataclass(slots=True)
class Sums:
    """What came of the lives so far.

    Attributes:
        kills: Stage -> how often its process was killed while it was at work.
        ended: Stage -> how often it was at its end before that.
        edits: How many edits were kept, and looked for after each kill.
    """

    kills: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    edits: int = 0


class Life:
    """One library, its photos, and its owner."""

    def __init__(self, shoebox: Shoebox, home: Path, paint: PaintPhoto, seed: int) -> None:
        self.sums = Sums()
        self._shoebox = shoebox
        self._home = home
        self._photos = home / "photos"
        self._paint = paint
        self._chance = random.Random(seed)
        self._bytes: list[bytes] = []
        #: What must be there, and what an edit that is killed may have made of it.
        self._given: Given = {}
        self._or_else: Given | None = None
        self._stages: dict[str, Callable[[], list[str | Path]]] = {
            "index": self._live_and_index,
            "index --full": lambda: ["index", "--full", "--workers", "1"],
            "tag": lambda: ["tag", "--level", self._chance.choice(("strict", "normal", "loose"))],
            "tags": self._confirm,
            "album": self._put_into_album,
            "sidecars": lambda: ["sidecars", "write"],
            "export": lambda: ["export", "Best", home / f"out {self._chance.randrange(8)}"],
            "backups": lambda: ["backups", "--now"],
            "verify --repair": self._lose_a_cache,
            "restore": self._edit_and_go_back,
        }
        self._lasts = dict.fromkeys(self._stages, USUAL)

    def begin(self) -> None:
        """Take in the first photos, and have them tagged."""
        for _ in range(PHOTOS):
            self._add()
        (self._home / "own.txt").write_text(OWN_TAGS, encoding="utf-8")
        self._do("index", self._photos, "--model", "tiny", "--workers", "1")
        self._do("tag", "--vocabulary", self._home / "own.txt")
        self._do("sidecars", "on-demand")
        with Library.open(self._shoebox.library, write=True) as library:
            library.catalog.make_album("Best", library.catalog.all_ids().tolist()[:3])
        self._given = self._now()

    def learn(self) -> None:
        """Do each thing once, undisturbed, to know how long it takes here."""
        for stage, ask in self._stages.items():
            words = ask()
            began = time.monotonic()
            self._do(*words)
            self._lasts[stage] = time.monotonic() - began
            self._given, self._or_else = self._now(), None

    def lose_a_process(self) -> None:
        """Do one thing, kill it somewhere, and look at everything."""
        stage = self._chance.choice(list(self._stages))
        words = self._stages[stage]()
        began = time.monotonic()
        process = self._shoebox.start(*words)
        # The first third of each is Python's own, at which nothing can be lost.
        until = began + self._lasts[stage] * self._chance.uniform(0.3, 1.2)
        while time.monotonic() < until and process.poll() is None:
            if stage != "restore":  # Which takes back what is said while it is at work.
                self._edit_beside()
            time.sleep(self._chance.uniform(0.02, 0.2))
        at_work = process.poll() is None
        end_with_workers(process)
        (self.sums.kills if at_work else self.sums.ended)[stage] += 1
        self._look(f"after {stage}")

    def end(self) -> None:
        """Let it come to rest: nothing may be left to be done."""
        self._do("index", "--workers", "1")
        self._do("verify", "--repair")
        self._look("at the end")
        with Library.open(self._shoebox.library) as library:
            assert verify(library, find_bundle("tiny")).waiting == []
            photos = library.catalog.photos(library.catalog.all_ids().tolist())
        assert {photo.path for photo in photos} == {str(path) for path in self._files()}

    def _do(self, *words: str | Path) -> None:
        done = self._shoebox.run(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)

    # -- the stages ---------------------------------------------------------------------------

    def _add(self) -> None:
        number = len(self._bytes)
        path = self._photos / self._chance.choice(("", "a", "b/c")) / f"{number}.jpg"
        self._paint(path, size=(self._chance.randrange(60, 400), 80), seed=number)
        self._bytes.append(path.read_bytes())

    def _files(self) -> list[Path]:
        return sorted(self._photos.rglob("*.jpg"))

    def _live_and_index(self) -> list[str | Path]:
        """Add, delete and rename photos, as people do between two runs."""
        for _ in range(6):
            self._add()
        chosen = self._chance.sample(self._files(), 10)
        for path in chosen[:5]:
            for each in (path, _sidecar(path)):
                each.unlink(missing_ok=True)
        for path in chosen[5:]:
            new = path.with_name(f"{number_of(path)} as {self._chance.randrange(999)}.jpg")
            path.rename(new)
            if _sidecar(path).exists():
                _sidecar(path).rename(_sidecar(new))
        return ["index", "--workers", "1"]

    def _known(self, count: int) -> list[Path]:
        """Some photos that are in the library, at the places that it knows."""
        with Library.open(self._shoebox.library) as library:
            ids = library.catalog.all_ids().tolist()
            photos = library.catalog.photos(self._chance.sample(ids, min(count, len(ids))))
        return [Path(photo.path) for photo in photos]

    def _confirm(self) -> list[str | Path]:
        name, paths = f"said {self._chance.randrange(10**6)}", self._known(8)
        self._or_else = {**self._given}
        for number in map(number_of, paths):
            tags, stars, is_best = self._given[number]
            self._or_else[number] = (tags | {name}, stars, is_best)
        return ["tags", *paths, "--confirm", name]

    def _put_into_album(self) -> list[str | Path]:
        paths = self._known(8)
        self._or_else = {**self._given}
        for number in map(number_of, paths):
            tags, stars, _ = self._given[number]
            self._or_else[number] = (tags, stars, True)
        return ["album", "Best", "--add", *paths]

    def _lose_a_cache(self) -> list[str | Path]:
        if self._chance.random() < 0.5:
            (self._shoebox.library / "previews.db").unlink(missing_ok=True)
        else:
            shutil.rmtree(self._shoebox.library / "vectors", ignore_errors=True)
        return ["verify", "--repair"]

    def _edit_and_go_back(self) -> list[str | Path]:
        """Make a backup, then edit, then go back: either state may come of it."""
        with Library.open(self._shoebox.library, write=True) as library:
            make_backup(library, date.today().isoformat())
        backed_up = {**self._given}
        self._edit_beside()
        self._or_else = backed_up
        return ["restore"]

    def _edit_beside(self) -> None:
        """Say something of a few photos, as the window does; once this returns it is promised."""
        with Library.open(self._shoebox.library) as library, library.small_edit() as catalog:
            known = catalog.all_ids().tolist()
            photos = catalog.photos(self._chance.sample(known, min(3, len(known))))
            ids = [photo.id for photo in photos]
            name, stars = self._chance.choice(TAGS), self._chance.randrange(1, 6)
            deed = self._chance.choice(("confirm", "remove", "rate"))
            if deed == "rate":
                catalog.set_rating(ids, stars)
            elif deed == "confirm":
                catalog.confirm_tag(ids, name)
            else:
                catalog.remove_tag(ids, name)
        self.sums.edits += 1
        for given in (self._given, self._or_else or {}):
            for number in (number_of(Path(photo.path)) for photo in photos):
                tags, before, is_best = given.get(number, NOTHING)
                more = {"confirm": {name}, "remove": set(), "rate": set()}[deed]
                less = {name} if deed == "remove" else set()
                given[number] = ((tags | more) - less, stars if deed == "rate" else before, is_best)

    # -- what must be true --------------------------------------------------------------------

    def _now(self) -> Given:
        """What the library says that its owner gave."""
        with Library.open(self._shoebox.library) as library:
            catalog = library.catalog
            photos = catalog.photos(catalog.all_ids().tolist())
            details = catalog.tags_in_detail(photo.id for photo in photos)
            best = {
                photo_id
                for album in catalog.albums()
                if album.name == "Best"
                for photo_id in catalog.album_photos(album.id)
            }
        return {
            number_of(Path(photo.path)): (
                frozenset(tag for tag, who, _ in details.get(photo.id, ()) if who == "user"),
                photo.rating,
                photo.id in best,
            )
            for photo in photos
        }

    def _look(self, when: str) -> None:
        with Library.open(self._shoebox.library) as library:
            assert verify(library, find_bundle("tiny")).wrong == [], when
        now, there = self._now(), {number_of(path) for path in self._files()}
        expected = [_alive(each, now, there, when) for each in self._candidates()]
        assert now in expected, (when, [_differences(each, now) for each in expected])
        self._given, self._or_else = now, None
        for path in self._files():
            assert path.read_bytes() == self._bytes[number_of(path)], f"{when}: {path} was written"
        for path in self._photos.rglob("*.xmp"):
            Packet(path.read_bytes())
        for path in self._home.glob("out */*.jpg"):
            assert path.read_bytes() == self._bytes[number_of(path)], f"{when}: {path} is not whole"
        self._look_at_backups()

    def _candidates(self) -> list[Given]:
        return [self._given] if self._or_else is None else [self._given, self._or_else]

    def _look_at_backups(self) -> None:
        for backup in list_backups(self._shoebox.library):
            with (
                closing(Database(backup.path, write=False)) as database,
                database.connection() as connection,
            ):
                assert connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            if not backup.daily:  # Else the disk fills up with them.
                backup.path.unlink()


def end_with_workers(process: subprocess.Popen[str]) -> None:
    """Kill a process, and see that those that it started end by themselves."""
    workers = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == [], "a worker outlived its parent"


def number_of(path: Path) -> int:
    """The number that a photo was painted with, which its name begins with."""
    found = re.match(r"\d+", path.name)
    assert found is not None
    return int(found[0])


def _sidecar(path: Path) -> Path:
    return path.with_name(f"{path.name}.xmp")


def _alive(given: Given, now: Given, there: set[int], when: str) -> Given:
    """What was given, without photos that are gone from the disk, and with those that are new."""
    lost = (given.keys() - now.keys()) & there
    assert not lost, f"{when}: photos are lost that are on the disk: {lost}"
    kept = {number: what for number, what in given.items() if number in now}
    return {number: NOTHING for number in now} | kept


def _differences(expected: Given, now: Given) -> list[object]:
    return [
        (each, expected.get(each), now[each]) for each in now if expected.get(each) != now[each]
    ]
