"""Whatever is chosen, one photo of each group stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as some

from app.duplicates.groups import Group
from app.duplicates.plan import Plan
from indexer.duplicates import Kind
from tests.app.duplicate_groups import event, group

if TYPE_CHECKING:
    from collections.abc import Sequence


def _staying(plan: Plan, of: Group) -> list[int]:
    return [each for each in of.ids if plan.stays(each)]


def test_of_copies_the_best_alone_is_suggested_to_stay() -> None:
    plan, copies, near = Plan(), group("exact", 1, 2, 3), group("near", 4, 5)
    plan.suggest([copies, near])
    assert _staying(plan, copies) == [1]
    assert _staying(plan, near) == [4]


def test_of_a_burst_every_shot_stays_until_somebody_chooses() -> None:
    plan, burst = Plan(), group("burst", 1, 2, 3)
    plan.suggest([burst])
    assert _staying(plan, burst) == [1, 2, 3]
    plan.keep_only(2, burst)
    assert _staying(plan, burst) == [2]


def test_what_may_be_another_shot_stays_until_somebody_has_looked() -> None:
    told = event("near", [1, 2, 3])
    told["photos"][2]["unsure"] = True
    plan, near = Plan(), Group.of(told)
    plan.suggest([near])
    assert _staying(plan, near) == [1, 3]
    assert list(map(near.mark, near.members)) == ["Suggested", "", "Another shot?"]
    plan.keep_only(1, near)
    assert _staying(plan, near) == [1]


def test_the_last_of_a_group_never_goes() -> None:
    plan, pair = Plan(), group("exact", 1, 2)
    plan.suggest([pair])
    assert not plan.let_go(1)
    plan.keep([2])
    assert plan.let_go(1)
    assert not plan.let_go(2)


def test_the_best_of_one_group_stays_where_another_would_let_it_go() -> None:
    plan, first, second = Plan(), group("near", 1, 2), group("near", 3, 1)
    plan.suggest([first, second])
    assert plan.stays(1)
    assert _staying(plan, second) == [3, 1]


def test_the_sum_counts_each_photo_once_and_names_what_stays_for_it() -> None:
    plan, groups = Plan(), [group("exact", 1, 2), group("near", 1, 3, 2), group("burst", 8, 9)]
    plan.suggest(groups)
    coming = plan.sum_of(groups)
    assert [(each.photo.photo_id, each.kept.photo_id) for each in coming.leaving] == [
        (2, 1),
        (3, 1),
    ]
    assert (coming.size, coming.groups, coming.staying) == (5000, 2, 1)


def test_what_is_left_of_a_group_goes_on() -> None:
    plan, three = Plan(), group("exact", 1, 2, 3)
    plan.suggest([three])
    left = three.without({2})
    assert left is not None
    plan.renew([left], {2})
    assert [each.photo.photo_id for each in plan.sum_of([left]).leaving] == [3]
    assert three.without({1, 2}) is None
    other = three.without({1})
    assert other is not None
    assert (other.best, other.why) == (2, "")
    plan.renew([other], {1})
    assert _staying(plan, other) == [2]


def test_a_group_says_what_it_is() -> None:
    assert group("exact", 1, 2).title == "2 identical files"
    assert group("near", 1, 2, 3).title == "3 versions of one picture"
    times = ("2023-05-01T12:00:00", "2023-05-01T12:00:03")
    assert Group.of(event("burst", (1, 2), taken=times)).title == "2 shots in 3 seconds"
    assert Group.of(event("burst", (1, 2), taken=("", ""))).title == "2 shots"
    assert group("near", 1, 2, why="larger, sharper").reason == "Suggested: larger, sharper"


_IDS = some.lists(some.integers(1, 12), min_size=2, max_size=5, unique=True)
_GROUPS = some.lists(
    some.builds(lambda kind, ids: group(kind, *ids), some.sampled_from(Kind), _IDS)
)


@given(_GROUPS, some.lists(some.tuples(some.booleans(), some.integers(1, 12))))
def test_nothing_that_is_chosen_leaves_a_group_without_a_photo(
    groups: Sequence[Group], choices: Sequence[tuple[bool, int]]
) -> None:
    plan = Plan()
    plan.suggest(groups)
    for goes, photo_id in choices:
        if goes:
            plan.let_go(photo_id)
        else:
            plan.keep([photo_id])
    assert all(_staying(plan, each) for each in groups)
    coming = plan.sum_of(groups)
    assert all(plan.stays(each.kept.photo_id) for each in coming.leaving)
    assert len({each.photo.photo_id for each in coming.leaving}) == len(coming.leaving)
