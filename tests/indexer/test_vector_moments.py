"""A video is found once, by the best of all its frames, as plain arithmetic says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.records import FrameVector
from indexer.vectors import VectorIndex
from indexer.vectors.moments import Moments
from indexer.vectors.source import FramesOf
from tests.indexer.making import DIM, OTHER_STAMP, STAMP, as_stored, below, indexed, vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.records import IndexedPhoto

#: Photos 1 to 40, of which every third is a video with as many further frames as it has in common
#: with eight.
PHOTOS = range(1, 41)


def frames_of(seed: int) -> tuple[FrameVector, ...]:
    count = seed % 8 if seed % 3 == 0 else 0
    return tuple(
        FrameVector(number, 1.5 * number, vector(1000 * seed + number)) for number in range(count)
    )


def video(seed: int) -> IndexedPhoto:
    return replace(indexed(below(f"{seed}.mp4"), seed), frames=frames_of(seed))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as opened:
        yield opened


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    catalog.store([video(seed) for seed in PHOTOS], STAMP)
    return catalog


def opened(tmp_path: Path, catalog: Catalog) -> Moments:
    index = VectorIndex.open(tmp_path / "v", model_sha256=STAMP.sha256, dim=DIM)
    frames = VectorIndex.open(tmp_path / "f", model_sha256=STAMP.sha256, dim=DIM)
    index.refresh(catalog)
    frames.refresh(FramesOf(catalog))
    assert frames.check(FramesOf(catalog)) == []
    return Moments(index, frames)


def best_of(seed: int, query: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    vectors = [vector(seed), *(frame.vector for frame in frames_of(seed))]
    return max(float(as_stored(each) @ query) for each in vectors)


@pytest.mark.parametrize("k", [1, 5, 100])
@pytest.mark.parametrize("among", [None, [3, 4, 6, 15, 30, 31]])
def test_the_nearest_are_those_with_the_best_frames(
    tmp_path: Path, filled: Catalog, k: int, among: list[int] | None
) -> None:
    moments = opened(tmp_path, filled)
    some = None if among is None else np.array(among, np.int64)
    for number in range(5):
        query = vector(777 + number)
        best = sorted(((best_of(each, query), each) for each in among or PHOTOS), reverse=True)
        ids, scores = moments.nearest(query, k, among=some)
        assert ids.tolist() == [each for _, each in best[:k]]
        assert scores.tolist() == pytest.approx([score for score, _ in best[:k]], abs=1e-3)


def test_rows_name_the_frame_that_fits_best(tmp_path: Path, filled: Catalog) -> None:
    moments = opened(tmp_path, filled)
    ids = np.array([30, 2, 15, 99], np.int64)
    wanted = frames_of(15)[4]
    rows = moments.rows_of(wanted.vector, ids)
    assert rows.tolist()[1::2] == [2, 99]
    assert filled.second_of_frame(STAMP.sha256, -int(rows[2])) == wanted.seconds == 6.0
    shown = moments.vectors_of(rows)
    assert shown[2].tolist() == as_stored(wanted.vector).tolist()
    assert shown[3].tolist() == [0.0] * DIM
    assert filled.second_of_frame(STAMP.sha256, 8 * 15 + 7) is None


def test_frames_go_with_their_photo_and_with_what_they_are_of(
    tmp_path: Path, filled: Catalog
) -> None:
    def held() -> set[int]:
        moments = opened(tmp_path, filled)
        return set(moments.nearest(frames_of(15)[4].vector, 1)[0].tolist())

    frames = VectorIndex.open(tmp_path / "f", model_sha256=STAMP.sha256, dim=DIM)
    frames.refresh(FramesOf(filled))
    before = frames.count
    assert before == filled.frame_count(STAMP.sha256) == sum(len(frames_of(n)) for n in PHOTOS)
    frames.save(always=True)
    assert held() == {15}
    # Encoded anew with fewer frames, by another model, with other content, forgotten.
    filled.store([replace(video(15), frames=frames_of(15)[:2])], STAMP)
    assert filled.frame_count(STAMP.sha256) == before - 5
    assert held() != {15}
    filled.store([video(15)], STAMP)
    filled.store([video(15)], OTHER_STAMP)
    assert filled.frame_count(OTHER_STAMP.sha256) == 7
    assert held() == {15}
    filled.forget([15])
    assert held() != {15}
    frames.refresh(FramesOf(filled))
    assert frames.count == filled.frame_count(STAMP.sha256) == before - 7
    assert filled.frame_count(OTHER_STAMP.sha256) == 0
    assert frames.check(FramesOf(filled)) == []
    assert filled.faults() == []


def test_a_library_without_videos_asks_one_index_alone(tmp_path: Path, catalog: Catalog) -> None:
    catalog.store([indexed(below(f"{seed}.jpg"), seed) for seed in PHOTOS], STAMP)
    moments = opened(tmp_path, catalog)
    ids, _ = moments.nearest(vector(5), 3)
    (plain,), _ = moments.index.search(vector(5)[None], 3)
    assert ids.tolist() == plain.tolist()
    rows = np.arange(1, 4)
    assert moments.rows_of(vector(5), rows) is rows


def test_a_video_has_a_chance_with_each_of_its_frames(tmp_path: Path, filled: Catalog) -> None:
    moments = opened(tmp_path, filled)
    ids = np.array([21, 1, 40, 9, 24], np.int64)
    expected = [1 + len(frames_of(int(each))) for each in ids]
    assert moments.chances_of(ids).tolist() == expected == [6, 1, 1, 2, 1]
    assert moments.chances_of(np.array([1, 2], np.int64)).tolist() == [1, 1]
    assert Moments(moments.index).chances_of(ids).tolist() == [1] * 5
