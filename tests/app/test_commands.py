"""What the library says with a command for the terminal is said in the window without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app import commands
from app.language import translated
from indexer.models.export import extra
from resources.translations.sentences import sentences

if TYPE_CHECKING:
    from tests.app.translations import Speaking

_HOLE = re.compile(r"\{\w*\}")
#: All that names a command, and that the terminal does not say to itself.
_SAID = [
    _HOLE.sub("7", each.form.one or each.form.text)
    for each in sentences()
    if "`" in each.form.text and not each.where.startswith("indexer/cli")
]


def test_no_sentence_comes_to_the_window_with_backticks() -> None:
    assert len(_SAID) > 20
    assert [said for said in _SAID if "`" in translated(said)] == []


@pytest.mark.parametrize("known", [known for known, _ in commands._INSTEAD])
def test_each_sentence_that_the_window_says_otherwise_is_one_that_is_said(
    known: re.Pattern[str],
) -> None:
    assert any(known.search(said) for said in _SAID)


def test_where_the_window_can_help_itself_it_speaks_of_no_terminal() -> None:
    missing = f"Exporting a model needs open_clip, which is not installed; {extra.INSTALLING}."
    assert translated(f"The hub says no. {missing}") == (
        "The hub says no. It has to be made on this machine, by open_clip, which is not installed. "
        "Shoebox’s README says how."
    )
    assert translated("It was changed since it was read; the next `shoebox index` reads it.") == (
        "It was changed since it was read; indexing reads it anew."
    )


def test_what_only_the_terminal_can_is_quoted_as_words_are() -> None:
    assert translated("It is damaged: `shoebox verify --repair` saves what it can.") == (
        "It is damaged: “shoebox verify --repair” saves what it can."
    )
    assert translated("Make the album “`a`”") == "Make the album “`a`”"


def test_it_is_said_in_the_users_language(speak: Speaking) -> None:
    speak("de")
    told = translated(f"open_clip cannot be loaded (no torch); {extra.INSTALLING} anew.")
    assert told == "⟦The program that makes models, open_clip, cannot be loaded (⟧no torch⟦).⟧"
