"""From outbox rows to what is published: custody rows as CloudEvents 1.0, replies as they are."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, assert_never

from pydantic_core import to_json

from lockerd.central.link import Post
from lockerd.central.topics import Topics
from lockerd.store import CustodyRow, Outgoing, OutgoingEvent, OutgoingReply, Reply

EVENT_CONTENT: Final = "application/cloudevents+json; charset=utf-8"
REPLY_CONTENT: Final = "application/jose"
TYPE_PREFIX: Final = "lockerd."


def post(topics: Topics, row: Outgoing) -> Post:
    """The message for one outbox row."""
    match row:
        case OutgoingEvent():
            topic = topics.full(f"event/{row.row.type}")
            return Post(topic=topic, payload=cloud_event(topics, row), content_type=EVENT_CONTENT)
        case OutgoingReply(reply=reply):
            return reply_post(reply)
        case _:
            assert_never(row)


def reply_post(reply: Reply) -> Post:
    """The message for one reply."""
    return Post(topic=reply.topic, payload=reply.payload, correlation=reply.correlation, content_type=REPLY_CONTENT)


def cloud_event(topics: Topics, event: OutgoingEvent) -> str:
    """One custody row as JSON; the same row gives the same text, however often it is sent."""
    row = event.row
    body = {
        "specversion": "1.0",
        "id": f"{topics.site}/{row.epoch}/{row.number}",
        "source": topics.source,
        "type": f"{TYPE_PREFIX}{row.type}",
        "subject": _subject(topics, row),
        "time": _rfc3339(row.lo_s),
        "sequence": f"{str(row.epoch).zfill(8)}.{str(row.number).zfill(12)}",
        "datacontenttype": "application/json",
        "data": {
            "epoch": row.epoch,
            "number": row.number,
            "boot": row.boot,
            "mono_ms": row.mono_ms,
            "lo_s": row.lo_s,
            "hi_s": row.hi_s,
            "compartment": row.compartment,
            "order": row.order,
            "case_reference": event.case_reference,
            "salt": event.salt.hex() if event.salt is not None else None,
            "commitment": row.commitment,
            "prev": row.prev,
            "hash": row.hash,
            "fact": row.data,
            "salts": dict(row.salts),
        },
    }
    return to_json(body).decode()


def _subject(topics: Topics, row: CustodyRow) -> str:
    """What the event is about; an order only as long as it is named at all."""
    if row.order is not None:
        return f"order/{row.order}"
    return f"site/{topics.site}" if row.compartment is None else f"compartment/{row.compartment}"


@lru_cache(maxsize=64)
def _rfc3339(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
