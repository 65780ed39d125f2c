"""Brings a translation up to date: `python -m resources.translations.gather de`.

Qt's `lupdate` finds the texts of the window by itself. What `indexer` says it is shown in a file
made for it, in which each sentence is marked as Qt marks texts.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import PySide6

from app.language import TRANSLATIONS
from app.sentences import CONTEXT
from resources.translations.sentences import sentences

if TYPE_CHECKING:
    from resources.translations.sentences import Sentence

_APP = TRANSLATIONS.parent.parent / "app"


def gather(to: Path) -> Path:
    """Have `lupdate` bring all texts into a file of its own kind, and return that.

    Args:
        to: "shoebox_de.ts"; what is translated in it stays, what nobody says any more goes.

    Raises:
        subprocess.CalledProcessError: `lupdate` does not do it.
    """
    with TemporaryDirectory() as folder:
        said = Path(folder, "said_by_indexer.py")
        said.write_text("\n".join(map(_marked, sentences())), "utf-8")
        how = ("-silent", "-extensions", "py", "-no-obsolete", "-locations", "none")
        run_tool("lupdate", *how, str(_APP), str(said), "-ts", str(to))
    return to


def _marked(sentence: Sentence) -> str:
    """Return a sentence as Qt's tools find it, with the file that says it."""
    context, text, one = (
        json.dumps(words, ensure_ascii=False)
        for words in (CONTEXT, sentence.form.text, sentence.form.one)
    )
    call = f"translate({context}, {text}, {one}, 1)" if sentence.form.one else None
    where = sentence.where.partition(":")[0]
    return f"#: {where}\n{call or f'QT_TRANSLATE_NOOP({context}, {text})'}\n"


def run_tool(name: str, *words: str) -> None:
    """Run one of the tools that come with PySide6, such as "lrelease"."""
    program = shutil.which(name, path=str(Path(PySide6.__file__).parent))
    assert program is not None
    subprocess.run([program, *words], check=True)


if __name__ == "__main__":
    for language in sys.argv[1:]:
        gather(TRANSLATIONS / f"shoebox_{language}.ts")
