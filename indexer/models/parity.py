"""Proves a model on a device: does it give the vectors that it gives in float32 on a CPU?

Both towers are opened where they are to be proved, whatever they may give there, so that a device
that fails is measured and not passed over, as an encoder would do. How near is near enough is told
in `golden`; how long it takes, in `bench`.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from indexer.encode.climbing import why_nowhere
from indexer.encode.proof import reference
from indexer.encode.tower import Tower
from indexer.errors import LibraryError
from indexer.models.check import check_files
from indexer.models.golden import (
    LEAST_COSINE,
    Agreement,
    Golden,
    agreement,
    directions,
    golden_inputs,
    meaning,
)
from indexer.preprocess import normalise
from indexer.records import Refusal
from indexer.session import LostSessionError, RungError, TowerGraph, ladder, open_rung
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from indexer.models.bundle import Bundle, ImageSpec, TextSpec
    from indexer.session import Rung, Session

MEANINGLESS = "the golden pictures are not nearest to the sentences that describe them"


@dataclass(frozen=True, slots=True)
class Reference:
    """What both towers are asked, and what they ought to answer, where that is known.

    Attributes:
        kind: `golden` (it came with the model), `cpu` (this machine's CPU made it) or `none`.
        golden: The inputs, with vectors that count for nothing where the kind is `none`.
    """

    kind: str
    golden: Golden

    @property
    def known(self) -> bool:
        """Whether the right vectors are known."""
        return self.kind != "none"


@dataclass(frozen=True, slots=True)
class TowerProof:
    """One tower on one device.

    Attributes:
        device: Where it ran, as in `Session`.
        provider: What ran it there.
        precision: In which arithmetic.
        nodes_on_device: Steps of the graph that ran there, None where nobody asked.
        nodes_elsewhere: Steps that did not.
        agreement: With the reference, None without one.
        opening: Seconds until it was ready.
        runs: Seconds of each run of a single row, in their order.
    """

    device: str
    provider: str
    precision: str
    nodes_on_device: int | None
    nodes_elsewhere: int | None
    agreement: Agreement | None
    opening: float
    runs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A model on one device, held against what it ought to give.

    Attributes:
        rung: The device's title.
        reference: Kind of the reference.
        image: The image tower.
        text: The text tower.
        rank_correlation: Spearman's, over the similarities of each golden picture and sentence.
        meaningful: Without a reference, whether each picture is nearest to its own sentence.
        finite: Whether each number of each vector is one.
        refusals: Better devices that were passed over, and why.
    """

    rung: str
    reference: str
    image: TowerProof
    text: TowerProof
    rank_correlation: float | None
    meaningful: bool | None
    finite: bool
    refusals: tuple[Refusal, ...] = ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """What keeps this device's vectors out of a library, in sentences; nothing, if none."""
        if self.reference == "none":
            return () if self.meaningful else (MEANINGLESS,)
        towers = (("image", self.image.agreement), ("text", self.text.agreement))
        return tuple(_said_wrong(name, found) for name, found in towers if found and not found.good)


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often each tower is run again after its golden inputs, to time it.

    Attributes:
        runs: As many as this in all.
        seconds: But not longer than this.
    """

    runs: int = 0
    seconds: float = 0.0


ONCE = Repeat()


def prove(
    bundle: Bundle, *, device: str = "auto", on_stage: Callable[[str], None] | None = None
) -> Proof:
    """Hash the model's files and run its golden inputs on the first device that takes it.

    Args:
        bundle: A loaded bundle.
        device: One of `DEVICES`; `auto` takes the best that opens both towers, good or bad.
        on_stage: Is told what takes its time.

    Raises:
        LibraryError: A file is not what the bundle promises, or no device takes the model.
        ModelError: The model cannot be run as its bundle says.
    """
    check_files(bundle)
    nowhere = why_nowhere(bundle, device)
    if nowhere is not None:
        raise LibraryError(nowhere)
    asked = find_reference(bundle)
    found = ladder(device, compiled=bundle.image.compiled is not None)
    refusals = list(found.refusals)
    for rung in found.rungs:
        try:
            proof = prove_on(bundle, rung, asked, on_stage=on_stage)
        except (RungError, LostSessionError) as error:
            refusals.append(Refusal(rung.device, str(error), tried=True))
        else:
            return replace(proof, refusals=tuple(refusals))
    raise LibraryError(" ".join(each.reason for each in refusals))


def find_reference(bundle: Bundle) -> Reference:
    """Return what a model ought to give: as it came with it, else as this machine's CPU gives it.

    Raises:
        LibraryError: The golden set that came with it is broken, or the CPU cannot load a graph.
        ModelError: A graph does not run as the bundle says.
    """
    golden = reference(bundle)
    if golden is not None:
        return Reference("golden" if bundle.golden else "cpu", golden)
    pixels, sentences = golden_inputs(bundle.image)
    unknown = np.zeros((len(sentences), bundle.embedding_dim), np.float32)
    return Reference("none", Golden(pixels, unknown[: len(pixels)], sentences, unknown))


def prove_on(
    bundle: Bundle,
    rung: Rung,
    asked: Reference,
    *,
    repeat: Repeat = ONCE,
    on_stage: Callable[[str], None] | None = None,
) -> Proof:
    """Run both towers on one device, a golden input at a time, and compare what they give.

    Raises:
        RungError: The device does not take one of them.
        LostSessionError: It was lost while it ran.
        ModelError: The model cannot be run as its bundle says.
    """
    golden, trial = asked.golden, _Trial(bundle, rung, repeat, on_stage)
    tokens = Tokenizer.load(bundle).encode(golden.sentences)
    image, pictures = trial.run(bundle.image, normalise(golden.pixels, bundle.image))
    text, sentences = trial.run(bundle.text, tokens)
    if asked.known:
        image = replace(image, agreement=agreement(pictures, golden.picture_vectors))
        text = replace(text, agreement=agreement(sentences, golden.sentence_vectors))
    return Proof(
        rung=rung.title,
        reference=asked.kind,
        image=image,
        text=text,
        rank_correlation=_rank_correlation(golden, pictures, sentences) if asked.known else None,
        meaningful=None if asked.known else meaning(pictures, sentences),
        finite=bool(np.isfinite(pictures).all() and np.isfinite(sentences).all()),
    )


class _Watched:
    """A session that notes how many seconds each run takes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.seconds: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        began = perf_counter()
        vectors = self._session.run(feeds, output=output)
        self.seconds.append(perf_counter() - began)
        return vectors


@dataclass(frozen=True, slots=True)
class _Trial:
    """What both towers of a model are put through, one after the other."""

    bundle: Bundle
    rung: Rung
    repeat: Repeat
    on_stage: Callable[[str], None] | None

    def run(
        self, spec: ImageSpec | TextSpec, rows: NDArray[Any]
    ) -> tuple[TowerProof, NDArray[np.float32]]:
        """Open a tower, run each row by itself, and again as often as is wished."""
        graph = TowerGraph.of(self.bundle, spec)
        began = perf_counter()
        session = _Watched(open_rung(self.rung, graph, on_stage=self.on_stage))
        opening = perf_counter() - began
        with closing(session):
            tower = Tower(self.bundle, spec, cast("Session", session))
            singles = [rows[at : at + 1] for at in range(len(rows))]
            vectors = np.concatenate([tower.raw(single) for single in singles])
            until = perf_counter() + self.repeat.seconds
            while len(session.seconds) < self.repeat.runs and perf_counter() < until:
                tower.raw(singles[len(session.seconds) % len(singles)])
            return _tower_proof(session, opening), vectors


def _tower_proof(session: _Watched, opening: float) -> TowerProof:
    return TowerProof(
        device=session.device,
        provider=session.provider,
        precision=session.precision,
        nodes_on_device=session.nodes_on_device,
        nodes_elsewhere=session.nodes_elsewhere,
        agreement=None,
        opening=opening,
        runs=tuple(session.seconds),
    )


def _rank_correlation(
    golden: Golden, pictures: NDArray[np.float32], sentences: NDArray[np.float32]
) -> float | None:
    found = directions(pictures) @ directions(sentences).T
    wanted = directions(golden.picture_vectors) @ directions(golden.sentence_vectors).T
    return rank_correlation(found, wanted)


def rank_correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float | None:
    """Return Spearman's rank correlation of two equally large arrays, -1 to 1; ties share a rank.

    Returns:
        None where there is nothing to order: one of them is all alike, or holds no numbers.
    """
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        return None
    first, second = _ranks(one), _ranks(other)
    first -= first.mean()
    second -= second.mean()
    spread = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / spread if spread else None


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    middle: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[place.ravel()]
    return middle


def _said_wrong(tower: str, found: Agreement) -> str:
    if not found.finite:
        return f"the {tower} tower gives what is no number"
    if found.cosine_min < LEAST_COSINE:
        return f"the {tower} tower's vectors point elsewhere (cosine {found.cosine_min:.5f})"
    return f"the {tower} tower's vectors are {found.norm_error_max:.1%} too long or too short"
