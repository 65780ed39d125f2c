"""Asks torchvision, open_clip and transformers again, and stores what they answer.

    python -m tests.indexer.references.make_references [VOCABULARY]

Needs the export extra and transformers. `VOCABULARY` is BERT's uncased list of pieces, one a line;
by default, the pieces of the starter model's tokenizer.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.models.export.extra import import_torchvision
from indexer.models.export.making import clip_merges
from indexer.places import shipped_models
from tests.indexer.references.pictures import Case, cases, paint
from tests.indexer.references.texts import reference_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).parent
CLIP_LENGTH = 77
WORDPIECE_LENGTH = 64


def main() -> None:
    """Write every reference file."""
    import_torchvision()
    store_merges()
    vocabulary = Path(sys.argv[1]).read_text("utf-8").splitlines() if sys.argv[1:] else pieces()
    np.savez_compressed(
        HERE / "tokens.npz", clip=clip_tokens(), wordpiece=wordpiece_tokens(vocabulary)
    )
    np.savez_compressed(HERE / "pictures.npz", allow_pickle=False, **torchvision_pictures())


def store_merges() -> None:
    """Keep the merges that CLIP's vocabulary is made of, for machines without open_clip."""
    kept = "\n".join(clip_merges()).encode()
    (HERE / "clip_merges.txt.gz").write_bytes(gzip.compress(kept, 9, mtime=0))


def clip_tokens() -> NDArray[np.uint16]:
    """Return open_clip's ids of the reference texts."""
    from open_clip import SimpleTokenizer

    ids = SimpleTokenizer(context_length=CLIP_LENGTH)(reference_texts()).numpy()
    return np.asarray(ids, np.uint16)


def wordpiece_tokens(vocabulary: list[str]) -> NDArray[np.uint16]:
    """Return the ids that BERT's own tokenizer, the one written in Python, gives."""
    from transformers.models.bert.tokenization_bert_legacy import BertTokenizerLegacy

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vocab.txt"
        file.write_text("\n".join(vocabulary) + "\n", "utf-8")
        bert = BertTokenizerLegacy(str(file), do_lower_case=True)
    ids = bert(
        reference_texts(), padding="max_length", truncation=True, max_length=WORDPIECE_LENGTH
    )["input_ids"]
    return np.asarray(ids, np.uint16)


def pieces() -> list[str]:
    """Return the starter model's pieces in the order of their ids."""
    file = shipped_models() / "starter" / "tokenizer.json"
    vocabulary: dict[str, int] = json.loads(file.read_text("utf-8"))["model"]["vocab"]
    return sorted(vocabulary, key=vocabulary.__getitem__)


def torchvision_pictures() -> dict[str, NDArray[Any]]:
    """Return the resized pixels of each case, and the normalised tensors of the first few."""
    answers: dict[str, NDArray[Any]] = {}
    for at, case in enumerate(cases()):
        pixels, tensor = _preprocess(case)
        answers[case.name] = pixels
        if at < 4:
            answers[f"{case.name}-normalised"] = tensor
    return answers


def _preprocess(case: Case) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Run open_clip's own steps for a picture: resize, crop, to tensor, normalise."""
    from torchvision import transforms

    spec = case.spec
    by = transforms.InterpolationMode(spec.interpolation)
    squashed = transforms.Resize((spec.size, spec.size), interpolation=by)
    shortest = transforms.Compose(
        [transforms.Resize(spec.size, interpolation=by), transforms.CenterCrop(spec.size)]
    )
    square = (squashed if spec.resize_mode == "squash" else shortest)(
        paint(case.width, case.height)
    )
    tensor = transforms.Normalize(spec.mean, spec.std)(transforms.ToTensor()(square))
    return np.asarray(square), tensor.numpy()


if __name__ == "__main__":
    main()
