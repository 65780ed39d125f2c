"""Model bundles: one test file for each module."""
