"""Sessions: one test file for each module."""
