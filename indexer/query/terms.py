"""What is to be seen: words and pictures with weights, added up to a direction.

Each part is unchanging, compares by value and prints itself, as all of the `tree` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from indexer.query.quoting import demand, number, quoted_value, quoted_words

LEAST_WEIGHT: Final = 0.001
GREATEST_WEIGHT: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Words:
    """Free words, which go to the text encoder as a whole.

    Attributes:
        text: One or more words with single spaces between them.
    """

    text: str

    def __post_init__(self) -> None:
        demand(bool(self.text) and self.text == " ".join(self.text.split()), "blank words")

    def __str__(self) -> str:
        return quoted_words(self.text)


@dataclass(frozen=True, slots=True)
class Like:
    """A picture as a term.

    Attributes:
        reference: The id of a photo or the path of a picture, as typed.
        column: Where it stands in what was typed, from 1; no part of what it means.
    """

    reference: str
    column: int = field(default=1, compare=False, repr=False)

    def __post_init__(self) -> None:
        demand(bool(self.reference.strip()), "a blank reference")

    def __str__(self) -> str:
        return f"like:{quoted_value(self.reference)}"


Term: TypeAlias = Words | Like


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term and how much it counts.

    Attributes:
        term: What is to be seen.
        weight: Factor of the term's unit vector, below 0 for what is not to be seen; 0.001 to
            1000 without its sign.
    """

    term: Term
    weight: float = 1.0

    def __post_init__(self) -> None:
        demand(LEAST_WEIGHT <= abs(self.weight) <= GREATEST_WEIGHT, "a weight out of range")

    def __str__(self) -> str:
        """Print the term without its sign, which stands between terms."""
        size = abs(self.weight)
        return str(self.term) if size == 1 else f"{self.term} *{number(size)}"


@dataclass(frozen=True, slots=True)
class Blend:
    """Terms that are added up to one direction among the pictures.

    Attributes:
        terms: One or more, in the order in which they were written.
    """

    terms: tuple[Weighted, ...]

    def __post_init__(self) -> None:
        demand(bool(self.terms), "a blend of nothing")

    def __str__(self) -> str:
        signs = ("-" if part.weight < 0 else "+" for part in self.terms)
        printed = " ".join(f"{sign} {part}" for sign, part in zip(signs, self.terms, strict=True))
        return printed.removeprefix("+ ")
