"""The single writer and what its callers need."""

from lockerd.controller.bucket import RefusalBucket
from lockerd.controller.loop import Controller, QueueFull, Subscription, Wall
from lockerd.controller.memo import Keep, Kept, Memo, MemoConflict, fingerprint

__all__ = [
    "Controller",
    "Keep",
    "Kept",
    "Memo",
    "MemoConflict",
    "QueueFull",
    "RefusalBucket",
    "Subscription",
    "Wall",
    "fingerprint",
]
