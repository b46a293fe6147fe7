"""One example for every message of the contract; tests hold each against its schema.

The keys are published here on purpose: they sign examples and test vectors, and nothing else anywhere.
"""

import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.central.command_table import COMMANDS, EXAMPLE_ORDER
from lockerd.central.events import cloud_event
from lockerd.central.example_fields import AT_S, BOOT, CONFIG, FIELDS, GRANT, HASH, OTHERWISE, REASONS
from lockerd.central.snapshot import Identity, online
from lockerd.central.topics import Topics
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.config.issuers import ONE_FOR_ALL
from lockerd.domain.model.fact_fields import FACT_FIELDS, WHOSE_FIELDS
from lockerd.domain.model.fact_words import personal
from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.domain.model.ids import CompartmentId, OrderId
from lockerd.domain.model.state import Now
from lockerd.store import CustodyRow, OutgoingEvent
from lockerd.store.custody import commitment_of, hash_of

SITE: Final = "musterstadt-1"
TOPICS: Final = Topics(SITE)
IDENTITY: Final = Identity(boot=BOOT, config=CONFIG)
SITE_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20)))
COMMAND_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(0x20, 0x40)))
ORDER: Final = OrderId(EXAMPLE_ORDER)
SALT: Final = bytes(range(0xA0, 0xB0))
PREV: Final = HASH

_ABOUT_SITE: Final = (
    "site.",
    "cabinet.",
    "mains.",
    "fire.",
    "service_key.",
    "board.",
    "bus.",
    "custody.",
    "orders.",
    "round.",
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
    optional = {"requires": ["strict_fields"]} if name == "order.announce" else {}
    return optional | {
        "id": f"7d9e3c54-0f1a-4b2c-8d3e-{example:010x}{number:02x}",
        "site": SITE,
        "name": name,
        "issuer": ONE_FOR_ALL,
        "epoch": AT_S - 86_400,
        "number": 1 + number + 32 * example,
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
        return REASONS.get(kind, "hinge is loose")
    return OTHERWISE.get((kind, name), FIELDS.get(name))


def row(kind: FactType, *, number: int = 18, prev: str = PREV) -> OutgoingEvent:
    """A custody row of this type, with a hash that fits."""
    about_site = kind.startswith(_ABOUT_SITE)
    order = None if about_site else ORDER
    data = {name: _said(kind, name) for name in FACT_FIELDS[kind]}
    if not about_site:
        whose = ("authority",) if kind in _OF_THE_WHOLE_ORDER else WHOSE_FIELDS
        data |= {name: FIELDS[name] for name in whose}
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
PUBLIC: Final = {
    "site": SITE,
    "name": "Rathaus Musterstadt",
    "in_service": True,
    "why": None,
    "room": {"A5": "yes", "A4": "few"},
    "as_of_s": AT_S,
}

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
    "auxiliary": {"service_key": None, "mains_lost": False, "tamper": False, "fire": False},
    "attention": [
        {"call": "quarantined", "reason": "removal_not_seen", "compartment": "A08", "order": ORDER},
        {"call": "no_reading", "reason": "", "compartment": "A08", "order": ORDER},
    ],
    "lo_s": AT_S,
    "hi_s": AT_S + 2,
}
