"""The language of queries: one test file for each module."""
