"""The NPU: one test file for each module."""
