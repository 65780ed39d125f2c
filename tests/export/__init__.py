"""The exporter beside open_clip itself: needs the `export` extra, takes minutes (`.ci/export`)."""
