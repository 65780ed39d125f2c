"""Tests of what the system tells of drives."""
