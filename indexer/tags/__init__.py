"""Tags that a library gives itself: which of some thousand words are true of each photo.

vocabulary  the words: those that come with Shoebox, and a user's file laid over them
lines       one line of such a file
sentences   what a model reads for a word
texts       what it makes of them, kept in the user's cache
scoring     photos times tags: the raw numbers, which are stored
reference   what is usual for each tag in one library
choosing    from raw numbers to the tags of a photo, at a level
heads       how examples that a person gives move a tag
holding     photos held against tags as they are by now, the numbers kept, and nothing done twice
reviewing   which photos may have a tag, and of which an answer teaches most
tagging     the run: what is new is scored, what follows is written down; the same for a few photos

Everything but the last three is numpy and text on what it is given. A model's tags are of the
source 'auto'; those of files and owners are theirs, and are never touched.
"""

from __future__ import annotations

from indexer.tags.choosing import Level
from indexer.tags.tagging import (
    Suggestion,
    Tagged,
    Tagger,
    choose,
    is_tagged,
    level_of,
    own_vocabulary,
    vocabulary_of,
)
from indexer.tags.texts import known_texts, missing_texts, text_vectors
from indexer.tags.vocabulary import Concept, Vocabulary, VocabularyError, vocabulary

__all__ = [
    "Concept",
    "Level",
    "Suggestion",
    "Tagged",
    "Tagger",
    "Vocabulary",
    "VocabularyError",
    "choose",
    "is_tagged",
    "known_texts",
    "level_of",
    "missing_texts",
    "own_vocabulary",
    "text_vectors",
    "vocabulary",
    "vocabulary_of",
]
