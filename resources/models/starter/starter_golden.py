"""Make the starter's golden set again: `python starter_golden.py [FOLDER]`, with Shoebox installed.

It runs both graphs of the bundle in FOLDER (by default, the one that this file lies in) on the CPU,
writes `golden.npz` and enters it in `model.json`. `indexer/models/golden.py` says what it is for.
Files that did not change give the same set to the byte on one machine; another one rounds sums
differently and makes its like.
"""

from __future__ import annotations

import sys
from pathlib import Path

from indexer.models import load_bundle
from indexer.models.installing import describe, make_golden


def main(folder: Path) -> None:
    """Write the golden set of the bundle in `folder`."""
    bundle = load_bundle(folder)
    describe(bundle, make_golden(bundle))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
