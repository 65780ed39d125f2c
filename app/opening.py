"""Opens a file with the program that its owner prefers, and says so where that cannot be."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from app import desktop, wording
from app.language import tr
from indexer.errors import LibraryError
from indexer.files import reachable, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.background import Background


def open_in_program(path: str, background: Background, failed: Callable[[Exception], None]) -> None:
    """Open a file or a folder; `failed` is told in one sentence why it does not open."""

    def go(_there: object) -> None:
        if not desktop.open_file(path):
            name = wording.name(path)
            failed(LibraryError(tr("There is no program here that opens “{file}”.", file=name)))

    background.run(partial(_require, path), done=go, failed=failed)


def _require(path: str) -> None:
    """Raise unless a file is there: the system says nothing of one that is gone."""
    try:
        os.stat(reachable(path))
    except FileNotFoundError as error:
        name = wording.name(path)
        raise LibraryError(tr("“{file}” is not there any more.", file=name)) from error
    except OSError as error:
        raise LibraryError(f"{wording.readable(path)}: {reason_of(error)}") from error
