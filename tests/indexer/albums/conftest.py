"""A catalog with one root, and a hand that fills it."""

from __future__ import annotations

from tests.indexer.catalog.conftest import catalog, shelf

__all__ = ["catalog", "shelf"]
