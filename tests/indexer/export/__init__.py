"""Tests of `indexer.export`."""
