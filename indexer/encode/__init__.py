"""Pictures or words -> unit vectors that can be compared: a model's two towers, ready to use.

beside      both towers in a process of their own, for whoever has a window to keep alive
pair        both towers, each loaded when it is first needed
encoders    the two towers; go on with the next rung of the ladder where one breaks
climbing    which rung a tower stands on: the best that holds, and why not a better one
proof       whether an accelerator's vectors may stand beside the processor's
tower       one tower on one session: rows of input -> vectors as the graph gives them

`session` runs the graphs, `preprocess` and `tokenizer` feed them, all by the bundle's numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.deferred import deferred

if TYPE_CHECKING:
    from indexer.encode.beside import PairBeside
    from indexer.encode.climbing import standing, why_nowhere
    from indexer.encode.encoders import ImageEncoder, TextEncoder
    from indexer.encode.pair import Encoding, Pair
    from indexer.encode.tower import NoDirectionError, Stamp
else:
    # Whoever has them in a process of their own loads nothing that runs them.
    __getattr__ = deferred(
        __name__,
        {
            "Encoding": "pair",
            "ImageEncoder": "encoders",
            "NoDirectionError": "tower",
            "Pair": "pair",
            "PairBeside": "beside",
            "Stamp": "tower",
            "TextEncoder": "encoders",
            "standing": "climbing",
            "why_nowhere": "climbing",
        },
    )

__all__ = [
    "Encoding",
    "ImageEncoder",
    "NoDirectionError",
    "Pair",
    "PairBeside",
    "Stamp",
    "TextEncoder",
    "standing",
    "why_nowhere",
]
