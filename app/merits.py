"""What each model is called, in one honest sentence what it is good at, and how well it searches.

The figures are those of 100 descriptions that find their own photo first among 1,000: MobileCLIP2's
by its maker on Flickr30k (README of apple/ml-mobileclip), the starter's by us on Flickr8k (its
card). How models compare in work is told there too, as milliseconds on one phone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.language import QT_TR_NOOP, tr
from indexer.models.known import known_model


@dataclass(frozen=True, slots=True)
class Merit:
    """What there is to say of a model.

    Attributes:
        sentence: What it is good at.
        found: Of 100 descriptions, how many find their own photo first; None where nobody knows.
    """

    sentence: str
    found: int | None = None


_TITLES = {"starter": QT_TR_NOOP("Starter"), "vit-b-32-256": "CLIP ViT-B/32"}
_MERITS = {
    "starter": Merit(
        QT_TR_NOOP("Comes with Shoebox. Knows everyday things and simple scenes."), 27
    ),
    "mobileclip2-s0": Merit(
        QT_TR_NOOP("Quick on any machine, and far better than the starter."), 69
    ),
    "mobileclip2-s2": Merit(QT_TR_NOOP("Finds more than S0, for twice its work."), 75),
    "mobileclip2-b": Merit(
        QT_TR_NOOP("A little less than S3 for more work; for those who compare."), 76
    ),
    "mobileclip2-s3": Merit(
        QT_TR_NOOP("What Shoebox was made for: strong, and quick on an NPU."), 77
    ),
    "mobileclip2-s4": Merit(QT_TR_NOOP("The strongest by a little, for twice the work of S3."), 78),
    "mobileclip2-l14": Merit(
        QT_TR_NOOP("As strong as S4 for three times its work; to compare."), 78
    ),
    "vit-b-32-256": Merit(
        QT_TR_NOOP("A full CLIP that may be used for anything, in business too.")
    ),
}


def title(name: str) -> str:
    """Return what a model is called in a line: "MobileCLIP2-S3"; else the name it has."""
    known = known_model(name)
    if name in _TITLES:
        return tr(_TITLES[name])
    return known.open_clip_name if known else name


def merit(name: str, *, otherwise: str = "") -> Merit:
    """Return what there is to say of a model; `otherwise` is said of one that we do not know."""
    found = _MERITS.get(name, Merit(otherwise))
    return replace(found, sentence=tr(found.sentence))
