"""Where open_clip is not installed, a model cannot be exported, and one line says what to do.

What is exported is held against open_clip in `tests/export/`, which needs it.
"""

from __future__ import annotations

import pytest

from indexer.cli import main
from indexer.errors import LibraryError
from indexer.models.export import can_export, find_recipe
from indexer.places import user_models

pytestmark = pytest.mark.skipif(can_export() is None, reason="open_clip is installed")


@pytest.mark.parametrize("how", [[], ["--random-weights"], ["--weights", "weights.pt"]])
def test_without_open_clip_one_line_says_what_to_install(
    how: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", "export", "mobileclip2-s0", *how, "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert "needs open_clip, which is not installed; `pip install '.[export]'`" in line
    assert not user_models().exists()


def test_no_recipe_is_made_up_without_open_clip() -> None:
    with pytest.raises(LibraryError, match="not installed"):
        find_recipe("mobileclip2-s0")
