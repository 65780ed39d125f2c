"""Where Shoebox keeps things: the library, and the folders in which models are looked for.

Nothing is created here, neither on import nor on call: who writes makes its own folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

import resources


def default_library() -> Path:
    """Return the library's folder: `SHOEBOX_LIBRARY`, else `library` in the user's data folder."""
    chosen = os.environ.get("SHOEBOX_LIBRARY")
    return Path(chosen).expanduser().absolute() if chosen else _user_data() / "library"


def shipped_models() -> Path:
    """Return the folder of the models that came with Shoebox."""
    return Path(resources.__file__).parent / "models"


def user_models() -> Path:
    """Return the folder of the models that the user fetched, which all libraries share."""
    return _user_data() / "models"


def model_folders() -> tuple[Path, ...]:
    """Return where models are looked for; one of the user's own may replace a shipped one."""
    return user_models(), shipped_models()


def shipped_golden_inputs() -> Path:
    """Return the folder of the pictures and sentences that models are proved with."""
    return Path(resources.__file__).parent / "golden"


def shipped_concepts() -> Path:
    """Return the list of the everyday words that a query is held against."""
    return Path(resources.__file__).parent / "cut" / "concepts.txt"


def shipped_vocabulary() -> Path:
    """Return the list of the tags that photos are given."""
    return Path(resources.__file__).parent / "tags" / "vocabulary.txt"


def user_cache() -> Path:
    """Return the folder of what can be made again; deleting it costs nothing but time."""
    return platformdirs.user_cache_path("shoebox", appauthor=False)


def _user_data() -> Path:
    return platformdirs.user_data_path("shoebox", appauthor=False)
