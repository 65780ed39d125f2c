"""Videos are taken in frame by frame, found by the best of them, and completed where some lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import load_bundle
from indexer.query import parse
from indexer.records import NewVector
from indexer.search import Band, Request, Searcher, ground
from indexer.search.ground import BY_CHANCE
from indexer.verify import verify
from tests.bundles import TinyModel, make_tiny_bundle
from tests.indexer.decode.films import Film
from tests.indexer.making import stamp_of, vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ingest.progress import Progress
    from indexer.models import Bundle

pytest.importorskip("av")
SIZE = (96, 64)
COLOURS = ("red", "lime", "blue")


def scene(colour: str) -> Image.Image:
    """Something to see, in one colour."""
    noise = np.random.default_rng(1).integers(0, 2, (*SIZE[::-1], 1), np.uint8)
    return Image.fromarray(noise * np.asarray(Image.new("RGB", (1, 1), colour)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    scenes = tuple(map(scene, COLOURS))
    Film(scenes[0], seconds=3, scenes=scenes).write(folder / "a.mp4")
    for colour in COLOURS[:2]:
        Image.new("RGB", SIZE, "white").save(folder / f"{colour}.png")
    return folder


def run(library: Library, bundle: Bundle, folder: Path, wanted: Bundle | None = None) -> Progress:
    library.catalog.add_root(str(folder))
    options = IngestOptions(roots=(str(folder),), workers=1)
    *_, last = ingest(library, bundle, options, wanted=wanted)
    return last


def film_id(library: Library) -> int:
    photos = library.catalog.photos(library.catalog.all_ids().tolist())
    return next(photo.id for photo in photos if photo.path.endswith("a.mp4"))


def test_a_video_is_found_by_any_of_its_frames_and_read_once(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    assert run(library, tiny_bundle, folder).added == 3
    assert library.catalog.frame_count(tiny_bundle.sha256) == 2
    moments = library.moments(tiny_bundle)
    assert moments.index.count == 3
    blocks = list(library.catalog.frames_since(tiny_bundle.sha256, 0))
    for halves in np.concatenate([vectors for _, vectors in blocks]).astype(np.float32):
        ids, scores = moments.nearest(halves, 3)
        assert ids.tolist()[0] == film_id(library)
        assert sorted(ids.tolist()) == [1, 2, 3]
        assert scores[0] == pytest.approx(1, abs=0.01)
    assert run(library, tiny_bundle, folder).unchanged == 3
    assert verify(library, tiny_bundle).wrong == []


def test_a_search_finds_the_moment_and_says_when_it_is(
    library: Library, tiny_bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    run(library, tiny_bundle, folder)
    moments = set()
    with Searcher.open(library, tiny_bundle) as searcher:
        for colour in COLOURS:
            scene(colour).save(tmp_path / f"{colour}.png")
            request = Request(parse(f"like:{tmp_path / colour}.png"), 1, least=Band.WEAK)
            answer = searcher.answer(request)
            assert answer.ids.tolist() == [film_id(library)]
            why = searcher.explain(request, film_id(library))
            assert why.score == pytest.approx(float(answer.scores[0]), abs=1e-3)
            assert (why.score or 0) > 0.95
            moments.add(None if why.moment is None else int(why.moment))
    # Of the frame that stands for the video no moment is told; scenes are a second long each.
    assert len(moments) == 3
    assert moments < {None, 0, 1, 2}


def test_a_video_has_to_be_likelier_for_each_of_its_frames_is_a_chance(
    library: Library, tiny_bundle: Bundle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(library, tiny_bundle, folder)
    ids = {photo.path: photo.id for photo in library.catalog.photos([1, 2, 3])}
    image = ids[str(folder / "red.png")]

    def odds(photo_id: int) -> float:
        with Searcher.open(library, tiny_bundle) as searcher:
            likelihood = searcher.explain(Request(parse("red")), photo_id).likelihood
        assert likelihood is not None
        return likelihood / (1 - likelihood)

    judged = [odds(image), odds(film_id(library))]
    monkeypatch.setattr(ground, "BY_CHANCE", 0.0)
    by_itself = [odds(image), odds(film_id(library))]
    assert judged[0] == pytest.approx(by_itself[0], rel=1e-4)
    assert judged[1] == pytest.approx(by_itself[1] / 3**BY_CHANCE, rel=0.02)


def test_a_video_that_an_older_shoebox_has_read_is_read_again(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    video = film_id(library)
    with library.catalog._database.transaction() as connection:
        connection.execute("UPDATE photos SET seconds = NULL")
        connection.execute("DELETE FROM frames")
    last = run(library, tiny_bundle, folder)
    assert (last.updated, last.unchanged) == (1, 2)
    assert library.catalog.photos([video])[0].facts.seconds == pytest.approx(3, abs=0.2)
    assert library.catalog.frame_count(tiny_bundle.sha256) == 2


def test_another_model_sees_all_frames_before_it_takes_over(
    library: Library, tiny_bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    run(library, tiny_bundle, folder)
    other = load_bundle(make_tiny_bundle(tmp_path / "other", TinyModel("other", layout="NHWC")))
    run(library, tiny_bundle, folder, wanted=other)
    assert library.catalog.frame_count(other.sha256) == 2
    assert library.catalog.frame_count(tiny_bundle.sha256) == 2
    assert verify(library, other).wrong == []


def test_what_a_model_saw_in_a_preview_alone_is_completed_when_the_file_is_back(
    library: Library, tiny_bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    run(library, tiny_bundle, folder)
    other = load_bundle(make_tiny_bundle(tmp_path / "other", TinyModel("other", layout="NHWC")))
    video = library.catalog.photos([film_id(library)])[0]
    away = (folder / "a.mp4").rename(tmp_path / "a.mp4")
    library.catalog.store_vectors(
        [made_of_preview(video.id, video.content_key, other)], stamp_of(other)
    )
    assert library.catalog.frame_count(other.sha256) == 0
    away.rename(folder / "a.mp4")
    run(library, other, folder)
    assert library.catalog.frame_count(other.sha256) == 2


def made_of_preview(photo_id: int, key: bytes, bundle: Bundle) -> NewVector:
    return NewVector(photo_id, key, vector(photo_id, bundle.embedding_dim))


def test_frames_that_differ_from_the_catalogs_are_told_and_repaired(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    library.frames(tiny_bundle)
    with library.catalog._database.transaction() as connection:
        connection.execute("DELETE FROM frames WHERE frame = 1")
    assert any("1 frames of videos that" in line for line in verify(library, tiny_bundle).wrong)
    assert verify(library, tiny_bundle, repair=True).repaired
    assert verify(library, tiny_bundle).wrong == []
    with library.catalog._database.transaction() as connection:
        connection.execute("UPDATE frames SET vector = zeroblob(length(vector))")
    assert not verify(library, tiny_bundle).whole
    verify(library, tiny_bundle, repair=True)
    assert verify(library, tiny_bundle).wrong == []
    assert run(library, tiny_bundle, folder).updated == 1
    assert library.catalog.frame_count(tiny_bundle.sha256) == 2


def test_what_is_seen_in_videos_is_saved_with_the_rest(
    library: Library, tiny_bundle: Bundle, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.vectors._WORTH_SAVING", 1)
    run(library, tiny_bundle, folder)
    assert {path.name for path in (library.folder / "vectors").iterdir()} == {"tiny", "tiny@frames"}
