"""What `shoebox model list` tells beyond the models that are here."""

from __future__ import annotations

import pytest

from indexer.cli import main
from indexer.models.known import KNOWN
from indexer.places import user_models
from tests.bundles import TinyModel, make_tiny_bundle

FETCHES = "`shoebox model get NAME` fetches another: "


def last_remark(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["model", "list", *options]) == 0
    return "".join(capsys.readouterr().err.splitlines()[-1:])


def test_the_list_ends_with_the_models_that_could_be_fetched(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_tiny_bundle(user_models() / KNOWN[0].name, TinyModel(name=KNOWN[0].name))
    names = ", ".join(model.name for model in KNOWN[1:])
    assert last_remark(capsys) == f"{FETCHES}{names}."


@pytest.mark.parametrize("option", ["--quiet", "--json"])
def test_a_program_is_offered_no_models(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert last_remark(capsys, option) == ""


def test_nothing_is_offered_where_all_models_are_here(capsys: pytest.CaptureFixture[str]) -> None:
    for model in KNOWN:
        make_tiny_bundle(user_models() / model.name, TinyModel(name=model.name))
    assert last_remark(capsys) == ""
