"""Tests of `indexer.tags`."""
