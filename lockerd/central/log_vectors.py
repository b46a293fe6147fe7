"""Test vectors for whoever checks checkpoints and proofs of the custody log, and such as are none."""

from typing import Any, Final

from lockerd.central import examples
from lockerd.codes import base64url, log_receipt, note, proof_file
from lockerd.codes.log_receipt import Consistency, Inclusion
from lockerd.codes.note import Checkpoint
from lockerd.codes.tree import consistency_path, grow, inclusion_path, leaf_hash, root_of
from lockerd.store import OutgoingEvent

Json = dict[str, Any]

ORIGIN: Final = note.origin_of(examples.SITE, 1)
NUMBER: Final = 2
OLD: Final = 3


def build(chain: list[OutgoingEvent]) -> Json:
    """The vectors of a log of these rows."""
    entries = [bytes.fromhex(event.row.hash) for event in chain]

    def root(first: int, end: int) -> bytes:
        return root_of(grow([], 0, entries[first:end])[0])

    size = len(entries)
    now, then = Checkpoint(ORIGIN, size, root(0, size)), Checkpoint(ORIGIN, OLD, root(0, OLD))
    path = inclusion_path(NUMBER - 1, size, root)
    shown = log_receipt.sign_inclusion(Inclusion(now, NUMBER - 1, tuple(path)), key=examples.SITE_KEY)
    grown = consistency_path(OLD, size, root)
    only_grew = log_receipt.sign_consistency(Consistency(now, OLD, tuple(grown)), key=examples.SITE_KEY)
    told = _row(chain[NUMBER - 1])
    file = proof_file.row_file(told, shown)
    growth = proof_file.growth_file(note.sign(then, key=examples.SITE_KEY), only_grew)
    larger = shown.replace(bytes([0x83, size, NUMBER - 1]), bytes([0x83, size + 1, NUMBER - 1]))
    return {
        "rule": "the tree of RFC 9162 (SHA-256) over the rows of an epoch; an entry is the 32 bytes of a row's hash, "
        "the row with number n is the leaf n - 1; SHA-256(00 || entry), SHA-256(01 || left || right)",
        "leaves": [leaf_hash(entry).hex() for entry in entries],
        "roots": [root(0, count).hex() for count in range(1, size + 1)],
        "checkpoints": {
            "rule": "C2SP tlog-checkpoint; the key's name is the origin, signature type 01",
            "notes": [note.sign(each, key=examples.SITE_KEY) for each in (then, now)],
        },
        "inclusion": {
            "rule": "COSE Receipt (RFC 9942), tag 18; protected header exactly alg (1) -19, kid (4), claims (15) with "
            "iss (1) the origin and sub (2) the size in decimal, typ (16), vds (395) 1; the root is the detached "
            "payload; row as in an event, without hash; one line of JSON, keys sorted, no spaces, UTF-8",
            "number": NUMBER,
            "path": [each.hex() for each in path],
            "receipt": base64url.encode(shown),
            "file": file,
        },
        "consistency": {
            "rule": "the same with proofs under -2; the checkpoint in the file is the older one",
            "since": OLD,
            "path": [each.hex() for each in grown],
            "receipt": base64url.encode(only_grew),
            "file": growth,
        },
        "refused": [
            {"why": "the row was altered", "file": file.replace('"compartment":"A07"', '"compartment":"A08"')},
            {"why": "another order", "file": file.replace(examples.ORDER, examples.ORDER[::-1])},
            {"why": "not in its one form", "file": file.replace(":", ": ", 1)},
            {"why": "a receipt of growth", "file": proof_file.row_file(told, only_grew)},
            {"why": "another size, which leads to the same root", "file": proof_file.row_file(told, larger)},
            {"why": "another beginning", "file": growth.replace(f"\\n{OLD}\\n", f"\\n{OLD - 1}\\n")},
        ],
    }


def _row(event: OutgoingEvent) -> Json:
    row = event.row
    told = {name: getattr(row, name) for name in proof_file.ROW_FIELDS if hasattr(row, name)}
    return told | {
        "salt": event.salt and event.salt.hex(),
        "fact": dict(row.data),
        "salts": dict(row.salts),
    }
