"""Words -> token ids: the only file that imports `tokenizers`.

Two kinds, both from a file in the model's bundle: `clip` (byte-level BPE, as OpenAI's CLIP and
open_clip) and `wordpiece` (as BERT). Which kind, how long and what fills up, the bundle says.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Self

import numpy as np

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tokenizers
    from numpy.typing import NDArray

    from indexer.models import Bundle, TextSpec

# What CLIP takes for one word in a clean text: a contraction's tail, letters, a digit, or signs.
CLIP_WORD = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"
# The two ids around each text, under the names that the makers of tokenizer files gave them.
MARKS = {
    "clip": (("<start_of_text>", "<end_of_text>"), ("<|startoftext|>", "<|endoftext|>")),
    "wordpiece": (("[CLS]", "[SEP]"),),
}


class Tokenizer:
    """Turns texts into rows of ids: start mark, words, end mark, filled up to the context length.

    What a person types is only ever words: `[SEP]` or `<end_of_text>` in a text are read as the
    letters that they are.
    """

    def __init__(self, words: tokenizers.Tokenizer, spec: TextSpec, marks: tuple[int, int]) -> None:
        self._words = words
        self._spec = spec
        self._start, self._end = marks

    @classmethod
    def load(cls, bundle: Bundle) -> Self:
        """Read the bundle's tokenizer file.

        Raises:
            LibraryError: It is not a tokenizer file, or lacks the marks of its kind.
        """
        # Imported here: a command that encodes no words must not wait for it.
        import tokenizers

        spec = bundle.text
        file = bundle.path(spec.tokenizer.file)
        try:
            words = tokenizers.Tokenizer.from_file(str(file))
        except Exception as error:  # `tokenizers` raises bare Exception.
            raise LibraryError(f"The tokenizer {file} cannot be loaded: {error}") from error
        words.no_truncation()
        words.no_padding()
        words.encode_special_tokens = True
        return cls(words, spec, _marks(words, spec.tokenizer.kind, file.name))

    def encode(self, texts: Sequence[str]) -> NDArray[np.int64] | NDArray[np.int32]:
        """Return the ids of `texts`, `[n, context_length]` in the type that the text graph takes.

        A text that is too long is cut; its end mark stays.
        """
        length = self._spec.context_length
        rows = np.full((len(texts), length), self._spec.tokenizer.pad_id, self._spec.dtype)
        for row, text in zip(rows, texts, strict=True):
            ids = [self._start, *self._ids(text)[: length - 2], self._end]
            row[: len(ids)] = ids
        return rows

    def fits(self, text: str) -> bool:
        """Whether all of `text` is read, none of it cut."""
        return len(self._ids(text)) <= self._spec.context_length - 2

    def is_token(self, word: str) -> bool:
        """Whether a word in small letters is one piece, and no row of several."""
        ending = "</w>" if self._spec.tokenizer.kind == "clip" else ""
        return self._words.token_to_id(word + ending) is not None

    def _ids(self, text: str) -> list[int]:
        text = text.encode(errors="replace").decode()  # Half surrogate pairs, from odd file names.
        clean = _clean_for_clip(text) if self._spec.tokenizer.kind == "clip" else text
        ids: list[int] = self._words.encode(clean, add_special_tokens=False).ids
        return ids


def _marks(words: tokenizers.Tokenizer, kind: str, file: str) -> tuple[int, int]:
    for start, end in MARKS[kind]:
        ids = words.token_to_id(start), words.token_to_id(end)
        if ids[0] is not None and ids[1] is not None:
            return ids[0], ids[1]
    raise LibraryError(f"The tokenizer {file} lacks the marks {' and '.join(MARKS[kind][0])}.")


def _clean_for_clip(text: str) -> str:
    """Mend, unescape, collapse and lower a text as open_clip does before it looks at words."""
    if not (text.isascii() and text.isprintable() and "&" not in text):
        # Plain text has nothing to mend, and most queries are plain: spare them the import.
        import ftfy

        text = html.unescape(html.unescape(ftfy.fix_text(text)))
    return " ".join(text.split()).lower()


def clip_tokenizer_json(merges: Sequence[str]) -> str:
    """Return the text of a `clip` tokenizer file that reads as open_clip's `SimpleTokenizer` does.

    Args:
        merges: Pairs of pieces, “t h”, best first: lines 2 to 48,895 of open_clip's
            `bpe_simple_vocab_16e6.txt.gz`, whose other lines the models do not know.
    """
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    letters = _byte_letters()
    pairs = [(first, second) for first, second in map(str.split, merges)]
    joined = [first + second for first, second in pairs]
    pieces = [*letters, *(f"{letter}</w>" for letter in letters), *joined, *MARKS["clip"][0]]
    vocabulary = {piece: at for at, piece in enumerate(pieces)}
    words = Tokenizer(models.BPE(vocabulary, pairs, end_of_word_suffix="</w>"))
    words.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CLIP_WORD), "removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    words.add_special_tokens(list(MARKS["clip"][0]))
    return words.to_str()


def _byte_letters() -> list[str]:
    """Return the letter that stands for each byte, in CLIP's order: printable bytes come first.

    The bytes that cannot be seen (0 to 32, 127 to 160 and 173) borrow the letters from 256 on.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = 256 - len(printable)
    return [chr(code) for code in (*printable, *range(256, 256 + hidden))]
