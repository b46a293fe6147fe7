"""SQLite: one writer thread, one file, the custody chain and the outbox."""

from lockerd.store.custody import Wanted, covered
from lockerd.store.cutting import CHUNK_ROWS as CUT_ROWS
from lockerd.store.cutting import CutRow
from lockerd.store.errors import (
    AuthoritiesMissingError,
    CommitFailed,
    CompartmentsMissingError,
    HeadCopyFailedError,
    StoreDamagedError,
    StoreFailedError,
    StoreInUseError,
    StoreUnusableError,
)
from lockerd.store.names import DAY_S, Keep
from lockerd.store.proving import ProvenGrowth, ProvenRow
from lockerd.store.records import (
    MEMO_KEPT_S,
    MEMO_LIMITS,
    MEMO_TEXT_CHARS,
    Commit,
    CustodyRow,
    Head,
    Loaded,
    MemoLimit,
    Outgoing,
    OutgoingEvent,
    OutgoingReply,
    Recorded,
    Reply,
    Stamp,
)
from lockerd.store.store import Store
from lockerd.store.verify import Fault, Verified, read_file, verify

__all__ = [
    "CUT_ROWS",
    "DAY_S",
    "MEMO_KEPT_S",
    "MEMO_LIMITS",
    "MEMO_TEXT_CHARS",
    "AuthoritiesMissingError",
    "Commit",
    "CommitFailed",
    "CompartmentsMissingError",
    "CustodyRow",
    "CutRow",
    "Fault",
    "Head",
    "HeadCopyFailedError",
    "Keep",
    "Loaded",
    "MemoLimit",
    "Outgoing",
    "OutgoingEvent",
    "OutgoingReply",
    "ProvenGrowth",
    "ProvenRow",
    "Recorded",
    "Reply",
    "Stamp",
    "Store",
    "StoreDamagedError",
    "StoreFailedError",
    "StoreInUseError",
    "StoreUnusableError",
    "Verified",
    "Wanted",
    "covered",
    "read_file",
    "verify",
]
