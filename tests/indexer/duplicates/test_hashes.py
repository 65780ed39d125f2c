"""Pairs of hashes that share nearly all bits."""

from __future__ import annotations

import numpy as np

from indexer.duplicates.hashes import differing_bits, hash_pairs


def test_all_pairs_that_differ_in_seven_bits_or_less_are_found_and_no_others() -> None:
    chance = np.random.default_rng(1)
    hashes = chance.integers(0, 2**64, 300, dtype=np.uint64)
    for place in range(100, 300):  # Each is like one of the first hundred.
        flips = chance.choice(64, int(chance.integers(0, 12)), replace=False)
        mask = np.bitwise_or.reduce(np.uint64(1) << flips.astype(np.uint64), initial=np.uint64(0))
        hashes[place] = hashes[place % 100] ^ mask
    bits = differing_bits(hashes[:, None], hashes[None])
    one, other = np.nonzero(np.triu(bits <= 7, k=1))
    assert hash_pairs(hashes).tolist() == np.stack([one, other], axis=1).tolist()


def test_a_thousand_white_pages_do_not_become_half_a_million_pairs() -> None:
    pairs = hash_pairs(np.full(1000, 12345, np.uint64))
    assert len(pairs) <= 16 * 1000
    assert set(pairs.ravel().tolist()) == set(range(1000))


def test_one_photo_and_none_have_no_pairs() -> None:
    assert hash_pairs(np.zeros(1, np.uint64)).shape == (0, 2)
    assert hash_pairs(np.zeros(0, np.uint64)).shape == (0, 2)
