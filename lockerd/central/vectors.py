"""Test vectors for makers of central systems, in any language: ``python -m lockerd.central.vectors [old file]``.

Everything but the sealed code follows from fixed keys. HPKE draws a fresh key at each sealing; the sealed code of the
old file is kept as long as it opens.
"""

import hashlib
import json
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.central import (
    badge_vectors,
    example_fields,
    examples,
    key_list_vectors,
    log_vectors,
    receipt_vectors,
    statement_vectors,
)
from lockerd.central.events import cloud_event
from lockerd.codes import seal, token, typed
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.facts import FactType
from lockerd.store import OutgoingEvent
from lockerd.store.records import ZERO_HASH

Json = dict[str, Any]

CODE_KEY: Final = X25519PrivateKey.from_private_bytes(bytes(range(0x40, 0x60)))
_INFO: Final = f"lockerd/v1/code/{examples.SITE}"


def build(old_sealed: str | None = None) -> Json:
    """All vectors."""
    command = examples.command("order.announce")
    again = command | {"iat": command["iat"] + 600, "exp": command["exp"] + 600, "number": 500}
    several = examples.command("order.announce", 1)
    on_demand = examples.command("order.announce", 6)
    hand_in = examples.command("order.announce", 2)
    another = command | {"body": command["body"] | {"item_count": 2}}
    reply = examples.reply()
    refused = reply | {"status": "refused", "reason": "field_unknown", "data": {"place": "body.only_mornings"}}
    used = reply | {"status": "refused", "reason": "number_used", "data": {"epoch": command["epoch"], "number": 150}}
    reused = command | {"id": examples.command("order.cancel")["id"]}
    return {
        "about": "Keys in this file are published: use them for tests only. Contract: asyncapi.json.",
        "keys": {
            "command": _key(examples.COMMAND_KEY, "signs commands; kid is SHA-256(public key)[:4] as hex"),
            "site": _key(examples.SITE_KEY, "signs replies and codes of the site"),
            "badge": _key(badge_vectors.BADGE_KEY, "signs badges of staff, and lists of those that were called back"),
            "verifier": _key(statement_vectors.VERIFIER_KEY, "signs statements of a verifier beside the terminal"),
            "receipt": _key(receipt_vectors.RECEIPT_KEY, "signs receipts and records; follows from the site's"),
            "code": _key(CODE_KEY, "X25519; codes are sealed to it"),
        },
        "command": {
            "topic": f"{examples.TOPICS.source}/command/{command['name']}",
            "header": {"alg": "Ed25519", "kid": key_id_hex(examples.COMMAND_KEY.public_key()), "typ": _typ("command")},
            "payload": command,
            "jws": examples.signed_command(command),
            "again": {
                "rule": "the same command: same id, same content but for iat, exp, epoch and number; gets the stored "
                "reply",
                "payload": again,
                "jws": examples.signed_command(again),
            },
            "another": {
                "rule": "another command under the same id: refused as id_reused",
                "payload": another,
                "jws": examples.signed_command(another),
            },
            "number_used": {
                "rule": "another command under the same epoch and number: refused as number_used",
                "payload": reused,
                "jws": examples.signed_command(reused),
            },
            "several": {
                "rule": "an order that lies in several compartments: parts in place of item_count and needs",
                "payload": several,
                "jws": examples.signed_command(several),
            },
            "hand_in": {
                "rule": "what a person shall bring, with a checklist: the code comes as grant.issued at once",
                "payload": hand_in,
                "jws": examples.signed_command(hand_in),
            },
            "on_demand": {
                "rule": "what staff put in when somebody asks for it: the code comes as grant.issued at once",
                "payload": on_demand,
                "jws": examples.signed_command(on_demand),
            },
        },
        "reply": {
            "header": {"alg": "Ed25519", "kid": key_id_hex(examples.SITE_KEY.public_key()), "typ": _typ("reply")},
            "payload": reply,
            "jws": examples.signed_reply(reply),
            "refused": {"payload": refused, "jws": examples.signed_reply(refused)},
            "number_used": {
                "rule": "epoch and number: the newest of the issuer that the site knows",
                "payload": used,
                "jws": examples.signed_reply(used),
            },
        },
        "public": {
            "topic": examples.TOPICS.public,
            "rule": "retained; what is older than two hours by as_of_s says nothing any more",
            "payload": examples.PUBLIC,
        },
        "badge": badge_vectors.build(),
        "badge_list": badge_vectors.build_list(),
        "key_list": key_list_vectors.build(),
        "statement": statement_vectors.build(),
        "receipt": receipt_vectors.build(),
        "events": {
            "rule": "hash = SHA-256 over the UTF-8 JSON (keys sorted, no spaces, no escapes beyond JSON's own) of "
            "epoch, number, boot, mono_ms, lo_s, hi_s, type (without the prefix lockerd.), compartment, order (the "
            "commitment), data (the fact) and prev; commitment = SHA-256(salt || order id in UTF-8); in data each "
            "field named in salts holds salted: and SHA-256(its salt || its text in UTF-8) in hex; the first prev is "
            "64 zeros",
            "chain": [
                {"hashed": _hashed(event), "event": json.loads(cloud_event(examples.TOPICS, event))}
                for event in _chain()
            ],
        },
        "log": log_vectors.build(_chain()),
        "sealed_code": {
            "suite": "HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM; "
            "enc || ciphertext, base64url",
            "info": _INFO,
            "rule": "second_secret stands there only where the class of the document asks for one",
            "plain": _plain(),
            "sealed": _sealed(old_sealed),
        },
    }


def text(old: str | None = None) -> str:
    """The file as it is committed; ``old`` is what it was before."""
    sealed = json.loads(old)["sealed_code"]["sealed"] if old else None
    return json.dumps(build(sealed), indent=2, ensure_ascii=False) + "\n"


def _chain() -> list[OutgoingEvent]:
    events: list[OutgoingEvent] = []
    prev = ZERO_HASH
    kinds = (
        FactType.SITE_STARTED,
        FactType.ORDER_ANNOUNCED,
        FactType.ORDER_LOADING,
        FactType.DOOR_OPENED,
        FactType.PART_HANDED_IN,
    )
    for number, kind in enumerate(kinds, start=1):
        events.append(examples.row(kind, number=number, prev=prev))
        prev = events[-1].row.hash
    return events


def _hashed(event: OutgoingEvent) -> str:
    """The very text the hash is taken of, written down again without the store's help."""
    row = event.row
    names = ("epoch", "number", "boot", "mono_ms", "lo_s", "hi_s", "type", "compartment", "prev")
    data = dict(row.data)
    for field, salt in row.salts.items():
        data[field] = f"salted:{hashlib.sha256(bytes.fromhex(salt) + str(data[field]).encode()).hexdigest()}"
    content = {name: getattr(row, name) for name in names} | {"order": row.commitment, "data": data}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain() -> Json:
    code = token.sign(
        bytes.fromhex(example_fields.GRANT), site_id=examples.SITE, exp_s=1_900_000_000, key=examples.SITE_KEY
    )
    return {
        "order": examples.ORDER,
        "grant": example_fields.GRANT,
        "token": code,
        "typed_code": typed.typed_code("12345678"),
        "pickup_number": "0042",
        "second_secret": typed.with_check_digit("123456"),
    }


def _sealed(old: str | None) -> str:
    plain = json.dumps(_plain(), sort_keys=True).encode()
    if old is not None:
        try:
            if seal.open_sealed(old, CODE_KEY, info=_INFO.encode()) == plain:
                return old
        except seal.SealError:
            pass
    return seal.seal(plain, CODE_KEY.public_key(), info=_INFO.encode())


def _key(key: Ed25519PrivateKey | X25519PrivateKey, use: str) -> Json:
    public = key.public_key()
    return {
        "use": use,
        "kid": key_id_hex(public),
        "private_base64": b64encode(key.private_bytes_raw()).decode(),
        "public_base64": b64encode(public.public_bytes_raw()).decode(),
    }


def _typ(use: str) -> str:
    return f"lockerd-{use}+jws"


if __name__ == "__main__":
    sys.stdout.write(text(Path(sys.argv[1]).read_text() if len(sys.argv) > 1 else None))
