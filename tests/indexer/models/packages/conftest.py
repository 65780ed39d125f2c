"""The farm that packages come from."""

from __future__ import annotations

import pytest

from tests.indexer.models.packages.farm import Farm


@pytest.fixture(scope="session")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Farm:
    """Compiled towers, each compiled once for all tests."""
    return Farm(tmp_path_factory.mktemp("farm"))
