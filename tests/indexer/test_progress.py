"""The counts of a running ingest."""

from __future__ import annotations

from indexer.ingest.progress import Tally


def test_nobody_knows_the_rate_before_the_first_photo() -> None:
    tally = Tally()
    tally.begin_reading(10)
    progress = tally.progress("decode")
    assert progress.photos_per_second == 0
    assert progress.remaining_seconds is None


def test_what_is_left_follows_from_the_rate() -> None:
    tally = Tally()
    tally.begin_reading(100)
    for _ in range(50_000):
        tally.count_done()
    tally.total = 2 * tally.done
    progress = tally.progress("decode")
    assert progress.remaining_seconds is None or progress.remaining_seconds > 0
    assert tally.progress("done").photos_per_second > 0


def test_a_finished_ingest_has_nothing_left_to_wait_for() -> None:
    tally = Tally()
    tally.begin_reading(1)
    tally.count_done()
    assert tally.progress("done").remaining_seconds is None


def test_an_ingest_that_read_nothing_has_no_rate() -> None:
    assert Tally().progress("done").photos_per_second == 0
