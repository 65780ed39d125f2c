"""What a single word of the command line may be; each is told what is wrong with it in a line."""

from __future__ import annotations

import argparse

from indexer.duplicates import LOOSEST

STRICTNESS = {"loose": 0.25, "normal": 0.5, "strict": 0.75}
"""The three steps by which a person sets the cut."""


def positive(text: str) -> int:
    """A whole number from 1 on."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")
    return number


def strictness(text: str) -> float:
    """A step of the cut by name, or any number from 0 to 1."""
    if text in STRICTNESS:
        return STRICTNESS[text]
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is neither {', '.join(STRICTNESS)} nor 0 to 1")
    return number


def distance(text: str) -> float:
    """How different near copies may look."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= LOOSEST:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to {LOOSEST:g}")
    return number


def picture(text: str) -> str:
    """A path or an id; whether there is such a picture is seen later."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it names no picture")
    return text
