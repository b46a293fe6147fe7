"""The published frames of lock boards, and what is known to be wrong among them."""

import json
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent.parent / "vectors"


@dataclass(frozen=True, slots=True)
class Vector:
    family: str
    name: str
    request: bytes
    replies: tuple[bytes, ...]


PUBLISHED_AS = {"kecheng": "bcc-kecheng"}


def vectors(*families: str) -> list[Vector]:
    rows = json.loads((_HERE / "lockboards.json").read_text())
    return [
        Vector(row["family"], row["name"], bytes.fromhex(row["request"]), tuple(map(bytes.fromhex, row["response"])))
        for row in rows
        if row["family"] in [PUBLISHED_AS.get(family, family) for family in families]
    ]


def known_bad(*families: str) -> list[tuple[str, bytes]]:
    rows = json.loads((_HERE / "lockboards_bad.json").read_text())
    return [(row["family"], bytes.fromhex(row["bytes"])) for row in rows if row["family"] in families]


def set_channels(bits: tuple[bool, ...]) -> set[int]:
    return {channel for channel, bit in enumerate(bits, 1) if bit}
