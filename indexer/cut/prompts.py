"""The sentences that free words are put into before a model reads them."""

from __future__ import annotations


def prompts(text: str) -> tuple[str, ...]:
    """Return what the text tower reads for free words; the mean of its unit vectors is the query.

    Args:
        text: One term of a query, as typed.
    """
    return (text,)
