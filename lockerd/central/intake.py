"""What a broker may send, judged before it is read: nothing of a size, kind or number that we did not agree to (F63).

paho 2.2 reads a packet of any size into memory, keeps every message of QoS 2 until the broker lets go of it, answers
every PINGREQ and PUBREC whether or not anybody takes the answers, and gives up on packets it cannot read with whatever
its decoders raise. A broker that does one of these things breaks MQTT 5; the link ends, and is made anew by and by.
"""

import contextlib
from collections.abc import Callable
from typing import Final

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode

MAX_PACKET_BYTES: Final = 64 * 1024
"""Maximum Packet Size of MQTT 5 (3.1.2.11.4), fixed header included; four times the largest command."""

_CONNACK, _PUBLISH, _PUBACK, _SUBACK, _PINGRESP, _DISCONNECT = 0x20, 0x30, 0x40, 0x90, 0xD0, 0xE0
_ANSWERS: Final = frozenset({_CONNACK, _PUBACK, _SUBACK, _PINGRESP, _DISCONNECT})
_PROTOCOL_ERROR, _RECEIVE_MAXIMUM_EXCEEDED, _PACKET_TOO_LARGE = 0x82, 0x93, 0x95


class OversizedError(OSError):
    """Raised into paho's reading, which takes it for a broken socket: the packet is not read."""


class Intake:
    """Stands between the socket and paho's packets; one for each connection."""

    def __init__(
        self, paho: Client, *, full: Callable[[], bool], dropped: Callable[[], None], blame: Callable[[str], None]
    ) -> None:
        """Take over the reading of ``paho``.

        ``full`` says whether there is no room for another message, ``dropped`` hears of every message of QoS 0, and
        ``blame`` of the reason, in words, for which the link is ended.
        """
        self._paho = paho
        self._full = full
        self._dropped = dropped
        self._blame = blame
        self._receive = paho._sock_recv  # noqa: SLF001 - no public place knows a packet's length before its content
        self._handle = paho._packet_handle  # noqa: SLF001
        paho._sock_recv = self._read  # type: ignore[method-assign]  # noqa: SLF001
        paho._packet_handle = self._judge  # type: ignore[method-assign]  # noqa: SLF001

    def _read(self, bufsize: int) -> bytes:
        packet = self._paho._in_packet  # noqa: SLF001
        size = 1 + len(packet["remaining_count"]) + packet["remaining_length"]
        if packet["have_remaining"] and size > MAX_PACKET_BYTES:
            self._end(_PACKET_TOO_LARGE, f"the broker sends a packet of {size} bytes; {MAX_PACKET_BYTES} are agreed")
            raise OversizedError
        return self._receive(bufsize)

    def _judge(self) -> MQTTErrorCode:
        """Handle the packet that paho has read, unless we never asked for its kind."""
        command = self._paho._in_packet["command"]  # noqa: SLF001
        kind, qos = command & 0xF0, command >> 1 & 3
        if kind == _PUBLISH and qos == 0:  # bound by no Receive Maximum, and never a command
            self._dropped()
            return MQTTErrorCode.MQTT_ERR_SUCCESS
        if kind == _PUBLISH and qos == 1 and self._full():
            return self._end(_RECEIVE_MAXIMUM_EXCEEDED, "the broker sends more commands ahead than are agreed")
        if kind not in _ANSWERS and (kind, qos) != (_PUBLISH, 1):
            return self._end(_PROTOCOL_ERROR, f"the broker sends packets that nobody asked for ({command:#04x})")
        try:
            return self._handle()
        except Exception as unreadable:  # noqa: BLE001 - struct, index, Unicode, MQTT errors: paho's decoders raise all
            return self._end(
                _PROTOCOL_ERROR, f"the broker sends what cannot be read ({type(unreadable).__name__} at {command:#04x})"
            )

    def _end(self, reason: int, words: str) -> MQTTErrorCode:
        """Tell the broker why, if that costs no waiting; paho then closes the socket."""
        self._blame(words)
        if not self._paho._out_packet:  # noqa: SLF001 - else this would stand in the middle of another packet
            with contextlib.suppress(OSError):
                self._paho._sock_send(bytes((_DISCONNECT, 1, reason)))  # noqa: SLF001
        return MQTTErrorCode.MQTT_ERR_PROTOCOL
