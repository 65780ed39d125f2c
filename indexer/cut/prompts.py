"""The sentences that free words are put into before a model reads them."""

from __future__ import annotations


def prompts(text: str) -> tuple[str, ...]:
    """Return what the text tower reads for free words; the mean of its unit vectors is the query.

    The words themselves, and nothing around them. Measured with the starter by
    `tests.bench.prompts`, on two halves of 1,000 photos with captions and 1,000 pictures of 200
    everyday classes: captions R@10 0.783 and 0.823 bare, 0.775 and 0.811 as "a photo of {}", 0.767
    and 0.818 with the mean of CLIP's seven templates; mean average precision of single words 0.528
    and 0.537, 0.531 and 0.525, 0.527 and 0.537. No template wins on both halves, and each further
    sentence costs a run of the tower.

    Args:
        text: One term of a query, as typed.
    """
    return (text,)
