"""Private memory of a process that has a library open and has searched it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from indexer.library import Library
from indexer.models import find_bundle
from tests.bench.figures import Figure
from tests.bench.libraries import fill, imagined_files, small_preview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SEARCH = """
import json, sys, psutil
from pathlib import Path
def private():
    return psutil.Process().memory_full_info().uss / 1e6
import numpy, faiss, onnxruntime, tokenizers
loaded = private()
from indexer.library import Library
from indexer.models import find_bundle
from indexer.query import parse
from indexer.search import Request, Searcher
with Library.open(Path(sys.argv[1])) as library:
    with Searcher.open(library, find_bundle("starter")) as searcher:
        searcher.hits(searcher.answer(Request(parse("a dog in the snow"), 100)))
        print(json.dumps({"searched": private(), "loaded": loaded}))
"""


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Megabytes of a search process with 1,000 and with 100,000 photos."""
    bundle = find_bundle("starter")
    for count in (100,) if smoke else (1_000, 100_000):
        folder = scratch / f"library-{count}"
        with Library.open(folder, write=True) as library:
            fill(library, bundle, imagined_files(count), small_preview(scratch))
            library.vectors(bundle)
            library.save_caches()
        ran = subprocess.run(
            [sys.executable, "-c", _SEARCH, str(folder)], check=True, capture_output=True, text=True
        )
        told = json.loads(ran.stdout)
        yield Figure(
            f"private memory of a search among {count:,} photos",
            told["searched"],
            "MB",
            told["loaded"],
            "the libraries alone, loaded",
        )
