"""What happens to files on bad disks, on their way here, and in the hands of foes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    Mutation = Callable[[bytearray, Random, Sequence[bytes]], None]

_ODD_NUMBERS: Final = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_HEAD: Final = 600
"""Bytes of the beginning, where the structure is: half of the damage is done there."""

_MOST: Final = 5
"""Mutations of one file."""

_LONGEST: Final = 2_000_000


def mutated(content: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Return a file with some damage.

    Args:
        content: The file.
        chance: Decides what is done, and where.
        others: Files from which parts may come.
    """
    damaged = bytearray(content)
    for _ in range(chance.randint(1, _MOST)):
        chance.choice(_MUTATIONS)(damaged, chance, others)
        if not damaged:
            break
    return bytes(damaged[:_LONGEST])


def _place(damaged: bytearray, chance: Random) -> int:
    end = len(damaged) if chance.random() < 0.5 else min(len(damaged), _HEAD)
    return chance.randrange(end) if end else 0


def _flip(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    if damaged:
        damaged[_place(damaged, chance)] ^= 1 << chance.randrange(8)


def _set_number(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    size = chance.choice((1, 2, 4))
    number = chance.choice(_ODD_NUMBERS) & ((1 << 8 * size) - 1)
    place = _place(damaged, chance)
    damaged[place : place + size] = number.to_bytes(size, chance.choice(("little", "big")))


def _insert(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    place = _place(damaged, chance)
    damaged[place:place] = chance.randbytes(chance.choice((1, 2, 4, 16, 300)))


def _remove(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    place = _place(damaged, chance)
    del damaged[place : place + chance.choice((1, 2, 4, 16, 300))]


def _blank(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    place = _place(damaged, chance)
    length = min(chance.choice((4, 64, 512, 4096)), len(damaged) - place)
    damaged[place : place + length] = bytes([chance.choice((0, 0xFF))]) * length


def _repeat(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    place = _place(damaged, chance)
    part = damaged[place : place + chance.choice((4, 16, 64, 1024))]
    damaged[place:place] = part * chance.choice((1, 2, 50))


def _break_off(damaged: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    del damaged[_place(damaged, chance) :]


def _graft(damaged: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    other = chance.choice(others)
    start = chance.randrange(len(other))
    place = _place(damaged, chance)
    damaged[place : place + chance.choice((0, 64))] = other[start : start + 512]


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    *(_flip, _flip, _flip, _set_number, _set_number, _set_number),
    *(_insert, _remove, _blank, _repeat, _break_off, _graft),
)
