"""One test file for each module of `indexer`."""
