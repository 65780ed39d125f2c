"""Decoding: one test file for each of its modules."""
