"""Makes a bundle of open_clip weights: two ONNX graphs that compute what open_clip computes.

extra       open_clip and what it stands on: is it here, and how is it brought in
recipe      a model's name -> what is to be made: every number that its bundle will hold
weights     the network itself, with weights from a file, or random ones that mean something
graphs      the network -> ONNX files, full and half precision
making      the whole way: from a recipe to a bundle, proved against open_clip as it goes

All but `extra` and `recipe` work with torch, which only the `export` extra brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.deferred import deferred

if TYPE_CHECKING:
    from indexer.models.export.extra import can_export
    from indexer.models.export.making import export_bundle, export_model
    from indexer.models.export.recipe import Recipe, find_recipe
else:
    # Whether it can be done at all is asked by whoever shows models, and must load nothing.
    __getattr__ = deferred(
        __name__,
        {
            "Recipe": "recipe",
            "can_export": "extra",
            "export_bundle": "making",
            "export_model": "making",
            "find_recipe": "recipe",
        },
    )

__all__ = ["Recipe", "can_export", "export_bundle", "export_model", "find_recipe"]
