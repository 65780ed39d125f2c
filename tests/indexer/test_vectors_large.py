"""A large index looks where guesses point, and finds what a scan of all finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from indexer.vectors import VectorIndex, exact, refining, snapshot
from indexer.vectors.coarse import Coarse
from indexer.vectors.exact import Scanner
from indexer.vectors.segment import Segment
from indexer.vectors.snapshot import Manifest
from tests.bench.libraries import clustered_vectors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

ROWS: Final = 40_000
WIDTH: Final = 64
SHA: Final = "c" * 64
IDS: Final = np.arange(ROWS) * 2 + 5
EVERYWHERE: Final = refining._EVERYWHERE


@pytest.fixture(scope="module")
def halves() -> NDArray[np.float16]:
    return clustered_vectors(ROWS, WIDTH).astype(np.float16)


@pytest.fixture(scope="module")
def queries() -> NDArray[np.float32]:
    return clustered_vectors(20, WIDTH, seed=7)


@pytest.fixture(autouse=True)
def large_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.vectors.snapshot.LARGE", ROWS // 2)
    # So few are scanned as fast; here they stand for many, to be guessed however hard that is.
    monkeypatch.setattr("indexer.vectors.refining._DEEPEST", 1 / 12)
    monkeypatch.setattr("indexer.vectors.refining._EVERYWHERE", 1)


def write(folder: Path, segments: list[Segment], *, sequence: int = 1) -> tuple[Segment, ...]:
    return snapshot.save(folder, segments, Manifest(SHA, WIDTH, sequence, "mark"))


def opened(folder: Path) -> VectorIndex:
    return VectorIndex.open(folder, model_sha256=SHA, dim=WIDTH)


def guesses(index: VectorIndex) -> list[bool]:
    """Which segments have guesses."""
    return [segment.coarse is not None for segment in index._state.segments]


@pytest.fixture(scope="module")
def large(halves: NDArray[np.float16], tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    folder = tmp_path_factory.mktemp("large") / "v"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.vectors.snapshot.LARGE", ROWS // 2)
        write(folder, [Segment.of(IDS, halves)])
        return opened(folder)


def guessed(index: VectorIndex, query: NDArray[np.float32], k: int) -> bool:
    """Whether the nearest are found by guesses, and not by a scan of all."""
    (segment,) = index._state.segments
    assert segment.coarse is not None
    return refining.nearest(segment.coarse, segment.halves, query, k) is not None


def recall(
    index: VectorIndex,
    halves: NDArray[np.float16],
    queries: NDArray[np.float32],
    among: NDArray[np.int64] | None = None,
) -> float:
    """The share of the 100 nearest by plain arithmetic that the index finds."""
    allowed = np.ones(ROWS, np.bool_) if among is None else np.isin(IDS, among)
    ids, scores = index.search(queries, 100, among=among)
    shares = []
    for query, found, cosines in zip(queries, ids, scores, strict=True):
        right = np.where(allowed, halves.astype(np.float32) @ query, -np.inf)
        best = np.argsort(-right)[: min(100, np.count_nonzero(allowed))]
        shares.append(np.isin(IDS[best], found).mean())
        rows = (found[found >= 0] - 5) // 2
        assert allowed[rows].all()
        assert (np.diff(cosines[: len(best)]) <= 0).all()
        assert cosines[: len(best)] == pytest.approx(right[rows], abs=1e-4)
        assert (found[len(best) :] == -1).all()
    return float(np.mean(shares))


def test_guesses_find_what_a_scan_of_all_finds(
    large: VectorIndex, halves: NDArray[np.float16], queries: NDArray[np.float32]
) -> None:
    assert guesses(large) == [True]
    assert recall(large, halves, queries) >= 0.99


def test_so_many_of_so_few_are_scanned_for_without_a_guess(
    large: VectorIndex, queries: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any(guessed(large, query, 100) for query in queries)
    monkeypatch.setattr(Coarse, "asked", None)
    assert not any(guessed(large, query, 1000) for query in queries)


def test_what_lies_everywhere_is_scanned_for_after_the_first_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(0).standard_normal((ROWS, WIDTH), np.float32)
    chance /= np.linalg.norm(chance, axis=1, keepdims=True)
    write(tmp_path / "v", [Segment.of(IDS, chance.astype(np.float16))])
    index = opened(tmp_path / "v")
    monkeypatch.setattr("indexer.vectors.refining._EVERYWHERE", EVERYWHERE)
    looks = []
    look = refining._Looked.look

    def counted(looked: refining._Looked, depth: int, lists: int) -> None:
        looks.append(lists)
        look(looked, depth, lists)

    monkeypatch.setattr(refining._Looked, "look", counted)
    assert not guessed(index, chance[0], 100)
    assert len(looks) == 1
    assert index.search(chance[:1], 100)[0][0, 0] == IDS[0]


def test_further_lists_are_read_once_and_no_cosine_is_made_twice(
    large: VectorIndex, queries: NDArray[np.float32], monkeypatch: pytest.MonkeyPatch
) -> None:
    (segment,) = large._state.segments
    assert segment.coarse is not None
    asked: list[int] = []

    def told(
        halves: NDArray[np.float16], rows: NDArray[np.intp], vector: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        asked.extend(rows.tolist())
        return exact.cosines(halves, rows, vector)

    monkeypatch.setattr(refining, "cosines", told)
    looked = refining._Looked(segment.coarse, segment.halves, queries[0], None)
    for depth, lists in ((500, 20), (500, 40), (1000, 40), (1000, segment.coarse.lists)):
        looked.look(depth, lists)
    assert len(set(asked)) == len(asked) == len(looked.rows) >= 1000
    right = segment.halves[looked.rows].astype(np.float32) @ queries[0]
    assert looked.scores == pytest.approx(right, abs=1e-3)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.01, 0.0001])
def test_the_nearest_of_some_are_exact_however_few_they_are(
    share: float, large: VectorIndex, halves: NDArray[np.float16], queries: NDArray[np.float32]
) -> None:
    among = np.random.default_rng(3).choice(IDS, int(ROWS * share), replace=False)
    assert recall(large, halves, queries, among) >= 0.99


def test_a_filter_that_lets_in_only_what_is_far_off_is_answered_as_well(
    large: VectorIndex, halves: NDArray[np.float16], queries: NDArray[np.float32]
) -> None:
    cosines = halves.astype(np.float32) @ queries[0]
    far = IDS[np.argsort(cosines)[: ROWS // 2]]
    assert recall(large, halves, queries[:1], far) >= 0.99


@pytest.mark.parametrize("place", [1, 500, 3000, ROWS])
def test_all_above_a_cosine_are_found_among_many(
    place: int, large: VectorIndex, halves: NDArray[np.float16], queries: NDArray[np.float32]
) -> None:
    cosines = halves.astype(np.float32) @ queries[0]
    least = float(np.sort(cosines)[-place])
    ids, scores = large.above(queries[0], least - 1e-4, most=ROWS)
    right = IDS[cosines >= least]
    assert np.isin(right, ids).mean() >= 0.99
    assert (np.diff(scores) <= 0).all()
    few, _ = large.above(queries[0], least - 1e-4, most=7)
    assert few.tolist() == ids[:7].tolist()


def test_equal_vectors_without_end_are_answered(tmp_path: Path) -> None:
    one = clustered_vectors(1, WIDTH).astype(np.float16)
    write(tmp_path / "v", [Segment.of(IDS, np.repeat(one, ROWS, axis=0))])
    index = opened(tmp_path / "v")
    ids, scores = index.search(one.astype(np.float32), 100)
    assert ids[0].tolist() == IDS[:100].tolist()
    assert scores[0] == pytest.approx(1, abs=1e-3)


def test_what_is_saved_is_what_was_made(halves: NDArray[np.float16]) -> None:
    some = halves[: 8 * 32 + 5]
    made = Coarse.of(some)
    data = np.concatenate(list(made.to_bytes()))
    again = Coarse.from_bytes(data, count=len(some), dim=WIDTH)
    assert again.checksum() == made.checksum()
    query = some[3].astype(np.float32)
    found = made.search(made.asked(query), 10, range(4))
    assert found[0][0] == 3
    others = again.search(again.asked(query), 10, range(4))
    assert [each.tolist() for each in others] == [each.tolist() for each in found]
    with pytest.raises(ValueError, match="are not the bits of 9 x 64"):
        Coarse.from_bytes(data, count=9, dim=WIDTH)


# -- on disk ---------------------------------------------------------------------------------


def test_what_is_new_is_written_beside_what_is_much_larger(
    halves: NDArray[np.float16], tmp_path: Path
) -> None:
    folder = tmp_path / "v"
    first = write(folder, [Segment.of(IDS[:30_000], halves[:30_000])])
    more = Segment.of(IDS[30_000:33_000], halves[30_000:33_000])
    second = write(folder, [*first, more], sequence=2)
    assert [segment.count for segment in second] == [30_000, 3_000]
    assert second[0].part == first[0].part
    assert guesses(opened(folder)) == [True, False]
    rest = Segment.of(IDS[33_000:], halves[33_000:])
    third = write(folder, [*second, rest], sequence=3)
    assert [segment.count for segment in third] == [ROWS]
    assert len(list(folder.iterdir())) == 3
    assert (opened(folder).vectors_of(IDS)[1].astype(np.float16) == halves).all()


def test_what_is_gone_is_written_beside_until_it_is_much(
    halves: NDArray[np.float16], queries: NDArray[np.float32], tmp_path: Path
) -> None:
    folder = tmp_path / "v"
    (first,) = write(folder, [Segment.of(IDS, halves)])
    few = first.without(IDS[:2_000])
    (second,) = write(folder, [few], sequence=2)
    assert second.part is not None
    assert first.part is not None
    assert second.part.vectors == first.part.vectors
    index = opened(folder)
    assert index.count == ROWS - 2_000
    assert guesses(index) == [True]
    assert recall(index, halves, queries, IDS[2_000:]) >= 0.99
    assert not np.isin(index.search(queries, 100)[0], IDS[:2_000]).any()
    (third,) = write(folder, [second.without(IDS[:20_000])], sequence=3)
    assert third.gone is None
    assert opened(folder).count == 20_000


def cut_codes(folder: Path) -> None:
    (path,) = folder.glob("*.codes")
    path.write_bytes(path.read_bytes()[:-1])


def lose_codes(folder: Path) -> None:
    (path,) = folder.glob("*.codes")
    path.unlink()


def made_by_another_faiss(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("RaBitQ in lists of FAISS", "another"))


@pytest.mark.parametrize("damage", [cut_codes, lose_codes, made_by_another_faiss])
def test_guesses_that_are_not_what_they_should_be_are_made_anew(
    damage: Callable[[Path], None],
    halves: NDArray[np.float16],
    queries: NDArray[np.float32],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "v"
    write(folder, [Segment.of(IDS, halves)])
    damage(folder)
    index = opened(folder)
    assert guesses(index) == [False]
    assert recall(index, halves, queries[:3]) == 1
    index.save()
    assert guesses(index) == guesses(opened(folder)) == [True]
    assert len(list(folder.iterdir())) == 3


def test_bits_that_changed_on_disk_are_told(halves: NDArray[np.float16], tmp_path: Path) -> None:
    folder = tmp_path / "v"
    write(folder, [Segment.of(IDS, halves)])
    (path,) = folder.glob("*.codes")
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(data)
    (segment,) = opened(folder)._state.segments
    assert segment.coarse is not None
    assert segment.part is not None
    assert segment.coarse.checksum() != segment.part.checksum


@pytest.mark.parametrize("share", [1.0, 0.3, 0.0005])
def test_pieces_scanned_by_several_threads_find_what_one_finds(
    share: float,
    halves: NDArray[np.float16],
    queries: NDArray[np.float32],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone = Scanner(halves)
    monkeypatch.setattr("indexer.vectors.exact._WORTH_A_THREAD", 2_000)
    monkeypatch.setattr("indexer.vectors.exact.cores", lambda: 4)
    together = Scanner(halves)
    assert [piece._pieces for _, piece in together._pieces] == [[]] * 4
    counted = np.random.default_rng(0).random(ROWS) < share
    k = min(50, int(counted.sum()))
    for query in queries:
        rows, scores = together.search(query[None], k, counted)
        right_rows, right_scores = alone.search(query[None], k, counted)
        assert scores == pytest.approx(right_scores)
        assert set(rows[0].tolist()) == set(right_rows[0].tolist())
