"""The tests mirror the modules: `tests/indexer/test_scan.py` speaks of `indexer/scan/`."""
