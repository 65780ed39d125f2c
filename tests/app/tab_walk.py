"""Tab on its way through a window: where it leads, and what it meets that tells nobody its name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

#: More presses than any page has parts.
_ENOUGH = 200


def press(window: QWidget, key: Qt.Key) -> None:
    """Press a key as a person does: what has the keyboard is for Qt to know."""
    QTest.keyClick(window.windowHandle(), key)


def here() -> QWidget:
    """Return what has the keyboard; it is always somewhere, and to be seen."""
    found = QApplication.focusWidget()
    assert found is not None
    assert found.isVisible()
    return found


def walk(window: QWidget, key: Qt.Key) -> list[QWidget]:
    """Press Tab, or Backtab, until the keyboard is where it was; return what had it on the way."""
    seen: list[QWidget] = []
    for _ in range(_ENOUGH):
        press(window, key)
        found = here()
        if seen and found is seen[0]:
            return seen
        assert found not in seen, f"the keyboard is held between {seen[seen.index(found) :]}"
        seen.append(found)
    raise AssertionError("Tab finds no end.")


def walks_round(window: QWidget) -> bool:
    """Whether Tab goes the whole way, and Backtab back; not while parts still come into sight."""
    forth, back = walk(window, Qt.Key.Key_Tab), walk(window, Qt.Key.Key_Backtab)
    return len(forth) > 0 and [forth[0], *forth[:0:-1]] == [
        *back[back.index(forth[0]) :],
        *back[: back.index(forth[0])],
    ]


def _seen(window: QWidget) -> list[QWidget]:
    return [part for part in window.findChildren(QWidget) if part.isVisible()]


def _takes_keyboard(part: QWidget) -> bool:
    wanted = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted) and part.isEnabled() and part.focusProxy() is None


def _told(part: QWidget) -> str:
    """Return what a part is called in a message."""
    return f"{type(part).__name__} {part.objectName() or part.accessibleName()}".strip()


def nameless(window: QWidget) -> list[str]:
    """Return what could be pressed or filled in, and tells nobody what it is."""
    found = []
    for part in _seen(window):
        if _takes_keyboard(part) or isinstance(part, QAbstractButton):
            read = QAccessible.queryAccessibleInterface(part)
            named = read.text(QAccessible.Text.Name).strip()
            if not named or read.role() == QAccessible.Role.NoRole:
                found.append(_told(part))
    return found


def unreached(window: QWidget) -> list[str]:
    """Return what takes the keyboard, and does not get it however often Tab is pressed."""
    reached: set[int] = set()
    found = QApplication.focusWidget()
    while id(found) not in reached:
        reached.add(id(found))
        window.focusNextChild()
        found = here()
    # Of choices that exclude each other the keyboard reaches the one that holds, the arrows all.
    one_of = [part for part in _seen(window) if isinstance(part, QAbstractButton) and part.group()]
    missed = [part for part in _seen(window) if _takes_keyboard(part) and id(part) not in reached]
    return [_told(part) for part in missed if part not in one_of]
