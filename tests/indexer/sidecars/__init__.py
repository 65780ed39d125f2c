"""The sidecars of a library: read, followed, written."""
