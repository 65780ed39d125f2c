"""Photos that vanish in numbers wait for a person's word, and nothing else does."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from indexer.cli import main
from indexer.ingest import IngestOptions, ingest
from indexer.ingest.losses import Lately, judge, wait_behind
from indexer.library import Library
from indexer.models import load_bundle
from indexer.places import default_library, user_models
from indexer.query import Is, State
from indexer.records import Photo, PhotoFacts, Root
from tests.bench.libraries import fill, made_files
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ingest import Progress
    from indexer.models import Bundle

PHOTOS = 200


def lost(count: int, root: str = "/photos") -> list[Photo]:
    facts = PhotoFacts(width=1, height=1, format="JPEG")
    return [
        Photo(each, os.path.join(root, f"{each}.jpg"), 1, 1, b"", facts, 0, "", "")
        for each in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("gone", "photos", "waits"),
    [(50, 50, False), (51, 51, True), (51, 254, True), (51, 255, False), (2000, 10_000, False)],
)
def test_more_than_fifty_and_more_than_a_fifth_wait(gone: int, photos: int, waits: bool) -> None:
    losses = judge(lost(gone), [Root(1, "/photos", photos)])
    assert len(losses.held) == (gone if waits else 0)
    assert len(losses.forgotten) == (0 if waits else gone)


def test_each_root_is_judged_by_itself() -> None:
    roots = [Root(1, "/photos", 1000), Root(2, "/photos2", 60)]
    losses = judge([*lost(60, "/photos"), *lost(60, "/photos2")], roots)
    assert len(losses.forgotten) == 60
    assert list(losses.waiting) == [roots[1]]


def test_what_a_rule_leaves_out_from_now_on_waits_for_nobody() -> None:
    losses = judge(lost(60), [Root(1, "/photos", 60)], left_out=range(1, 61))
    assert (len(losses.forgotten), losses.held) == (60, [])


def test_many_of_a_folder_that_is_there_and_empty_wait_whatever_their_share() -> None:
    root = Root(1, "/photos", 100_000)
    losses = judge(lost(70), [root], emptied=range(1, 61))
    assert (losses.forgotten, losses.held) == ([*range(61, 71)], [*range(1, 61)])
    assert judge(lost(70), [root], emptied=range(1, 51)).held == []


def test_what_waits_goes_on_waiting_when_only_a_few_are_left_of_it() -> None:
    losses = judge(lost(3), [Root(1, "/photos", 60)], held={1, 2})
    assert (losses.forgotten, losses.held) == ([3], [1, 2])


def test_a_large_folder_that_vanishes_bit_by_bit_is_one_loss() -> None:
    lately, left, forgotten = Lately(), 1000, 0
    for _ in range(10):
        losses = judge(lost(90), [Root(1, "/photos", left)], lately=lately)
        left -= len(losses.forgotten)
        forgotten += len(losses.forgotten)
    assert forgotten == 180


# -- in a library -------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


@pytest.fixture
def photos(tmp_path: Path, library: Library, tiny_bundle: Bundle) -> Path:
    """A root with 200 photos in two folders, and a file that is none."""
    library.catalog.add_root(str(tmp_path / "photos"))
    files = made_files(tmp_path / "photos", PHOTOS // 2)
    files += made_files(tmp_path / "photos" / "more", PHOTOS // 2)
    fill(library, tiny_bundle, files, b"a preview")
    (tmp_path / "photos" / "notes.txt").write_text("not a picture")
    return tmp_path / "photos"


def run(library: Library, bundle: Bundle, root: Path, **options: Any) -> tuple[Progress, list[str]]:
    """The sums of an ingest, and all remarks."""
    told = list(ingest(library, bundle, IngestOptions((str(root),), workers=1, **options)))
    return told[-1], [sentence for progress in told for sentence in progress.remarks]


def offline(library: Library) -> int:
    return len(library.catalog.ids_where(Is(State.OFFLINE)))


def test_half_a_root_that_vanishes_stays_until_it_is_back(
    library: Library, tiny_bundle: Bundle, photos: Path, tmp_path: Path
) -> None:
    (photos / "more").rename(tmp_path / "unplugged")
    last, remarks = run(library, tiny_bundle, photos)
    assert (last.removed, last.waiting, last.unchanged) == (0, 100, 100)
    (remark,) = remarks
    assert remark.startswith(f"{photos}: 100 of its 200 photos are not there any more.")
    assert library.catalog.count() == PHOTOS
    assert offline(library) == library.catalog.glances().missing.sum() == 100
    (problem,) = library.catalog.problems()
    assert problem.path == str(photos)
    assert "--accept-missing" in problem.reason
    assert library.catalog.roots()[0].missing == 100

    (tmp_path / "unplugged").rename(photos / "more")
    last, remarks = run(library, tiny_bundle, photos)
    assert (last.removed, last.waiting, last.unchanged, remarks) == (0, 0, PHOTOS, [])
    assert (offline(library), library.catalog.problems()) == (0, [])


def test_what_comes_back_in_parts_never_lets_the_rest_be_forgotten(
    library: Library, tiny_bundle: Bundle, photos: Path, tmp_path: Path
) -> None:
    files = sorted((photos / "more").rglob("*.jpg"))
    aside = tmp_path / "aside"
    aside.mkdir()
    for file in files:
        file.rename(aside / file.name)
    run(library, tiny_bundle, photos)
    for file in files[10:]:
        (aside / file.name).rename(file)
    last, _ = run(library, tiny_bundle, photos)
    assert (last.removed, last.waiting, offline(library)) == (0, 10, 10)


def test_a_person_says_that_they_may_go(
    library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    shutil.rmtree(photos / "more")
    run(library, tiny_bundle, photos)
    last, _ = run(library, tiny_bundle, photos, full=False, accept_missing=True)
    assert (last.removed, last.waiting, library.catalog.count()) == (100, 0, 100)
    assert (offline(library), library.catalog.problems()) == (0, [])


def test_a_root_without_any_picture_is_away_also_with_other_files_in_it(
    library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    for folder in ("0000", "more"):
        shutil.rmtree(photos / folder)
    for word in ({}, {"accept_missing": True}):
        last, _ = run(library, tiny_bundle, photos, **word)
        assert (last.removed, library.catalog.count()) == (0, PHOTOS)
    assert "is empty now" in library.catalog.problems()[0].reason


def test_a_place_of_a_drive_inside_a_root_that_is_empty_now_forgets_nothing(
    library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    fill(library, tiny_bundle, made_files(photos / "many", 500), b"a preview")
    shutil.rmtree(photos / "more")
    (photos / "more").mkdir()
    last, _ = run(library, tiny_bundle, photos)
    assert (last.removed, last.waiting, last.unchanged) == (0, 100, 600)


def test_a_pattern_forgets_as_many_as_it_says(
    library: Library, tiny_bundle: Bundle, photos: Path
) -> None:
    last, _ = run(library, tiny_bundle, photos, excludes=("more/",))
    assert (last.removed, last.waiting) == (100, 0)


def test_the_command_asks_and_takes_the_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = load_bundle(make_tiny_bundle(user_models() / "tiny"))
    root = tmp_path / "photos"
    with Library.open(default_library(), write=True) as library:
        library.use_model("tiny")
        library.catalog.add_root(str(root))
        fill(library, bundle, made_files(root, 600), b"a preview")
    shutil.rmtree(root / "0000")
    assert main(["index", "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert "500 of its 600 photos are not there any more" in told.err
    assert "--accept-missing" in told.err
    assert main(["index", "--accept-missing", "--json", "--workers", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert '"removed": 500' in lines[-1] or '"removed":500' in lines[-1]


def test_what_lies_behind_links_waits_and_makes_no_other_loss_look_larger() -> None:
    root, gone = Root(1, "/photos", 60), lost(60)
    links = dict.fromkeys(range(2, 61), "/photos/nas")
    losses = wait_behind(judge(gone[:1], [root]), gone, [root], links)
    assert (losses.forgotten, losses.held) == ([1], [*range(2, 61)])
    assert losses.told(root).startswith("59 photos can only be reached by /photos/nas, which is")
