"""What is shown of the tags of a selection, and what it becomes as soon as somebody says so."""

from __future__ import annotations

from app.tags.standing import MOST_SHOWN, By, Standing
from indexer.catalog.machine_tags import Among
from indexer.tags import Suggestion

FOUND = Among("dog", 2, by_model=2, likelihood=0.8)
OURS = Among("Anna", 3, by_owner=3)
FILED = Among("holiday", 3, by_file=2, by_model=1, likelihood=0.4)
THREE = Standing((1, 2, 3), (OURS, FILED, FOUND), (Suggestion("puppy", 0.3), Suggestion("x", 0.2)))


def test_each_tag_says_who_says_so_and_of_how_many() -> None:
    ours, filed, found = THREE.lines()
    assert [line.by for line in (ours, filed, found)] == [By.OWNER, By.FILE, By.MODEL]
    assert [line.told for line in (ours, filed, found)] == ["given", "in the file", "2 of 3"]
    assert (ours.settled, filed.settled, found.settled) == (True, False, False)
    assert (filed.likelihood, found.likelihood) == (None, 0.8)
    assert found.spoken == "dog: found, on 2 of 3 photos, 80 % likely"


def test_a_tag_that_is_given_is_on_all_of_them_and_no_suggestion_any_more() -> None:
    given = THREE.given("Puppy").given("dog")
    lines = {line.name: line for line in given.lines()}
    assert lines["Puppy"].settled
    assert lines["dog"].settled
    assert [line.name for line in given.offers()] == ["x"]
    assert [line.name for line in given.lines()][:2] == ["Puppy", "Anna"]


def test_a_tag_that_is_taken_off_is_suggested_no_more() -> None:
    without = THREE.without("DOG").without("x")
    assert [line.name for line in without.lines()] == ["Anna", "holiday"]
    assert [line.name for line in without.offers()] == ["puppy"]


def test_of_very_many_tags_some_are_shown_and_the_others_counted() -> None:
    many = Standing((1,), tuple(Among(f"tag {n}", 1, by_owner=1) for n in range(MOST_SHOWN + 7)))
    assert len(many.lines()) == MOST_SHOWN
    assert many.further == 7
    assert THREE.further == 0
