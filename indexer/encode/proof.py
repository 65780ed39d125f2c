"""Whether an accelerator's vectors may stand beside the processor's: trust, then use.

A device is asked the model's golden set, whose answers were computed in float32. How near is near
is said in `models.golden`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.models.golden import (
    LEAST_COSINE,
    MOST_NORM_ERROR,
    agreement,
    keep_golden,
    kept_golden,
    load_golden,
)
from indexer.models.installing import make_golden
from indexer.session import LostSessionError, ModelError, RungError
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.encode.tower import Tower
    from indexer.models import Bundle
    from indexer.models.golden import Agreement, Golden

SECONDS: Final = 5.0
"""So long after the first answer, before which much is prepared, what has been answered decides:
enough for all of it on any NPU, and for two pictures on the emulator, where one of a large model
takes 20 s."""


def reference(bundle: Bundle) -> Golden | None:
    """Return what a model's towers ought to give.

    That is the golden set that came with it, else what this machine's processor gives, which is
    computed once and kept; None where there is neither, as for a package of compiled graphs: those
    were held against what they mean when they were imported.

    Raises:
        LibraryError: The model's files are broken.
        ModelError: The model cannot be run as its bundle says.
    """
    known = load_golden(bundle) or kept_golden(bundle)
    if known is not None or not runs_on_cpu(bundle):
        return known
    made = make_golden(bundle)
    with suppress(OSError):  # A full disk must not keep a device from proving itself.
        keep_golden(bundle, made)
    return made


def runs_on_cpu(bundle: Bundle) -> bool:
    """Whether both towers have a graph that is not compiled for an NPU."""
    return all(spec.cpu_file or not spec.compiled for spec in (bundle.image, bundle.text))


@dataclass(frozen=True, slots=True)
class Proof:
    """How a tower came out well.

    Attributes:
        cosine: The smallest.
        whole: Whether it answered the whole golden set.
    """

    cosine: float
    whole: bool


def prove(bundle: Bundle, tower: Tower, title: str, *, brief: bool = False) -> Proof | None:
    """Have a tower answer the golden set; return how, None if nothing is known.

    Args:
        bundle: The tower's model.
        tower: On the accelerator.
        title: What a person calls the accelerator.
        brief: Whether one answer is enough, since it has proved itself wholly before.

    Raises:
        RungError: It computes something else, or cannot be asked.
        LostSessionError: It was lost over it.
        LibraryError: The model's files are broken.
        ModelError: The processor, which makes the reference, cannot run it as its bundle says.
    """
    golden = reference(bundle)
    if golden is None:
        return None
    rows, wanted = _questions(bundle, tower, golden)
    try:
        given = _answers(tower, rows[:1] if brief else rows)
    except LostSessionError:
        raise
    except ModelError as error:
        # The processor may take what this device does not; where it does not either, it says so.
        raise RungError(f"The {title} does not run this model as it should: {error}.") from error
    found = agreement(given, wanted[: len(given)])
    if not found.good:
        raise RungError(_complaint(found, title))
    return Proof(found.cosine_min, whole=len(given) == len(rows))


def _questions(
    bundle: Bundle, tower: Tower, golden: Golden
) -> tuple[NDArray[Any], NDArray[np.float32]]:
    if tower.spec is bundle.text:
        return Tokenizer.load(bundle).encode(golden.sentences), golden.sentence_vectors
    # Imported here: a search by words must not wait for Pillow.
    from indexer.preprocess import normalise

    return normalise(golden.pixels, bundle.image), golden.picture_vectors


def _answers(tower: Tower, rows: NDArray[Any]) -> NDArray[np.float32]:
    answers = [tower.raw(rows[:1])]
    until = monotonic() + SECONDS
    for row in rows[1:]:
        if monotonic() > until:
            break
        answers.append(tower.raw(row[None]))
    return np.concatenate(answers)


def _complaint(found: Agreement, title: str) -> str:
    if not found.finite:
        return f"The {title} gives no numbers for this model, so it is not used."
    if found.cosine_min < LEAST_COSINE:
        return (
            f"The {title} computes this model wrongly, so it is not used: its vectors come within"
            f" a cosine of {found.cosine_min:.4f} of the right ones, and {LEAST_COSINE} is needed."
        )
    return (
        f"The {title} computes this model wrongly, so it is not used: its vectors are"
        f" {found.norm_error_max:.1%} too long or short, and {MOST_NORM_ERROR:.0%} is allowed."
    )
