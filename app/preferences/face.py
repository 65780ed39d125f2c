"""What a model's row says and what it offers: worked out here, shown by `row`.

No widget is known here: a face follows from what is in stock, what is being fetched, and how far
the library has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from app import merits, wording
from app.indexing import Ingest, Phase
from app.language import QT_TR_NOOP, tr, translated

if TYPE_CHECKING:
    from app.preferences.chores import Chores, Fetch
    from app.preferences.stock import Model, Stock


class Offer(Enum):
    """The one thing that a row's button does; to stay is not to switch after all."""

    NOTHING = "nothing"
    USE = "use"
    GET = "get"
    STOP_GETTING = "stop getting"
    STAY = "stay"

    @property
    def caption(self) -> str:
        """What stands on the button; "" for none."""
        return tr(_CAPTIONS[self]) if self in _CAPTIONS else ""


_CAPTIONS = {
    Offer.USE: QT_TR_NOOP("Use"),
    Offer.GET: QT_TR_NOOP("Get…"),
    Offer.STOP_GETTING: QT_TR_NOOP("Cancel"),
    Offer.STAY: QT_TR_NOOP("Cancel"),
}


@dataclass(frozen=True, slots=True)
class Face:
    """What a model's row shows.

    Attributes:
        title: What the model is called.
        mark: What it is to the library: "In use", "Being made ready (43 %)".
        sentence: What it is good at.
        facts: Licence, worth, size and how many photos it has encoded.
        hint: What has to be done first by hand, or known of it; "" for nothing.
        doing: What is being done with it; "" for nothing.
        done: Of `total`, how much of that is done; without a total, nobody knows.
        total: 0 while nobody knows how much there is to do.
        fault: What went wrong last, in a sentence.
        offer: What its button does.
        possible: Whether the button can be pressed now.
    """

    title: str
    mark: str = ""
    sentence: str = ""
    facts: str = ""
    hint: str = ""
    doing: str = ""
    done: int = 0
    total: int = 0
    fault: str = ""
    offer: Offer = Offer.NOTHING
    possible: bool = True


def face_of(model: Model, stock: Stock, chores: Chores, ingest: Ingest) -> Face:
    """Return what the row of a model of the stock shows now."""
    merit = merits.merit(model.name, otherwise=model.otherwise)
    fetch = chores.fetch if chores.fetch and chores.fetch.model == model.name else None
    fault = chores.faults.get(model.name) or _given_up(model, stock, ingest)
    doing, done, total = ("", 0, 0) if fault else _doing(model, stock, fetch, ingest)
    return Face(
        title=model.title,
        mark=_mark(model, stock),
        sentence=merit.sentence,
        facts="  ·  ".join(_facts(model, stock, merit)),
        hint=model.note or translated(chores.remarks.get(model.name, "")),
        doing=doing,
        done=done,
        total=total,
        fault=fault,
        offer=_offer(model, stock, fetch),
        possible=_possible(model, chores, fetch),
    )


def _mark(model: Model, stock: Stock) -> str:
    if model.name == stock.in_use:
        return tr("In use")
    if model.name == stock.wanted:
        return tr("Being made ready ({share})", share=wording.share(model.encoded, stock.photos))
    return ""


def _facts(model: Model, stock: Stock, merit: merits.Merit) -> list[str]:
    """Return what there is to know of a model before it is chosen."""
    size = wording.about(model.megabytes)
    told = [tr("{number} of 100 found first", number=merit.found)] if merit.found else []
    told += [
        (tr("{size} on disk") if model.installed else tr("{size} to download")).format(size=size)
    ]
    told += [_terms(model)]
    if model.installed and stock.photos and model.name != stock.wanted:
        told += [_encoded(model, stock)]
    return told


def _terms(model: Model) -> str:
    """Return a licence in three words; its whole meaning stands where it is accepted."""
    meaning = model.licence.meaning
    if "research" in meaning:
        return tr("research only")
    if not meaning:
        return model.licence.name
    return tr("{licence}, for any use", licence=model.licence.name)


def _encoded(model: Model, stock: Stock) -> str:
    if model.encoded >= stock.photos:
        return tr("has read all your photos")
    if not model.encoded:
        return tr("has read none of your photos yet")
    return tr(
        "has read {done} of {total} photos",
        done=wording.number(model.encoded),
        total=wording.number(stock.photos),
    )


def _doing(model: Model, stock: Stock, fetch: Fetch | None, ingest: Ingest) -> tuple[str, int, int]:
    if fetch is not None:
        return _fetching(fetch)
    if model.name != stock.wanted or model.name == stock.in_use:
        return "", 0, 0
    if ingest.stage and ingest.phase.busy:
        return wording.stage(ingest.stage), 0, 0
    return _taking_over(model.encoded, stock, ingest), model.encoded, stock.photos


def _taking_over(done: int, stock: Stock, ingest: Ingest) -> str:
    parts = {"done": wording.number(done), "model": merits.title(stock.in_use)}
    if ingest.phase is Phase.PAUSED:
        return tr(
            "{done} of {n} photos; indexing is paused, until then {model} answers.",
            "{done} of {n} photo; indexing is paused, until then {model} answers.",
            stock.photos,
            **parts,
        )
    if ingest.phase in (Phase.OFF, Phase.FAILED):
        return tr(
            "{done} of {n} photos; indexing is stopped, until then {model} answers.",
            "{done} of {n} photo; indexing is stopped, until then {model} answers.",
            stock.photos,
            **parts,
        )
    return tr(
        "{done} of {n} photos; until then {model} answers.",
        "{done} of {n} photo; until then {model} answers.",
        stock.photos,
        **parts,
    )


def _fetching(fetch: Fetch) -> tuple[str, int, int]:
    done, total = fetch.done_bytes // 1000, fetch.total_bytes // 1000  # A bar counts in 32 bits.
    if fetch.called_off:
        return tr("Stopping; what has come is kept for the next time."), done, total
    if fetch.stage == "download":
        came, whole = (wording.about(each / 1e6) for each in (fetch.done_bytes, fetch.total_bytes))
        told = tr("Downloading: {came} of {whole}", came=came, whole=whole)
        return told if total else tr("Downloading"), done, total
    stages = {
        "convert": tr("Converting it for this machine"),
        "check": tr("Checking that it is whole"),
    }
    return stages.get(fetch.stage, tr("Asking where it can be had")), 0, 0


def _given_up(model: Model, stock: Stock, ingest: Ingest) -> str:
    """Return why the ingest does not make ready what is wanted, in its own words; "" if it does."""
    if model.name != stock.wanted:
        return ""
    if ingest.phase.busy and ingest.switching and ingest.model == model.name:
        return ""  # What it waited for is here.
    begins = f"{model.name} cannot take over"
    told = (line for line in reversed(ingest.remarks) if line.startswith(begins))
    return translated(next(told, ""))


def _offer(model: Model, stock: Stock, fetch: Fetch | None) -> Offer:
    if fetch is not None:
        return Offer.STOP_GETTING
    if not model.installed:
        return Offer.GET
    if stock.fixed or model.name == stock.in_use:
        return Offer.NOTHING
    in_use = stock.named(stock.in_use)
    can_stay = in_use is not None and in_use.installed
    return Offer.STAY if model.name == stock.wanted and can_stay else Offer.USE


def _possible(model: Model, chores: Chores, fetch: Fetch | None) -> bool:
    if fetch is not None:
        return not fetch.called_off
    return model.installed or (chores.fetch is None and not model.note)
