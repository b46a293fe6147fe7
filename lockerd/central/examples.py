"""One example for every message of the contract; tests hold each against its schema.

The keys are published here on purpose: they sign examples and test vectors, and nothing else anywhere.
"""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.central.command_table import COMMANDS, EXAMPLE_ORDER
from lockerd.central.events import cloud_event
from lockerd.central.snapshot import Identity, online
from lockerd.central.topics import Topics
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.fact_words import personal
from lockerd.domain.model.facts import FACT_FIELDS, WHOSE_FIELDS, Fact, FactType, Scalar
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.state import Now
from lockerd.store import CustodyRow, OutgoingEvent
from lockerd.store.custody import commitment_of, hash_of

SITE: Final = "musterstadt-1"
TOPICS: Final = Topics(SITE)
IDENTITY: Final = Identity(boot="5f0c2e9a7d3b4f6081a2c3d4e5f60718", config="9f" * 32)
SITE_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20)))
COMMAND_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20, 0x40)))
ORDER: Final = OrderId(EXAMPLE_ORDER)
GRANT: Final = "00112233445566778899aabbccddeeff"
AT_S: Final = 1_800_000_000
SALT: Final = bytes(range(0xA0, 0xB0))
PREV: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

_FIELDS: Final[dict[str, Scalar]] = {
    "address": 1,
    "after_ms": 180,
    "attempt": 12,
    "attempts": 3,
    "authority": "stadt",
    "badge": "badge-17",
    "at_least_ms": 0,
    "block_ms": 60_000,
    "block_reason": "cleaning",
    "by_ms": 172_800_000,
    "closed_ms": 3_600_000,
    "boot": IDENTITY.boot,
    "before_lo_s": AT_S + 400 * 24 * 3600,
    "bus": "bus0",
    "by": "qr",
    "cancel_reason": "withdrawn",
    "claim": "taken_out",
    "command": "order.cancel",
    "checked": True,
    "count": 1,
    "config": IDENTITY.config,
    "document_class": "vehicle_registration",
    "event": "Tick",
    "expected": "A08",
    "fields": "item_count,needs",
    "failures_day": 7,
    "failures_hour": 5,
    "expected_count": 1,
    "found": False,
    "grade": "sensor",
    "grant": GRANT,
    **dict.fromkeys(("hash", "record", "statement"), PREV),
    "incident": 3,
    "input": "bus0/1/7",
    "head": 400,
    "hold_reason": "fee_unpaid",
    "holder": GRANT,
    "item": "present",
    "item_count": 1,
    "item_seen": "present",
    "kind": "collection",
    "left_ms": 900_000,
    "missing": "registration_part_1",
    "new_config": IDENTITY.config,
    "number": 1,
    "observed": "opened",
    "of": 1,
    "open_ms": 300_000,
    "outcome": "opened",
    "own_use": False,
    "outage": "none",
    "per_mille": 17,
    "reply_ms": 273,
    "purpose": "person",
    "verifier": "eid-reader-1",
    "part": 1,
    "parts": 1,
    "pickup_number_needed": False,
    **dict.fromkeys(("asks", "reason", "replaces", "second"), ""),
    "paper": 8,
    "receipt": 7,
    "proven": 47,
    "report": "found",
    "retention_ms": 604_800_000,
    "revived": False,
    "right": "grant",
    "said": "unlock",
    "said_s": AT_S,
    "sealed_code": "AbCd0123_-",
    "sensor": "door",
    "sign": "two_answers",
    "signature": "AbCd0123_-",
    "suspect": "door",
    "target": "1/7",
    "terminal": "",
    "unproven": 1,
    "version": "0.1.0",
    "what": "A07: occupied and announced",
    "who": "technician-3",
    "why": "",
}
_OTHERWISE: Final[dict[tuple[FactType, str], Scalar]] = {
    (FactType.PART_NOT_HANDED_IN, "record"): 8,
    (FactType.BADGES_CALLED_BACK, "version"): 7,
}
"""A field that means another thing in this fact than elsewhere."""
_REASONS: Final[dict[FactType, str]] = {
    FactType.SITE_HALTED: "doors_forced",
    FactType.CODE_REFUSED: "code_not_valid",
    FactType.GRANT_JAMMED: "held",
    FactType.ITEM_CONTRADICTION: "gone_while_shut",
    FactType.SENSOR_FAULT: "flapping",
    FactType.COMMAND_REFUSED: "expired",
    FactType.ORDER_RELEASED: "gave_way",
    FactType.ORDER_NOT_COLLECTED: "door_stuck",
    FactType.PART_NOT_HANDED_IN: "nothing_put_in",
    FactType.PART_NOT_COLLECTED: "door_stuck",
    FactType.PART_REMAINDER: "held",
    FactType.ORDER_RECALLED: "cancelled_by_authority",
    FactType.ORDER_CANCELLED: "cancelled_by_authority",
    FactType.ORDER_QUARANTINED: "forced",
    FactType.ORDER_UNSERVABLE: "size_unknown",
    FactType.RETRIEVAL_BEGUN: "grace_over",
    FactType.INCIDENT_NOTED: "nothing_found",
    FactType.GRANT_SUSPENDED: "forced",
    FactType.GRANT_REVOKED: "reissued",
    FactType.ATTEMPT_COMMITTED: "",
    FactType.ATTEMPT_CLOSED: "",
    FactType.COMPARTMENT_FREE: "item_gone",
    FactType.COMPARTMENT_TO_CHECK: "claimed_only",
    FactType.COMPARTMENT_QUARANTINED: "forced",
    FactType.TIME_DISPUTED: "leap",
}
_ABOUT_SITE: Final = (
    "site.",
    "cabinet.",
    "mains.",
    "service_key.",
    "board.",
    "bus.",
    "custody.",
    "orders.",
    "code.",
    "typing.",
    "command.",
)
_OF_THE_WHOLE_ORDER: Final = frozenset(
    {
        FactType.ORDER_ANNOUNCED,
        FactType.ORDER_WALKED_IN,
        FactType.ORDER_READY,
        FactType.ORDER_COLLECTED,
        FactType.ORDER_HANDED_IN,
        FactType.ORDER_EXPIRED,
        FactType.ORDER_EXTENDED,
        FactType.ORDER_RECALLED,
        FactType.ORDER_CANCELLED,
        FactType.ORDER_HELD,
        FactType.ORDER_HOLD_ENDED,
        FactType.ORDER_CLOSED,
        FactType.GRANT_ISSUED,
        FactType.GRANT_REVOKED,
        FactType.GRANT_EXPIRED,
    }
)


def command(name: str, example: int = 0) -> dict[str, Any]:
    """The signed content of a command, with one of its examples."""
    number = list(COMMANDS).index(name)
    optional = {"number": 42, "requires": ["strict_fields"]} if name == "order.announce" else {}
    return optional | {
        "id": f"7d9e3c54-0f1a-4b2c-8d3e-0000000000{example}{number:x}",
        "site": SITE,
        "name": name,
        "issuer": "central",
        "iat": AT_S,
        "exp": AT_S + 300,
        "body": COMMANDS[name].examples[example],
    }


def reply() -> dict[str, Any]:
    """The signed content of a reply."""
    return {
        "id": command("grant.reissue")["id"],
        "site": SITE,
        "name": "grant.reissue",
        "status": "accepted",
        "reason": None,
        "data": {"grant": GRANT},
        "lo_s": AT_S + 1,
        "hi_s": AT_S + 3,
    }


def signed_command(content: dict[str, Any]) -> str:
    """As central signs it."""
    return jws.sign(content, key=COMMAND_KEY, kid=key_id_hex(COMMAND_KEY.public_key()), typ=JwsType.COMMAND)


def signed_reply(content: dict[str, Any]) -> str:
    """As a site signs it."""
    return jws.sign(content, key=SITE_KEY, kid=key_id_hex(SITE_KEY.public_key()), typ=JwsType.REPLY)


def _said(kind: FactType, name: str) -> Scalar:
    """What stands in a field of a fact."""
    if name == "reason":
        return _REASONS.get(kind, "hinge is loose")
    return _OTHERWISE.get((kind, name), _FIELDS.get(name))


def row(kind: FactType, *, number: int = 18, prev: str = PREV) -> OutgoingEvent:
    """A custody row of this type, with a hash that fits."""
    about_site = kind.startswith(_ABOUT_SITE)
    order = None if about_site else ORDER
    data = {name: _said(kind, name) for name in FACT_FIELDS[kind]}
    if not about_site:
        whose = ("authority",) if kind in _OF_THE_WHOLE_ORDER else WHOSE_FIELDS
        data |= {name: _FIELDS[name] for name in whose}
    bare = CustodyRow(
        position=number,
        epoch=1,
        number=number,
        boot=IDENTITY.boot,
        mono_ms=7_200_000 + number,
        lo_s=AT_S,
        hi_s=AT_S + 2,
        type=kind.value,
        compartment=None if about_site else CompartmentId("A07"),
        order=order,
        commitment=commitment_of(SALT, order) if order else None,
        data=data,
        prev=prev,
        hash="",
        salts={name: SALT.hex() for name in sorted(personal(Fact(kind, None, None, data))) if data.get(name)},
    )
    chained = bare._replace(hash=hash_of(bare))
    if order is None:
        return OutgoingEvent(id=number, row=chained, salt=None)
    return OutgoingEvent(id=number, row=chained, salt=SALT, case_reference="KFZ-2026-0815")


def event(kind: FactType) -> str:
    """An event of this type as it is published."""
    return cloud_event(TOPICS, row(kind))


PRESENCE: Final = json.loads(online(IDENTITY, Now(mono_ms=0, powered_ms=0, lo_s=AT_S, hi_s=AT_S + 2)))
REPORTED: Final = {
    "boot": IDENTITY.boot,
    "config": IDENTITY.config,
    "head": {"epoch": 1, "number": 18, "hash": PREV},
    "compartments": [
        {
            "id": "A07",
            "condition": "occupied",
            "out_of_service": False,
            "blocked_by": [],
            "door": "closed",
            "latch": "unknown",
            "item": "present",
        },
        {
            "id": "A08",
            "condition": "to_check",
            "out_of_service": True,
            "blocked_by": ["stadt"],
            "door": "unknown",
            "latch": "unknown",
            "item": "unknown",
        },
    ],
    "left_out": 0,
    "auxiliary": {"service_key": None, "mains_lost": False, "tamper": False},
    "attention": [
        {"call": "quarantined", "reason": "removal_not_seen", "compartment": "A08", "order": ORDER},
        {"call": "no_reading", "reason": "", "compartment": "A08", "order": ORDER},
    ],
    "lo_s": AT_S,
    "hi_s": AT_S + 2,
}
