"""Proves towers that others compiled: do they load here, and do they compute what they should?

Nothing is believed that can be tried. Above all the layout: a tower that is fed colours where it
wants rows computes rubbish without a word, and its binary may tell the wrong one.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.encode import ImageEncoder, TextEncoder
from indexer.models.golden import LEAST_COSINE, Golden, agreement, golden_inputs, meaning
from indexer.models.packages.finding import layouts
from indexer.models.packages.opening import PackageError
from indexer.npu.plugin import NpuError, versions
from indexer.npu.wrapper import write_wrapper
from indexer.session import LostSessionError, ModelError, RungError, TowerGraph, open_rung
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from indexer.models.bundle import Bundle, ImageSpec, TextSpec
    from indexer.models.packages.facts import Facts
    from indexer.models.packages.finding import Pair, Tower
    from indexer.npu.binary import BinaryGraph
    from indexer.session import Rung, Session

LEAST_OF_WHOLE_NUMBERS: Final = 0.9
"""Cosine to the original from which a model in whole numbers (W8A16, INT8) counts as one.

Its vectors are compared with each other only, never with the original's, so they need not agree as
well as those of a device that stands in for a CPU; rubbish from a wrong layout lies far below.
"""


MOST_INPUTS: Final = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """Towers that are what they should be.

    Attributes:
        bundle: The bundle, with the layout that was found right.
        device: Where they were proved.
        golden: What they are to be held against from now on: the reference, or, where there is
            none that they reach, what they gave here.
        image_cosine: Of the worst picture to the reference; None without one.
        text_cosine: Of the worst sentence.
        remarks: What the user should know, in sentences.
    """

    bundle: Bundle
    device: str
    golden: Golden
    image_cosine: float | None
    text_cosine: float | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What to think of a tower's vectors.

    Attributes:
        good: Whether the tower is what it should be.
        exact: Whether its vectors are the reference's in length too, as far as half precision goes.
        cosine: Of the worst vector to the reference; None without one.
        told: What is wrong with it, in words.
    """

    good: bool
    exact: bool
    cosine: float | None
    told: str


class Trial:
    """One pair of towers, and what they are put through.

    Args:
        rungs: Where they may be run, best first.
        pair: The towers.
        facts: What their model is known to be.
        on_stage: Is told what takes its time.
    """

    def __init__(
        self,
        rungs: tuple[Rung, ...],
        pair: Pair,
        facts: Facts,
        on_stage: Callable[[str], None],
    ) -> None:
        self._rungs = rungs
        self._pair = pair
        self._facts = facts
        self._on_stage = on_stage

    def run(self, staged: Bundle) -> Tried:
        """Write the wrappers into a staged bundle, and tell the layout in which it is right.

        Raises:
            PackageError: A tower does not load here, or is not what it should be.
        """
        told = []
        inputs = self._inputs(staged)
        sentence_vectors = self._run_text(staged, inputs.sentences)
        words = self._judge(sentence_vectors, inputs.sentence_vectors)
        if not words.good:
            raise self._wrong(self._pair.text, words.told)
        for layout in layouts(self._pair.image.input):
            bundle = replace(staged, image=replace(staged.image, layout=layout))
            vectors = self._run_image(bundle, inputs.pixels)
            pictures = self._judge(vectors, inputs.picture_vectors)
            if not self._facts.reference and not meaning(vectors, sentence_vectors):
                pictures = _Verdict(False, False, None, "it finds no picture by its description")
            if pictures.good:
                found = Golden(inputs.pixels, vectors, inputs.sentences, sentence_vectors)
                return self._tried(bundle, found, pictures, words)
            told.append(f"fed as {layout}, {pictures.told}")
        raise self._wrong(self._pair.image, "; ".join(told))

    def _inputs(self, staged: Bundle) -> Golden:
        """Return what the towers are asked: few inputs, since an emulator takes seconds for one."""
        known = self._facts.reference
        if known is None:
            pixels, sentences = golden_inputs(staged.image)
            nothing = np.zeros((len(pixels), staged.embedding_dim), np.float32)
            return Golden(pixels, nothing, sentences[: len(pixels)], nothing)
        few = slice(0, MOST_INPUTS)
        return Golden(
            known.pixels[few],
            known.picture_vectors[few],
            known.sentences[few],
            known.sentence_vectors[few],
        )

    def _run_text(self, bundle: Bundle, sentences: Sequence[str]) -> NDArray[np.float32]:
        tower, tokenizer = self._pair.text, Tokenizer.load(bundle)
        self._wrap(bundle, bundle.text, tower.graph)

        def ask(session: Session) -> NDArray[np.float32]:
            with closing(TextEncoder(bundle, session, tokenizer)) as encoder:
                return encoder.raw(sentences)

        return self._raw(tower, TowerGraph.of(bundle, bundle.text), ask)

    def _run_image(self, bundle: Bundle, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Run the image tower in the layout of the bundle, whichever its binary tells."""
        tower, size = self._pair.image, bundle.image.size
        shape = (1, 3, size, size) if bundle.image.layout == "NCHW" else (1, size, size, 3)
        graph = replace(tower.graph, inputs=(replace(tower.input, shape=shape),))
        self._wrap(bundle, bundle.image, graph)

        def ask(session: Session) -> NDArray[np.float32]:
            with closing(ImageEncoder(bundle, session)) as encoder:
                return encoder.raw(pixels)

        return self._raw(tower, TowerGraph.of(bundle, bundle.image), ask)

    def _wrap(self, bundle: Bundle, spec: ImageSpec | TextSpec, graph: BinaryGraph) -> None:
        assert spec.compiled is not None
        write_wrapper(
            bundle.path(spec.file), graph, binary=spec.compiled.file, qnn=spec.compiled.qnn
        )

    def _raw(
        self, tower: Tower, graph: TowerGraph, ask: Callable[[Session], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """Ask a tower on the first rung that loads it and does not break under it."""
        self._on_stage(f"Trying {tower.place}")
        reasons = []
        for rung in self._rungs:
            try:
                return ask(open_rung(rung, graph, on_stage=self._on_stage))
            except (RungError, LostSessionError) as error:
                reasons.append(str(error))
            except ModelError as error:
                raise self._wrong(tower, f"it does not run: {str(error).rstrip('.')}") from error
        raise PackageError(_not_taken(tower, " ".join(reasons), self._facts.model.name))

    def _judge(self, found: NDArray[np.float32], wanted: NDArray[np.float32]) -> _Verdict:
        if self._facts.reference is None:
            sound = bool(np.isfinite(found).all())
            return _Verdict(sound, False, None, "it gives what is no number")
        near = agreement(found, wanted)
        # Of any length: one maker's graph ends in a normalisation, another's leaves it to us.
        least = LEAST_OF_WHOLE_NUMBERS if self._pair.quantised else LEAST_COSINE
        told = f"its vectors are not those of {self._facts.told_by}"
        return _Verdict(
            good=near.finite and near.cosine_min >= least,
            exact=near.good,
            cosine=near.cosine_min,
            told=f"{told} (cosine {near.cosine_min:.3f})" if near.finite else told,
        )

    def _tried(self, bundle: Bundle, found: Golden, pictures: _Verdict, words: _Verdict) -> Tried:
        reference = self._facts.reference
        exact = pictures.exact and words.exact
        remarks = []
        if reference is None:
            remarks.append(
                "Nothing here tells what its vectors ought to be: it was proved by finding four "
                "pictures by their descriptions; from now on it is held to what it gave for them."
            )
        elif not exact and self._pair.quantised:
            remarks.append(
                f"It calculates in whole numbers and comes near {self._facts.told_by} only "
                f"(cosine {pictures.cosine:.3f} pictures, {words.cosine:.3f} words)."
            )
        if bundle.image.layout != layouts(self._pair.image.input)[0]:
            remarks.append(
                f"{self._pair.image.place} tells the wrong layout of its pictures; "
                f"it takes {bundle.image.layout}, as was found by trying."
            )
        return Tried(
            bundle=bundle,
            device=self._rungs[0].device,
            golden=reference if reference is not None and exact else found,
            image_cosine=pictures.cosine,
            text_cosine=words.cosine,
            remarks=tuple(remarks),
        )

    def _wrong(self, tower: Tower, what: str) -> PackageError:
        towers = {"image": "image tower", "text": "text tower"}
        return PackageError(
            f"The {towers[tower.kind]} {tower.place} is not {self._facts.model.name}: {what}."
        )


def _not_taken(tower: Tower, reason: str, name: str) -> str:
    """Return the sentence for a tower that is for such an NPU, which does not load or run it."""
    theirs = tower.binary.qnn
    try:
        ours = versions().qnn
    except NpuError:
        ours = ""
    if not theirs or not ours or theirs.split(".")[:2] == ours.split(".")[:2]:
        return f"The NPU does not take {tower.place}, which is damaged or not for it: {reason}"
    return (
        f"The NPU does not take {tower.place}: it was compiled with QNN {theirs}, and this "
        f"machine has QNN {ours}. Get the package for that version, or compile the model with "
        f"`shoebox model compile {name.removesuffix('-npu')} --soc {tower.soc_model or 'N'}`. "
        f"({reason})"
    )
