"""What was searched for before: kept over restarts, offered again, and forgotten when wanted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.language import tr
from app.settings import PAST_SEARCHES

if TYPE_CHECKING:
    from app.settings import Settings

#: Searches that are kept.
MOST_KEPT: Final = 50
#: Those that are offered in an empty field, without being asked for.
MOST_OFFERED: Final = 6


@dataclass(frozen=True, slots=True)
class Past:
    """A search of before, as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Forget:
    """The wish that no search of before is known any more."""

    @property
    def text(self) -> str:
        """What it is called."""
        return tr("Forget these searches")


class PastSearches:
    """The searches of before, the last one first."""

    def __init__(self) -> None:
        self._unkept = ""
        self._settings: Settings | None = None

    def remember(self, settings: Settings) -> None:
        """Take up what was searched before this window was opened, and keep all from now on."""
        self._settings = settings

    @property
    def _texts(self) -> list[str]:
        # Not kept here as well: they may be forgotten on the settings page.
        settings = self._settings
        return _read(self._unkept if settings is None else settings.get(PAST_SEARCHES))

    def add(self, text: str) -> None:
        """Keep a search; one that is known already comes first again."""
        self._keep([text, *(each for each in self._texts if each != text)][:MOST_KEPT])

    def remove(self, text: str) -> None:
        """Forget one search."""
        self._keep([each for each in self._texts if each != text])

    def forget(self) -> None:
        """Forget them all."""
        self._keep([])

    def offers(self, typed: str, most: int = MOST_KEPT) -> list[Past | Forget]:
        """Return those that have in them what was typed, and the wish to forget them all."""
        wanted = typed.strip().casefold()
        fitting = [Past(each) for each in self._texts if wanted in each.casefold()]
        return [*fitting[:most], Forget()] if fitting else []

    def _keep(self, texts: list[str]) -> None:
        told = json.dumps(texts, ensure_ascii=False) if texts else PAST_SEARCHES.default
        if self._settings is None:
            self._unkept = told
        else:
            self._settings.set(PAST_SEARCHES, told)


def _read(told: str) -> list[str]:
    try:
        texts = json.loads(told)
    except ValueError:
        return []
    kept = [each for each in texts if isinstance(each, str)] if isinstance(texts, list) else []
    return kept[:MOST_KEPT]
