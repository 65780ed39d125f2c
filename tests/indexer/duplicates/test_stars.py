"""Pairs -> groups without chains."""

from __future__ import annotations

from indexer.duplicates.stars import choices, likenesses, stars


def test_no_chain_forms_of_pictures_that_are_not_alike() -> None:
    # 1 - 2 - 3 - 4 - 5: each is like the next only.
    like = likenesses((each, each + 1, 5.0) for each in range(1, 5))
    for group in stars(like, lambda _: 0):
        assert set(group[1:]) <= like[group[0]].keys()


def test_what_two_crops_have_in_common_is_the_whole_picture() -> None:
    like = likenesses([(1, 9, 4.0), (2, 9, 6.0)])
    (group,) = stars(like, lambda _: 0)
    assert group == [9, 1, 2]
    assert choices(group, like) == [9]


def test_where_all_are_alike_any_may_be_the_best() -> None:
    like = likenesses([(1, 2, 1.0), (1, 3, 1.0), (2, 3, 1.0)])
    (group,) = stars(like, lambda each: each == 2)
    assert group[0] == 2
    assert sorted(choices(group, like)) == [1, 2, 3]


def test_each_goes_to_the_nearest_middle_and_to_one_group_only() -> None:
    like = likenesses(
        [(1, 2, 1.0), (1, 3, 1.0), (1, 4, 9.0), (5, 4, 2.0), (5, 6, 1.0), (5, 7, 1.0)]
    )
    groups = stars(like, lambda _: 0)
    assert sorted(map(sorted, groups)) == [[1, 2, 3], [4, 5, 6, 7]]
