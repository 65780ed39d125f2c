"""A line of a file is replaced, and not a sign of the others with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.tags.typed import Typed

ENDS = st.sampled_from(["\n", "\r\n"])
BODIES = st.one_of(
    st.sampled_from(["", "   ", "# of mine", "  # further right", "[a heading]"]),
    st.builds(
        "{}{}name {}{}".format,
        st.sampled_from(["", "  ", "\t", "\t  "]),
        st.sampled_from(["", "- ", "? "]),
        st.integers(0, 10**9),
        st.sampled_from(["", " = other", ' "a photo"  ', "\t@strict"]),
    ),
)


@given(st.lists(BODIES, min_size=1), ENDS, st.booleans(), st.booleans(), st.data())
def test_all_other_lines_stay_as_they_were(
    bodies: list[str], end: str, has_mark: bool, has_last_end: bool, data: st.DataObject
) -> None:
    mark, last = "\ufeff" if has_mark else "", end if has_last_end else ""
    text = mark + end.join(bodies) + last
    count = len(text.splitlines())
    place = data.draw(st.integers(0, count - 1)) if count else None
    if place is None:
        return
    before = text.splitlines(keepends=True)
    after = Typed(text).with_line(place, "teasel").splitlines(keepends=True)
    assert after[:place] + after[place + 1 :] == before[:place] + before[place + 1 :]
    indent = bodies[place][: len(bodies[place]) - len(bodies[place].lstrip())]
    assert after[place].removeprefix("\ufeff").rstrip("\r\n") == f"{indent}teasel"
    assert after[0].startswith("\ufeff") == has_mark

    longer = Typed(text).with_line(None, "teasel")
    assert longer.startswith(text)
    assert longer.splitlines()[-1].removeprefix("\ufeff") == "teasel"

    shorter = Typed(text).without_line(place)
    assert shorter.removeprefix("\ufeff") == "".join(
        [*before[:place], *before[place + 1 :]]
    ).removeprefix("\ufeff")
    assert shorter.startswith("\ufeff") == has_mark


TYPED = """\
one
  two

# three
    four
  five
[six]
  seven
eight
"""


@pytest.mark.parametrize(
    ("name", "above", "parts"),
    [
        ("one", None, ["two", "four", "five"]),
        ("two", "one", ["four"]),
        ("four", "two", []),
        ("five", "one", []),
        ("seven", None, []),
        ("eight", None, []),
    ],
)
def test_what_a_line_is_part_of_and_its_parts_are_told_by_where_it_stands(
    name: str, above: str | None, parts: list[str]
) -> None:
    typed = Typed(TYPED)
    place = typed.place_of(name.upper())
    assert place is not None
    assert typed.above(place) == above
    assert typed.parts_of(place) == parts


def test_what_is_for_the_reader_alone_is_no_tag() -> None:
    assert Typed(TYPED).place_of("six") is None
    assert Typed(TYPED).place_of("three") is None
