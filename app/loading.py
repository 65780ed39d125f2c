"""What is done before the window is loaded, so that it is there sooner."""

from __future__ import annotations

import gc
import sys


def load_swiftly() -> None:
    """Load what comes now in three quarters of the time (measured with `tests.bench.window`).

    What is loaded lives as long as the window: nobody has to look for garbage in it, again and
    again while it grows. `app.garbage` takes that over with the window.

    And PySide6 reads the source of each module that is loaded after it, to look for its own name
    there: it could let that module call Qt by other names (`from __feature__ import snake_case`).
    Nothing here does. FAISS's own alone, which comes with the first search, is 600 kB.
    """
    gc.disable()
    import PySide6.QtCore  # noqa: F401 - it brings along what is stopped here.

    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None:
        vars(feature)["feature_imported"] = _leave_alone


def _leave_alone(_module: object) -> None:
    """In place of PySide6's own look into a module."""
