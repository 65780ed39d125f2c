"""Why a photo is in an answer, in words that everybody reads: a sentence first, numbers last.

Where the reasons come from is `indexer.search`'s business, how they look that of `why`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app import wording
from app.language import QT_TR_NOOP, tr, translated
from indexer.cut import Band
from indexer.query import Like, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.search import Explanation, Part

#: Terms that the sentence names, and letters of each; the bars below it name them all.
_MOST_NAMED, _MOST_LETTERS = 3, 80
NUMBERS_TIP = QT_TR_NOOP(
    "Likelihood: how likely it is that this photo is meant.\n"
    "Similarity: the cosine between what is looked for and the photo, as the model sees them.\n"
    "Above average: by how many standard deviations it is nearer than the photos of the library."
)


@dataclass(frozen=True, slots=True)
class Bar:
    """What one term of the query contributed.

    Attributes:
        title: The term, as people read it.
        share: Its part, -1 to 1, where 1 is that of the strongest; below 0 it counts against.
        told: The same as a number that adds up to the similarity.
    """

    title: str
    share: float
    told: str

    @property
    def spoken(self) -> str:
        """The bar in words."""
        if self.share < 0:
            return tr("{term} speaks against it: {share}", term=self.title, share=self.told)
        return tr("{term} speaks for it: {share}", term=self.title, share=self.told)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a photo is where it is.

    Attributes:
        sentence: The whole of it in one sentence.
        bars: One for each term; none where a single one says what the sentence says.
        notes: Further sentences: words that match, filters.
        numbers: For whoever wants to know exactly; "" where nothing was measured.
    """

    sentence: str
    bars: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()
    numbers: str = ""


def reasons(told: Explanation, names: Mapping[str, str]) -> Reasons:
    """Return why, in words; `names` are those of the query's pictures, by their references."""
    seen = told.score is not None
    return Reasons(
        sentence=_sentence(told, names),
        bars=bars(told.parts, names) if len(told.parts) > 1 and not told.by_words_alone else (),
        notes=tuple(_notes(told)),
        numbers=_numbers(told) if seen and not told.by_words_alone else "",
    )


def bars(parts: Sequence[Part], names: Mapping[str, str]) -> tuple[Bar, ...]:
    """Return what each term contributed, in the order of the query."""
    most = max((abs(part.contribution) for part in parts), default=0.0) or 1.0
    return tuple(
        Bar(
            title(part.term, names),
            part.contribution / most,
            wording.signed(part.contribution, digits=3),
        )
        for part in parts
    )


def title(term: str, names: Mapping[str, str], *, most: int | None = None) -> str:
    """Return a printed term as people read it: “golden hour”, the name of a picture.

    Of long words only so many letters are told where a sentence has to be short.
    """
    (blend,) = parse(term).alternatives
    meant = blend.terms[0].term
    if isinstance(meant, Like):
        return names.get(meant.reference) or wording.picture(meant.reference)
    return wording.quoted(meant.text if most is None else wording.shortened(meant.text, most))


def references(parts: Sequence[Part]) -> Iterator[str]:
    """Yield the references of the pictures among some terms."""
    for part in parts:
        for blend in parse(part.term).alternatives:
            yield from (each.term.reference for each in blend.terms if isinstance(each.term, Like))


def _sentence(told: Explanation, names: Mapping[str, str]) -> str:
    if told.kept_out_by:
        return tr(
            "It is no longer part of the answer: {filter} keeps it out.",
            filter=_joined(told.kept_out_by),
        )
    if told.score is None:
        return _sentence_without_looks(told)
    named = partial(title, names=names, most=_MOST_LETTERS)
    wanted = [named(part.term) for part in told.parts if part.weight > 0]
    if not wanted:
        unwanted = [named(part.term) for part in told.parts]
        return tr("It is far from {terms}.", terms=_joined(unwanted))
    if told.by_words_alone:
        return tr("Found by its words, not by its looks.")
    return {
        Band.STRONG: tr("A clear match for {terms}."),
        Band.LIKELY: tr("A likely match for {terms}."),
        Band.WEAK: tr("No more than a guess at {terms}."),
    }[told.band or Band.WEAK].format(terms=_joined(wanted))


def _sentence_without_looks(told: Explanation) -> str:
    if told.words:
        return tr("The words that were looked for are written in what is known of it.")
    if told.filters:
        return (
            tr("It passes the filters of the search.")
            if len(told.filters) > 1
            else tr("It passes the filter of the search.")
        )
    return tr("Its looks are not known yet: the photo is still to be read.")


def _notes(told: Explanation) -> Iterator[str]:
    if told.moment is not None:
        yield tr("Seen at {time} in the video.", time=wording.playing_time(told.moment))
    if told.words:
        yield translated(f"{told.words[:1].upper()}{told.words[1:]}.")
    if told.filters:
        yield tr("Let in by {filters}.", filters=_joined(told.filters))


def _numbers(told: Explanation) -> str:
    parts = []
    if told.likelihood is not None:
        likelihood = wording.share(round(100 * told.likelihood), 100)
        parts.append(tr("Likelihood {share}", share=likelihood))
    if told.score is not None:
        parts.append(tr("similarity {cosine}", cosine=wording.decimal(told.score, digits=3)))
    line = "  ·  ".join(parts)
    return line if told.z is None else f"{line}\n{_deviation(told.z)}"


def _deviation(z: float) -> str:
    times = wording.decimal(abs(z), digits=1)
    if z < 0:
        return tr("{times} σ below the average of the library", times=times)
    return tr("{times} σ above the average of the library", times=times)


def _joined(names: Sequence[str]) -> str:
    """Return names as they stand in a sentence: "a", "a and b", "a, b and 3 more"."""
    shown = list(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        further = len(names) - _MOST_NAMED
        shown.append(tr("{n} more", "{n} more", further))
    return wording.joined(shown)
