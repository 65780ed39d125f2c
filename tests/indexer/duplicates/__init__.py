"""Tests of `indexer.duplicates`."""
