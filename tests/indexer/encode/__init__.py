"""Tests of the encoders, and of what they stand on."""
