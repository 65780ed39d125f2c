"""Tests of the window's tags."""
