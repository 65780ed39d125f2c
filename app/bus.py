"""Questions to other programs of a Linux desktop, over its D-Bus; the only file that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtDBus import QDBusPendingCall

PORTAL: Final = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
"""Service and path of who opens files and tells wishes on any Linux desktop."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of whom: a method of an interface of an object of a service."""

    service: str
    path: str
    interface: str
    method: str
    arguments: Sequence[object]


def ask(call: Call, owner: QObject, answered: Callable[[Sequence[object] | None], object]) -> None:
    """Ask, and return at once.

    Args:
        call: What is asked.
        owner: Who keeps the question alive until it is answered.
        answered: Is told the answer; None where there is none, not even a bus.
    """
    # Here, for other systems may come without a D-Bus.
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    asked = QDBusMessage.createMethodCall(call.service, call.path, call.interface, call.method)
    asked.setArguments(list(call.arguments))
    pending = QDBusConnection.sessionBus().asyncCall(asked)

    def tell(reply: QDBusPendingCall) -> None:
        answered(None if reply.isError() else plain(reply.reply().arguments()))

    if pending.isFinished():  # Without a bus at once, and then nobody would be told.
        tell(pending)
        return
    watcher = QDBusPendingCallWatcher(pending, owner)
    watcher.finished.connect(tell)
    watcher.finished.connect(watcher.deleteLater)


def plain(arguments: Sequence[object]) -> list[object]:
    """Return what an answer holds, without the boxes in which anything can come."""
    from PySide6.QtDBus import QDBusVariant

    return [each.variant() if isinstance(each, QDBusVariant) else each for each in arguments]


def open_descriptor(descriptor: int) -> object:
    """Return an open file in the form in which it is handed to another program; it is copied."""
    from PySide6.QtDBus import QDBusUnixFileDescriptor

    return QDBusUnixFileDescriptor(descriptor)
