"""Past searches are kept with the settings, the last first, and forgotten when wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.search_field.past import MOST_KEPT, Forget, Past, PastSearches
from app.settings import PAST_SEARCHES, Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "window.ini")


def _kept(settings: Settings) -> PastSearches:
    made = PastSearches()
    made.remember(settings)
    return made


def test_the_last_search_comes_first_and_none_comes_twice(
    settings: Settings, tmp_path: Path
) -> None:
    past = _kept(settings)
    for text in ("a dog", "größe:3", "A dog", "a dog"):
        past.add(text)
    settings.save()
    again = _kept(Settings(tmp_path / "window.ini"))
    assert again.offers("") == [Past("a dog"), Past("A dog"), Past("größe:3"), Forget()]
    assert again.offers(" DOG ") == [Past("a dog"), Past("A dog"), Forget()]
    assert again.offers("", 1) == [Past("a dog"), Forget()]
    assert again.offers("cat") == []


def test_one_is_forgotten_or_all_of_them(settings: Settings) -> None:
    past = _kept(settings)
    for text in ("a dog", "a cat"):
        past.add(text)
    past.remove("a dog")
    assert _kept(settings).offers("") == [Past("a cat"), Forget()]
    past.forget()
    assert past.offers("") == _kept(settings).offers("") == []


def test_there_are_never_too_many(settings: Settings) -> None:
    past = _kept(settings)
    for number in range(MOST_KEPT + 3):
        past.add(f"dog {number}")
    offers = _kept(settings).offers("")
    assert len(offers) == MOST_KEPT + 1
    assert offers[0] == Past(f"dog {MOST_KEPT + 2}")


@pytest.mark.parametrize("told", ["{", "7", '{"a": 1}', "[1, null]"])
def test_nonsense_among_the_settings_is_no_search(settings: Settings, told: str) -> None:
    settings.set(PAST_SEARCHES, told)
    assert _kept(settings).offers("") == []
