"""The honest cut, as it is seen and moved.

`cutting` is what is wanted of every answer: how sure its photos must be, and in which order they
come. `histogram` draws how sure they are, with both lines to be dragged; `panel` holds it, together
with the slider of strictness. How sure a photo is, is the business of `indexer.cut`.
"""
