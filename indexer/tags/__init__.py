"""Tags that a library gives itself: which of some thousand words are true of each photo.

vocabulary  the words: those that come with Shoebox, and a user's file laid over them
lines       one line of such a file
wanted      what a library's owner has chosen: level and file
own         that file, edited a tag at a time; `typed` keeps all else in it as it was typed,
            `own_text` lends and writes it
sentences   what a model reads for a word
texts       what it makes of them, kept in the user's cache
scoring     photos times tags: the raw numbers, which are stored
reference   what is usual for each tag in one library
choosing    from raw numbers to the tags of a photo, at a level
heads       how examples that a person gives move a tag
held        the tags as they are by now: by their words, or moved, a whole with its parts
holding     photos held against tags as they are by now, the numbers kept, and nothing done twice
deciding    from raw numbers and what an owner says to the tags of each photo
reviewing   which photos may have a tag, and of which an answer teaches most
tagging     the run: what is new is scored, what follows is written down; the same for a few photos
opening     what tags a library, put together for a run or a window
ending      tagging given up: what was found goes
undoing     edits taken back, with what they changed in that file
preview     which photos a tag would get before it is saved, photos that show it counted in

Everything but the last seven is numpy and text on what it is given. A model's tags are of the
source 'auto'; those of files and owners are theirs, and are never touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.deferred import deferred
from indexer.tags.lines import Level, Mode
from indexer.tags.own import NewTag, add_tag, change_tag, editing, remove_tag
from indexer.tags.texts import known_texts, missing_texts, text_vectors
from indexer.tags.vocabulary import Concept, Vocabulary, VocabularyError, vocabulary
from indexer.tags.wanted import (
    choose,
    has_only_own,
    is_tagged,
    level_of,
    own_vocabulary,
    state_of_wishes,
    vocabulary_of,
)

if TYPE_CHECKING:
    from indexer.tags.preview import Preview, Previewer
    from indexer.tags.tagging import Suggestion, Tagged, Tagger
else:
    # The window knows words and levels from its first moment on, and tags photos much later.
    __getattr__ = deferred(
        __name__,
        dict.fromkeys(("Preview", "Previewer"), "preview")
        | dict.fromkeys(("Suggestion", "Tagged", "Tagger"), "tagging"),
    )

__all__ = [
    "Concept",
    "Level",
    "Mode",
    "NewTag",
    "Preview",
    "Previewer",
    "Suggestion",
    "Tagged",
    "Tagger",
    "Vocabulary",
    "VocabularyError",
    "add_tag",
    "change_tag",
    "choose",
    "editing",
    "has_only_own",
    "is_tagged",
    "known_texts",
    "level_of",
    "missing_texts",
    "own_vocabulary",
    "remove_tag",
    "state_of_wishes",
    "text_vectors",
    "vocabulary",
    "vocabulary_of",
]
