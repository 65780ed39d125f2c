"""Pictures or words -> unit vectors that can be compared: a model's two towers, ready to use.

encoders    the two towers; go on with the next rung of the ladder where one breaks
climbing    which rung a tower stands on: the best that holds, and why not a better one
proof       whether an accelerator's vectors may stand beside the processor's
tower       one tower on one session: rows of input -> vectors as the graph gives them

`session` runs the graphs, `preprocess` and `tokenizer` feed them, all by the bundle's numbers.
"""

from __future__ import annotations

from indexer.encode.climbing import standing, why_nowhere
from indexer.encode.encoders import ImageEncoder, TextEncoder
from indexer.encode.tower import NoDirectionError, Stamp

__all__ = ["ImageEncoder", "NoDirectionError", "Stamp", "TextEncoder", "standing", "why_nowhere"]
