"""`python -m tests.faults [KILLS] [--lives N] [--seed S]`: kill processes at random, and look."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.conftest import _paint as paint
from tests.faults.conftest import Shoebox
from tests.faults.lives import Life, Sums


def main() -> None:
    """Live several lives side by side until as many processes were killed as was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=500, help="how many (500)")
    parser.add_argument("--lives", type=int, default=3, help="libraries side by side (3)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        _have_own_folders(Path(scratch))
        began = time.monotonic()
        with ThreadPoolExecutor(asked.lives) as side_by_side:
            each = -(-asked.kills // asked.lives)
            futures = [
                side_by_side.submit(_live, Path(scratch) / str(number), each, number)
                for number in range(asked.seed, asked.seed + asked.lives)
            ]
            sums = [future.result() for future in futures]
    _tell(sums, time.monotonic() - began)


def _have_own_folders(scratch: Path) -> None:
    """Stay away from the real library, models and settings."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[name] = str(scratch / "home" / name)
    make_tiny_bundle(user_models() / "tiny")


def _live(home: Path, kills: int, seed: int) -> Sums:
    life = Life(Shoebox(home / "library"), home, paint, seed)
    life.begin()
    life.learn()
    while life.sums.kills.total() < kills:
        life.lose_a_process()
        if life.sums.kills.total() % 50 == 0:
            print(f"life {seed}: {life.sums.kills.total()} of {kills} kills", flush=True)
    life.end()
    return life.sums


def _tell(sums: list[Sums], seconds: float) -> None:
    kills = sum((each.kills for each in sums), Counter())
    ended = sum((each.ended for each in sums), Counter())
    for stage in kills | ended:
        print(f"{stage}: killed {kills[stage]}, at its end before {ended[stage]}")
    edits = sum(each.edits for each in sums)
    print(f"{kills.total()} kills in {seconds:.0f} s, {edits} edits beside them: nothing is lost")


if __name__ == "__main__":
    main()
