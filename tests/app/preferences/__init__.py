"""Tests of the page of settings, by subject."""
