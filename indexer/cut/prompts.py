"""The sentences that free words are put into before a model reads them."""

from __future__ import annotations


def prompts(text: str) -> tuple[str, ...]:
    """Return what the text tower reads for free words; the mean of its unit vectors is the query.

    The words themselves, and nothing around them. Measured with the starter on the two halves of
    1,000 photos with captions and 1,000 pictures of 200 everyday classes, against "a photo of {}",
    "a picture of {}", "{} in the picture" and five more, and against the means of 2 to 9 of them:
    captions R@10 0.691 and 0.686 bare, 0.653 to 0.699 with one template, 0.667 to 0.695 with
    several; classes' mean average precision 0.602 and 0.664 bare, at best 0.614 and 0.664; words
    told in captions 0.396 and 0.377 bare, at best 0.404 and 0.386. Nothing won on both halves by
    more than chance, and each further sentence costs a run of the tower.

    Args:
        text: One term of a query, as typed.
    """
    return (text,)
