"""Tests of `indexer.albums`."""
