"""The one kind of error that a person is shown: what they can mend themselves.

Everything else that is raised is a fault of ours and keeps its traceback.
"""

from __future__ import annotations


class LibraryError(Exception):
    """Something in the user's world is wrong; `str(error)` says it in one clear sentence."""
