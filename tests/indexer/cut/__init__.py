"""The cut: one test file for each module."""
