"""An export on the hub that is gone or of no use: a model is made of its weights instead.

Without the export extra, which is proved in `tests/export/test_getting.py`: here it ends with what
to install.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import huggingface_hub
import pytest

from indexer.errors import LibraryError
from indexer.models.export import can_export
from indexer.models.fetch import fetch_model
from indexer.models.hub import Hub, Patience
from indexer.models.installing import incoming
from indexer.models.known import known_model
from tests.hub import local_hub
from tests.ready_exports import ReadyExport, ready_export

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.hub import LocalHub

NAME, REPO, LARGE = "mobileclip2-s0", "RuteNL/MobileCLIP2-S0-OpenCLIP-ONNX", "text.onnx.data"
MODEL = known_model(NAME)
assert MODEL is not None


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    """A hub whose export takes raw pixels, which nobody feeds it."""
    assert MODEL is not None
    if can_export() is None:
        pytest.skip("with the export extra, it is made of the weights instead")
    raw = ready_export(tmp_path / "raw", MODEL, ReadyExport(dtype="uint8"))
    with local_hub({REPO: raw}) as hub:
        yield hub
    huggingface_hub.close_session()


def refusal(hub: LocalHub) -> str:
    """Return why there is no model, in one line."""
    assert MODEL is not None
    patient = Hub(hub.endpoint, Patience(tries=2, first_wait=0))
    with pytest.raises(LibraryError) as told:
        fetch_model(MODEL, patient, tell=lambda _: None)
    assert "\n" not in str(told.value)
    assert not (incoming() / NAME).exists(), "none of its files is kept"
    return str(told.value)


def test_an_export_that_cannot_be_used_ends_with_what_to_install(hub: LocalHub) -> None:
    said = refusal(hub)
    assert "normalised pixels" in said
    assert "`pip install" in said


def test_what_cannot_be_used_is_not_fetched_twice_until_it_changes(hub: LocalHub) -> None:
    said = refusal(hub)
    assert refusal(hub) == said
    assert len(hub.asked(LARGE)) == 1
    hub.commit = hub.commit[::-1]
    assert refusal(hub) == said
    assert len(hub.asked(LARGE)) == 2


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 100_000])
def test_a_note_of_that_which_cannot_be_read_is_none(content: str, hub: LocalHub) -> None:
    refusal(hub)
    (incoming() / f"{NAME}.unusable").write_text(content)
    refusal(hub)
    assert len(hub.asked(LARGE)) == 2


def test_another_runtime_may_load_what_this_one_did_not(
    hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal(hub)
    monkeypatch.setattr("indexer.models.fetch._maker", lambda: "a newer Shoebox")
    refusal(hub)
    assert len(hub.asked(LARGE)) == 2


def test_an_export_that_cannot_be_loaded_is_given_up_for_the_weights(hub: LocalHub) -> None:
    hub.repos[REPO] = {**hub.repos[REPO], "visual.onnx": b"no graph"}
    said = refusal(hub)
    assert "cannot be loaded: " in said
    assert " Exporting a model needs open_cl" in said


@pytest.mark.parametrize("missing", ["text.onnx", "tokenizer.json", ""])
def test_where_the_export_is_gone_the_weights_are_told_of(missing: str, hub: LocalHub) -> None:
    if missing:
        del hub.repos[REPO][missing]
    else:
        hub.repos.clear()
    said = refusal(hub)
    assert REPO in said
    assert " Exporting a model needs open_clip" in said
