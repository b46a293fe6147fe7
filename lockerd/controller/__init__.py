"""The single writer and what its callers need."""

from lockerd.controller.bucket import RefusalBucket
from lockerd.controller.loop import Controller, QueueFull, Subscription, Wall
from lockerd.controller.memo import Memo, MemoConflict, Outcome, answer_from, answer_text, fingerprint

__all__ = [
    "Controller",
    "Memo",
    "MemoConflict",
    "Outcome",
    "QueueFull",
    "RefusalBucket",
    "Subscription",
    "Wall",
    "answer_from",
    "answer_text",
    "fingerprint",
]
