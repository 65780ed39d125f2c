"""The key that only the same content has: by it a moved or renamed photo is known again.

This is the only file that imports blake3.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from blake3 import blake3

from indexer.files import open_file

WHOLE_UP_TO: Final = 32 * 1024 * 1024
"""Bytes. Larger files (films, huge scans) are sampled: two of the same size that differ nowhere
in their beginning, their end and the blocks between are taken for one."""

KEY_BYTES: Final = 16
BLOCK: Final = 256 * 1024
BLOCKS: Final = 32
_SAMPLED: Final = "Shoebox 2024 content key of sampled blocks"


def content_key(path: str) -> bytes:
    """Return the 16-byte key of a file's content.

    Raises:
        OSError: The file cannot be opened or read.
    """
    with open_file(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        return key_of_bytes(file.read(size)) if size <= WHOLE_UP_TO else key_of_large(file, size)


def key_of_bytes(content: bytes) -> bytes:
    """Return the key of content that is in memory as a whole, as it must be up to 32 MB."""
    return blake3(content).digest(KEY_BYTES)


def key_of_large(file: BinaryIO, size: int) -> bytes:
    """Return the key of a file over 32 MB: of its size and of blocks spread evenly over it."""
    # Its own context, so that no small file can be made that has a large one's key.
    hashed = blake3(derive_key_context=_SAMPLED)
    hashed.update(size.to_bytes(8, "little"))
    for number in range(BLOCKS):
        file.seek((size - BLOCK) * number // (BLOCKS - 1))
        hashed.update(file.read(BLOCK))
    return hashed.digest(KEY_BYTES)
