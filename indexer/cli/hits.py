"""How the photos of an answer are written: lines for people, JSON for scripts, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.search import Band

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.cli.terminal import Terminal
    from indexer.search import Explanation, Hit

    Reasons = Sequence[Explanation] | None
    """One for each hit, where they are asked for."""

    Notes = Sequence[Sequence[str]] | None
    """Some for each hit, where they are asked for."""

_BAND_WIDTH = max(len(band.name) for band in Band)


def show(
    terminal: Terminal, hits: Sequence[Hit], reasons: Reasons = None, notes: Notes = None
) -> None:
    """Write one answer: a JSON list, or aligned lines.

    Args:
        terminal: Where to.
        hits: The photos.
        reasons: Why each was found, or
        notes: the same in sentences.
    """
    if terminal.as_json:
        terminal.json(_rows(hits, reasons, notes))
        return
    if reasons is not None:
        notes = [list(_in_words(each)) for each in reasons]
    width = len(str(len(hits)))
    dated = any(hit.taken_at for hit in hits)
    for hit in hits:
        day = terminal.dim((hit.taken_at or "")[:10].ljust(10)) + "  " if dated else ""
        terminal.line(f"{hit.rank:{width}}  {_merit(terminal, hit)}{day}{terminal.path(hit.path)}")
        for note in notes[hit.rank - 1] if notes is not None else ():
            terminal.line(f"{'':{width}}  {terminal.dim(note)}")


def show_many(terminal: Terminal, words: str, hits: Sequence[Hit], reasons: Reasons = None) -> None:
    """Write the answer to one query of many."""
    if terminal.as_json:
        terminal.json({"query": words, "hits": _rows(hits, reasons)})
        return
    terminal.line(terminal.bold(words))
    show(terminal, hits, reasons)
    terminal.line()


def show_error(terminal: Terminal, words: str, error: str) -> None:
    """Write that one query of many has no answer, and why."""
    terminal.error(error)
    if terminal.as_json:
        terminal.json({"query": words, "hits": [], "error": error})


def as_json(hit: Hit) -> dict[str, object]:
    """A hit under the names that scripts rely on."""
    return {
        "rank": hit.rank,
        "id": hit.photo_id,
        "path": hit.path,
        "score": None if hit.band is None else round(hit.score, 6),
        "band": None if hit.band is None else hit.band.name.lower(),
        "taken_at": hit.taken_at,
        "tags": list(hit.tags),
    }


def _rows(hits: Sequence[Hit], reasons: Reasons, notes: Notes = None) -> list[dict[str, object]]:
    rows = [as_json(hit) | (_more(hit) if reasons is not None else {}) for hit in hits]
    why = [_why(reason) for reason in reasons] if reasons is not None else notes
    for row, told in zip(rows, why or (), strict=why is not None):
        row["why"] = told
    return rows


def _merit(terminal: Terminal, hit: Hit) -> str:
    if hit.band is None:
        return ""
    band = hit.band.name.lower().ljust(_BAND_WIDTH)
    shown = terminal.dim(band) if hit.band is Band.WEAK else band
    return f"{shown}  {terminal.bold(f'{hit.score:6.3f}')}  "


def _more(hit: Hit) -> dict[str, object]:
    """What is told with the reasons: the date that puts it in order, who says so, its length."""
    return {
        "dated_at": hit.dated_at or None,
        "dated_from": hit.dated_from,
        "seconds": hit.seconds,
    }


# -- why ----------------------------------------------------------------------------------


def _why(reason: Explanation) -> dict[str, object]:
    return {
        "z": _rounded(reason.z),
        "likelihood": _rounded(reason.likelihood),
        "parts": [
            {
                "term": part.term,
                "weight": float(part.weight),
                "cosine": round(part.cosine, 6),
                "contribution": round(part.contribution, 6),
            }
            for part in reason.parts
        ],
        "filters": list(reason.filters),
        "words": reason.words,
        "moment": reason.moment,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)


def _in_words(reason: Explanation) -> Iterator[str]:
    if reason.by_words_alone and reason.likelihood is not None:
        yield "found by its words, not by its looks"
    elif reason.likelihood is not None and reason.z is not None:
        above = (
            f"{abs(reason.z):.1f} deviations {'above' if reason.z >= 0 else 'below'} the library"
        )
        yield f"likelihood {reason.likelihood:.0%}; {above}"
    elif reason.band is not None:
        yield "not encoded by the model yet"
    for part in reason.parts if len(reason.parts) > 1 else ():
        direction = "from" if part.weight > 0 else "away from"
        yield f"{part.contribution:+.3f} {direction} {part.term}"
    if reason.filters:
        yield f"passes {', '.join(reason.filters)}"
    if reason.moment is not None:
        yield f"seen {reason.moment:.1f} s from its beginning"
    if reason.words:
        yield reason.words
