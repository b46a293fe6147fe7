"""How a message becomes a PUBLISH packet (MQTT 5, 3.3): its properties, and how large it is."""

from functools import lru_cache
from typing import Final

from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from lockerd.central.link import Post

NO_LIMIT: Final = 5 + (1 << 28) - 1
"""What MQTT itself can carry, where a broker names no Maximum Packet Size."""
_NO_PROPERTIES: Final = b"\x00"


class _Packed(Properties):
    """Properties packed once; paho packs them anew for every message, which costs as much as all the rest."""

    def __init__(self, properties: Properties) -> None:
        super().__init__(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        packed: bytes = properties.pack()  # type: ignore[no-untyped-call]
        object.__setattr__(self, "pack", lambda: packed)


def properties(post: Post) -> Properties | None:
    """The properties of its PUBLISH, None where there are none."""
    return _properties(post.content_type, post.correlation)


def packet_bytes(post: Post) -> int:
    """How large its PUBLISH is on the wire, fixed header included."""
    own = properties(post)
    packed: bytes = _NO_PROPERTIES if own is None else own.pack()  # type: ignore[no-untyped-call]
    remaining = 2 + len(post.topic.encode()) + 2 + len(packed) + len(post.payload.encode())
    return 1 + max(1, -(-remaining.bit_length() // 7)) + remaining


@lru_cache(maxsize=8)
def _properties(content_type: str | None, correlation: bytes | None) -> Properties | None:
    if correlation is None and content_type is None:
        return None
    made = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    if correlation is not None:
        made.CorrelationData = correlation
    if content_type is not None:
        made.ContentType = content_type
    return _Packed(made)
