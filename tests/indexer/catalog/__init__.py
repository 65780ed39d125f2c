"""The catalog's parts, each on a real file of SQLite."""
