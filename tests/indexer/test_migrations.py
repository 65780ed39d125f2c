"""A library of any age opens, keeps all that is in it, and is never opened by a program too old."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer import migrations
from indexer.catalog import Catalog
from indexer.database import Database
from indexer.errors import LibraryError
from indexer.library import Library
from indexer.migrations import OutdatedLibraryError, copy_of, current_version, migrate, version_of
from indexer.migrations.steps import STEPS
from indexer.query import Is, State, Taken
from indexer.records import FRAMES_A_VIDEO, NOWHERE, Exposure, SavedCut, changed_at
from tests.indexer.making import DIM, STAMP, as_stored, vector

if TYPE_CHECKING:
    from indexer.database import Connection

STORED = sorted((Path(__file__).parent.parent / "fixtures" / "libraries").glob("*/library.db"))


def add_stars(connection: Connection) -> None:
    """A step that tomorrow may bring."""
    connection.execute("ALTER TABLE photos ADD COLUMN stars INTEGER NOT NULL DEFAULT 0")


def add_stars_and_fail(connection: Connection) -> None:
    """A step that breaks off."""
    add_stars(connection)
    connection.execute("INSERT INTO stars_of_heaven VALUES (1)")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A copy of the newest stored library."""
    folder = tmp_path / "library"
    folder.mkdir()
    shutil.copy(STORED[-1], folder / "library.db")
    return folder / "library.db"


def test_a_library_of_each_version_is_stored() -> None:
    assert {int(path.parent.name) for path in STORED} == set(range(1, current_version() + 1))


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.parent.name)
def test_a_stored_library_opens_with_all_that_was_in_it(stored: Path, tmp_path: Path) -> None:
    shutil.copy(stored, tmp_path / "library.db")
    with Library.open(tmp_path, write=True) as library:
        catalog = library.catalog
        assert catalog.faults() == []
        assert [root.path for root in catalog.roots()] == ["/photos"]
        photos = catalog.photos(catalog.all_ids(newest_first=False))
        assert [photo.id for photo in photos] == [1, 2, 3]
        names = [os.path.basename(photo.path) for photo in photos]
        assert names[:2] == ["a.jpg", "ä b.jpg"]
        assert names[2] == "odd \udcff.jpg" or os.name == "nt"  # Windows has no such names.
        assert photos[1].facts.taken_at == "2023-02-01T12:00:00"
        found = catalog.vector(3, STAMP.sha256)
        assert found is not None
        assert (found == as_stored(vector(3))).all()
        assert list(catalog.removed_since(STAMP.sha256, 0)) == [4]
        assert {problem.path for problem in catalog.problems()} == {
            "/photos/broken.jpg",
            "/photos/shut",
        }
        assert catalog.ignored_count() == 1
        assert library.model_in_use() == "tiny"
        assert vector(3).shape == (DIM,)
        # What came with later versions is there as well, and current.
        assert catalog.by_words("odd", 9) == [(3, False)]
        assert catalog.ids_where(Taken(date(2023, 2, 1), None, "2023-02-01..")).tolist() == [2, 3]


def test_a_library_of_the_first_version_has_no_words_of_its_owner_yet(tmp_path: Path) -> None:
    shutil.copy(STORED[0], tmp_path / "library.db")
    with pytest.raises(OutdatedLibraryError):
        Catalog.open(tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        photo = library.catalog.photos([1])[0]
        assert (photo.facts.caption, photo.facts.rating, photo.facts.keywords) == (None, None, ())
        assert (photo.rating, photo.favourite) == (None, False)
        assert library.catalog.ids_where(Is(State.UNTAGGED)).tolist() == [1, 2, 3]
    with Catalog.open(copy_of(tmp_path / "library.db", version=1), write=True) as before:
        assert before.count() == 3


def test_a_library_of_the_first_version_may_have_the_index_of_contents_already(
    tmp_path: Path,
) -> None:
    shutil.copy(STORED[0], tmp_path / "library.db")
    database = Database(tmp_path / "library.db", write=True)
    with closing(database), database.transaction() as connection:
        connection.execute("CREATE INDEX photos_by_content ON photos(content_key)")
    with Library.open(tmp_path) as library:
        assert library.catalog.count() == 3
        assert library.catalog.faults() == []


def test_a_library_of_the_second_version_keeps_what_its_owner_gave(tmp_path: Path) -> None:
    shutil.copy(STORED[1], tmp_path / "library.db")
    with Library.open(tmp_path, write=True) as library:
        first, second, _ = library.catalog.photos([1, 2, 3])
        assert (first.facts.caption, first.rating) == ("The first snow", 3)
        assert library.catalog.tags_of([1, 2]) == {1: ("Winter", "Zürich")}
        assert (second.rating, second.favourite, second.facts.rating) == (5, True, None)
        assert library.catalog.ids_where(Is(State.DUPLICATE)).tolist() == [1, 3]
        assert library.catalog.by_words("zurich", 9) == [(1, False)]
        library.catalog.set_rating([1], 4)
        assert library.catalog.photos([1])[0].rating == 4


def test_a_library_of_the_fourth_version_keeps_its_albums(tmp_path: Path) -> None:
    shutil.copy(STORED[3], tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        best, snow = library.catalog.albums()
        assert (best.name, library.catalog.album_photos(best.id)) == ("Best", [2, 1])
        assert (snow.query, snow.cut) == ("snow tag:Winter", SavedCut("strong", 0.75, "date"))


def test_a_library_of_the_fifth_version_has_photos_dated_by_their_files(tmp_path: Path) -> None:
    shutil.copy(STORED[4], tmp_path / "library.db")
    database = Database(tmp_path / "library.db", write=True)
    with closing(database), database.transaction() as connection:
        connection.execute("UPDATE photos SET taken_at = NULL WHERE id = 1")
    with Library.open(tmp_path) as library:
        first, second, _ = library.catalog.photos([1, 2, 3])
        assert (first.facts.taken_at, first.dated_from) == (None, "file")
        assert first.dated_at == changed_at(first.mtime_ns)
        assert (second.dated_at, second.dated_from) == ("2023-02-01T12:00:00", None)
        # What its file says is of 2020, so it is the oldest.
        assert library.catalog.all_ids().tolist() == [3, 2, 1]
        assert library.catalog.glances().days.astype(str)[0] == first.dated_at[:10]


def test_a_library_of_the_sixth_version_keeps_what_is_known_of_a_video(tmp_path: Path) -> None:
    shutil.copy(STORED[5], tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        facts = library.catalog.photos([2])[0].facts
        assert (facts.taken_from, facts.seconds, facts.burst) == ("name", 42.5, "20230201_120000")
        assert library.catalog.glances().bursts.tolist() == [2, 2, 0]
        ((keys, halves),) = library.catalog.frames_since(STAMP.sha256, 0)
        assert keys.tolist() == [2 * FRAMES_A_VIDEO]
        assert (halves[0].astype("f4") == as_stored(vector(9))).all()
        assert library.catalog.second_of_frame(STAMP.sha256, int(keys[0])) == 12.5


def test_a_library_of_the_seventh_version_keeps_how_photos_were_exposed(tmp_path: Path) -> None:
    shutil.copy(STORED[6], tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        first, second = (photo.facts.exposure for photo in library.catalog.photos([1, 2]))
    assert (first, second) == (Exposure(0.004, 2.8, 400, 35.0), Exposure())


def test_a_library_of_the_eighth_version_remembers_photos_that_are_gone(tmp_path: Path) -> None:
    shutil.copy(STORED[7], tmp_path / "library.db")
    database = Database(tmp_path / "library.db", write=False)
    with closing(database), database.connection() as connection:
        rows = connection.execute("SELECT content_key, known_as, said FROM farewells")
        assert rows.fetchall() == [(bytes(16), 4, '{"tags": ["Winter"]}')]


def test_a_library_of_the_eighth_version_has_files_read_again_for_their_places(
    tmp_path: Path,
) -> None:
    shutil.copy(STORED[7], tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        assert library.catalog.photos([1])[0].facts.place == NOWHERE
        # Where there was no caption, there is no place below it.
        assert [photo.id for photo in library.catalog.photos_with_facts_due()] == [1]


@pytest.mark.parametrize(("format_", "due"), [("GIF", [1, 2]), ("JXL", [1, 2]), ("PNG", [1])])
def test_a_library_of_the_eighth_version_has_files_read_again_where_xmp_was_not_looked_for(
    tmp_path: Path, format_: str, due: list[int]
) -> None:
    shutil.copy(STORED[7], tmp_path / "library.db")
    database = Database(tmp_path / "library.db", write=True)
    with closing(database), database.transaction() as connection:
        connection.execute("UPDATE photos SET format = ? WHERE id = 2", (format_,))
    with Library.open(tmp_path) as library:
        assert [photo.id for photo in library.catalog.photos_with_facts_due()] == due


def test_a_library_of_the_ninth_version_keeps_places(tmp_path: Path) -> None:
    shutil.copy(STORED[8], tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        assert str(library.catalog.photos([1])[0].facts.place) == "Davos, Switzerland"
        assert library.catalog.by_words("davos", 9) == [(1, False)]
        assert library.catalog.photos_with_facts_due() == []


def test_a_library_of_the_second_version_has_no_tags_of_a_model_yet(tmp_path: Path) -> None:
    shutil.copy(STORED[1], tmp_path / "library.db")
    with Library.open(tmp_path, write=True) as library:
        assert library.catalog.tagging(STAMP.sha256) is None
        assert library.catalog.scored_ids(STAMP.sha256) == []
        library.catalog.give_tags({1: {"Winter": 0.5}, 2: {"Winter": 0.5}})
        assert library.catalog.tags_of([1, 2]) == {1: ("Winter", "Zürich"), 2: ("Winter",)}


def test_a_library_of_the_third_version_keeps_what_a_model_found(tmp_path: Path) -> None:
    shutil.copy(STORED[2], tmp_path / "library.db")
    with Library.open(tmp_path) as library:
        catalog = library.catalog
        assert catalog.tags_of([1, 2]) == {1: ("dog", "Winter", "Zürich")}
        assert catalog.tags_in_detail([1])[1][-1] == ("dog", "auto", 0.75)
        assert catalog.refused_tags([1, 2]) == [(2, "dog")]
        assert catalog.scored_ids(STAMP.sha256) == [1, 2]
        assert catalog.tagging(STAMP.sha256) == (3, b"")


def test_a_library_of_the_fourth_version_keeps_what_it_has_learned(tmp_path: Path) -> None:
    shutil.copy(STORED[3], tmp_path / "library.db")
    with Library.open(tmp_path, write=True) as library:
        ((_, name, _),) = library.catalog.heads(STAMP.sha256)
        assert name == "dog"
        assert library.catalog.ids_due() == [1, 2]
        library.catalog.refuse_tag([3], "dog")
        assert library.catalog.ids_due() == [1, 2, 3]
        library.forget([3])
        assert library.catalog.ids_due() == [1, 2]


def test_a_new_library_has_every_step_by_name_and_number(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.db", write=True)
    migrate(database)
    assert version_of(database) == current_version()
    with database.connection() as connection:
        names = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
    assert [name for (name,) in names] == [step.__name__ for step in STEPS]
    database.close()


def test_an_older_file_is_copied_and_then_brought_up_to_date(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_version()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars))
    with pytest.raises(OutdatedLibraryError, match="older Shoebox"):
        Catalog.open(library)
    with Catalog.open(library, write=True) as catalog:
        assert catalog.count() == 3
    database = Database(library, write=False)
    assert version_of(database) == before + 1
    with database.connection() as connection:
        assert connection.execute("SELECT sum(stars) FROM photos").fetchone() == (0,)
    database.close()

    monkeypatch.undo()
    with Catalog.open(copy_of(library, version=before)) as old:
        assert old.count() == 3
    with pytest.raises(LibraryError, match=r"newer Shoebox.*update"):
        Catalog.open(library)
    with pytest.raises(LibraryError, match=r"newer Shoebox.*update"):
        Catalog.open(library, write=True)


def test_a_step_that_fails_leaves_the_file_as_it_was(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_version()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars_and_fail))
    with pytest.raises(Exception, match="stars_of_heaven"):
        Catalog.open(library, write=True)
    monkeypatch.undo()
    with Catalog.open(library, write=True) as catalog:
        assert catalog.count() == 3
        assert catalog.faults() == []
    database = Database(library, write=False)
    assert version_of(database) == before
    database.close()


def test_a_reader_brings_an_older_library_up_to_date_by_itself(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_version()
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars))
    with Library.open(library.parent) as opened:
        assert opened.catalog.count() == 3
    assert copy_of(library, version=before).exists()


def test_an_older_library_in_use_by_an_older_program_is_left_alone(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(library.parent, write=True):
        monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_stars))
        with pytest.raises(LibraryError, match="Another Shoebox"):
            Library.open(library.parent)


def test_what_a_kill_left_of_the_first_moment_is_no_library_and_can_become_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "library.db").touch()
    with pytest.raises(LibraryError, match="There is no library at"):
        Library.open(tmp_path)
    with Library.open(tmp_path, write=True) as library:
        assert library.catalog.count() == 0


def test_an_up_to_date_library_is_opened_without_sqlite_utils(library: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from indexer.catalog import Catalog\n"
        f"Catalog.open(Path({str(library)!r}), write=True).close()\n"
        "heavy = {'sqlite_utils', 'PIL', 'faiss', 'filelock'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
