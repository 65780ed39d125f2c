"""Tests of the sheet of keys and the card about Shoebox."""
