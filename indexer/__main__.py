"""`python -m indexer`: the command line alone, proof that no window is needed."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    # Here, because each decode worker imports this file as well, and needs none of that.
    from indexer.cli import main

    sys.exit(main())
