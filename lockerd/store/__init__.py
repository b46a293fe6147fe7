"""SQLite: one writer thread, one file, the custody chain and the outbox."""

from lockerd.store.errors import (
    CommitFailed,
    CompartmentsMissingError,
    HeadCopyFailedError,
    StoreDamagedError,
    StoreFailedError,
    StoreInUseError,
    StoreUnusableError,
)
from lockerd.store.records import (
    MEMO_KEPT_S,
    Commit,
    CustodyRow,
    Head,
    Loaded,
    Outgoing,
    OutgoingEvent,
    OutgoingReply,
    Recorded,
    Reply,
    Stamp,
)
from lockerd.store.store import Store
from lockerd.store.verify import Fault, Verified, verify

__all__ = [
    "MEMO_KEPT_S",
    "Commit",
    "CommitFailed",
    "CompartmentsMissingError",
    "CustodyRow",
    "Fault",
    "Head",
    "HeadCopyFailedError",
    "Loaded",
    "Outgoing",
    "OutgoingEvent",
    "OutgoingReply",
    "Recorded",
    "Reply",
    "Stamp",
    "Store",
    "StoreDamagedError",
    "StoreFailedError",
    "StoreInUseError",
    "StoreUnusableError",
    "Verified",
    "verify",
]
