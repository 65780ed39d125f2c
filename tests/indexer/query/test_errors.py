"""What is wrong with a query is told in one line, with its place."""

from __future__ import annotations

from indexer.errors import LibraryError
from indexer.query import QueryError
from indexer.query.errors import perhaps, shown


def test_an_error_has_its_place_and_its_sentence_apart_and_together() -> None:
    error = QueryError(7, "there is no such thing.")
    assert isinstance(error, LibraryError)
    assert (error.column, error.reason) == (7, "there is no such thing.")
    assert str(error) == "Column 7: there is no such thing."


def test_the_nearest_name_is_offered_and_only_a_near_one() -> None:
    assert perhaps("Takn", ["taken", "tag"], around="{}:") == " Did you mean “taken:”?"
    assert perhaps("xyz", ["taken", "tag"]) == ""


def test_what_was_written_is_shown_short_and_on_one_line() -> None:
    assert shown("dog") == "“dog”"
    assert shown("a\nb\x1b\ud800") == "“a�b��”"
    assert shown("a" * 100) == f"“{'a' * 39}…”"


def test_a_name_that_has_merely_some_signs_in_common_is_not_meant() -> None:
    assert perhaps("nosuch", ["couch"]) == ""
    assert perhaps("Second", ["sand"]) == ""
    assert perhaps("dgo", ["dog", "cat"]) == " Did you mean “dog”?"
    assert perhaps("holliday", ["Holiday"]) == " Did you mean “Holiday”?"
