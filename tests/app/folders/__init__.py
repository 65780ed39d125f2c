"""Tests of the folders in the sidebar."""
