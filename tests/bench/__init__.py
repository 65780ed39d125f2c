"""Benchmarks: each prints its figure beside a baseline taken in the same run."""
