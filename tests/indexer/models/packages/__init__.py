"""Packages for the NPU: opened with care, found, proved, installed; and made."""
