"""Any order of changes, kills and restarts leaves what a plain dictionary says."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from indexer.library import Library
from indexer.models import load_bundle
from indexer.scan import KnownFile
from indexer.verify import verify
from tests.bundles import make_tiny_bundle
from tests.indexer.making import as_stored, below, decoded, indexed, seen, stamp_of, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.models import Bundle

ROOT = below("photos")
PATHS = [below("photos", name) for name in ("a.jpg", "b.jpg", "ä/c.jpg", "ä/\udcff.jpg", "d/e.jpg")]

seeds = st.integers(1, 50)
some_paths = st.lists(st.sampled_from(PATHS), min_size=1, max_size=4, unique=True)


@cache
def bundle() -> Bundle:
    with tempfile.TemporaryDirectory() as workshop:
        return load_bundle(make_tiny_bundle(Path(workshop) / "tiny"))


class LibraryMachine(RuleBasedStateMachine):
    """A library and what it should hold: id -> path, number of the content, number of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.workshop = tempfile.TemporaryDirectory()
        self.folders = (Path(self.workshop.name) / str(number) for number in count())
        self.folder = next(self.folders)
        self.photos: dict[int, tuple[str, int, int]] = {}
        self.problems: dict[str, int] = {}
        self.newest_id = 0
        self.library = Library.open(self.folder, write=True)
        self.library.catalog.add_root(ROOT)
        self.reader = Library.open(self.folder)

    def teardown(self) -> None:
        self.reader.close()
        self.library.close()
        self.workshop.cleanup()

    # -- changes ---------------------------------------------------------------------------

    @rule(paths=some_paths, seed=seeds, killed=st.booleans())
    def store(self, paths: list[str], seed: int, *, killed: bool) -> None:
        batch = [indexed(path, seed + number) for number, path in enumerate(paths)]
        # Killed between the commit of the catalog and that of the previews.
        add = self.library.catalog.store if killed else self.library.add
        ids = add(batch, stamp_of(bundle()))
        for photo_id, path, item in zip(ids, paths, batch, strict=True):
            known = self.id_at(path)
            assert photo_id == known if known else photo_id > self.newest_id
            number = int.from_bytes(item.photo.content_key, "big")
            self.photos[photo_id] = (path, number, number)
            self.problems.pop(path, None)
        self.newest_id = max(self.newest_id, *ids)

    @precondition(lambda self: self.photos)
    @rule(data=st.data(), paths=some_paths, seed=seeds)
    def move(self, data: st.DataObject, paths: list[str], seed: int) -> None:
        chosen = data.draw(some_of(sorted(self.photos)))[: len(paths)]
        moves = [(each, seen(path, seed)) for each, path in zip(chosen, paths, strict=False)]
        taken = {self.id_at(file.path) for _, file in moves} - {None, *chosen}
        assert set(self.library.move(moves)) == taken
        for photo_id in taken:
            assert photo_id is not None
            del self.photos[photo_id]
        for photo_id, file in moves:
            self.photos[photo_id] = (file.path, self.photos[photo_id][1], seed)
            self.problems.pop(file.path, None)

    @precondition(lambda self: self.photos)
    @rule(data=st.data(), seed=seeds)
    def touch(self, data: st.DataObject, seed: int) -> None:
        chosen = data.draw(some_of(sorted(self.photos)))
        self.library.catalog.touch([(each, seen(self.photos[each][0], seed)) for each in chosen])
        for photo_id in chosen:
            self.photos[photo_id] = (*self.photos[photo_id][:2], seed)

    @precondition(lambda self: self.photos)
    @rule(data=st.data(), killed=st.booleans())
    def forget(self, data: st.DataObject, *, killed: bool) -> None:
        chosen = data.draw(some_of(sorted(self.photos)))
        forget = self.library.catalog.forget if killed else self.library.forget
        forget([*chosen, self.newest_id + 1])
        for photo_id in chosen:
            self.problems.pop(self.photos.pop(photo_id)[0], None)

    @rule(paths=some_paths, seed=seeds)
    def fail_to_read(self, paths: list[str], seed: int) -> None:
        self.library.catalog.store_problems((seen(path, seed), "It is broken.") for path in paths)
        self.problems |= dict.fromkeys(paths, seed)

    # -- caches, restarts, kills -----------------------------------------------------------

    @rule()
    def save(self) -> None:
        self.library.vectors(bundle()).save(always=True)
        self.library.save_caches()
        assert self.library.stray_previews() == []

    @rule()
    def restart(self) -> None:
        self.library.close()
        self.library = Library.open(self.folder, write=True)

    @rule()
    def open_a_new_reader(self) -> None:
        self.reader.close()
        self.reader = Library.open(self.folder)

    @rule()
    def kill(self) -> None:
        """Go on with the files as they lie at this moment, and with nothing from memory."""
        after = next(self.folders)
        shutil.copytree(self.folder, after)
        self.reader.close()
        self.library.close()
        self.folder = after
        self.library = Library.open(after, write=True)
        self.reader = Library.open(after)

    @rule()
    def lose_the_caches(self) -> None:
        shutil.rmtree(self.folder / "vectors", ignore_errors=True)
        self.library.discard_previews()
        self.open_a_new_reader()

    # -- what must hold --------------------------------------------------------------------

    @invariant()
    def the_photos_are_those_of_the_dictionary(self) -> None:
        catalog = self.reader.catalog
        photos = catalog.photos(catalog.all_ids())
        assert {photo.id: photo.path for photo in photos} == {
            photo_id: path for photo_id, (path, _, _) in self.photos.items()
        }
        for photo in photos:
            _, content, file = self.photos[photo.id]
            assert photo.content_key == decoded(content).content_key
            assert photo.mtime_ns == seen("", file).mtime_ns
        expected = {
            path: KnownFile(photo_id, seen("", file).size, seen("", file).mtime_ns)
            for photo_id, (path, _, file) in self.photos.items()
        }
        for path, seed in self.problems.items():
            broken = seen(path, seed)
            expected[path] = KnownFile(self.id_at(path), broken.size, broken.mtime_ns)
        assert catalog.known_files([ROOT]) == expected

    @invariant()
    def the_reader_finds_what_arithmetic_finds(self) -> None:
        query = vector(999)
        ids, scores = self.reader.vectors(bundle()).search(query[None], len(PATHS))
        cosines = {
            photo_id: float(as_stored(vector(content)) @ query)
            for photo_id, (_, content, _) in self.photos.items()
        }
        best = sorted(cosines, key=lambda each: (-round(cosines[each], 5), each))
        assert [each for each in ids[0].tolist() if each >= 0] == best
        assert np.allclose(scores[0, : len(best)], [cosines[each] for each in best], atol=1e-5)

    @invariant()
    def nothing_is_broken(self) -> None:
        report = verify(self.reader, bundle())
        assert report.wrong == []
        keys = {each: decoded(content).content_key for each, (_, content, _) in self.photos.items()}
        previews = self.reader.previews.keys()
        missing = {photo.id for photo in self.reader.missing_previews()}
        assert missing == {each for each, key in keys.items() if previews.get(each) != key}

    def id_at(self, path: str) -> int | None:
        places = {place: photo_id for photo_id, (place, _, _) in self.photos.items()}
        return places.get(path)


def some_of(ids: Sequence[int]) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)


TestLibraryMachine = LibraryMachine.TestCase
TestLibraryMachine.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
