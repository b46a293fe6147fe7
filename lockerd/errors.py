"""One root for every error of lockerd, told apart by whose fault it is.

``OurError``: a defect or a broken machine; the daemon ends and is restarted.
``WireError``: bytes from a board, a broker or a file that are not what they should be; they are dropped and counted.
``CallerError``: a person, a program or a configuration asked for something that cannot be done; they get the reason.
"""

from typing import ClassVar


class LockerdError(Exception):
    """Root of all errors raised on purpose; the text names the cause and the next step, never a code or key."""


class OurError(LockerdError):
    """The fault is ours: an invariant broke, a commit failed, a task died."""


class WireError(LockerdError):
    """The fault is the wire's: a frame, message or reply that cannot be right."""


class CallerError(LockerdError):
    """The fault is the caller's: a value, key, token or command that cannot be accepted."""

    code: ClassVar[str] = "invalid"
    """Stable word for programs; part of the API."""
