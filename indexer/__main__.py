"""`python -m indexer`: the command line alone, proof that no window is needed."""

from __future__ import annotations

import sys

from indexer.cli import main

if __name__ == "__main__":  # a spawned decode worker imports this file too
    sys.exit(main())
