"""The single writer and what its callers need."""

from lockerd.controller.bucket import RefusalBucket
from lockerd.controller.keyring import KeyRing
from lockerd.controller.loop import Controller, QueueFull, Subscription, Wall
from lockerd.controller.memo import Keep, Kept, Memo, MemoConflict, SignerGone, fingerprint

__all__ = [
    "Controller",
    "Keep",
    "Kept",
    "KeyRing",
    "Memo",
    "MemoConflict",
    "QueueFull",
    "RefusalBucket",
    "SignerGone",
    "Subscription",
    "Wall",
    "fingerprint",
]
