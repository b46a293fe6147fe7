"""The frames that Kerong's 48-lock boards share: six bytes a request, byte sum, no reply to an unlock.

Source: Kerong, "CU48 Protocol and Introduction", v2.1, 2020-03-23. Address 0A and lock number 30 mean *all*; they are
read here and never written.
"""

from dataclasses import dataclass

from lockerd.boards.checksums import byte_sum
from lockerd.boards.codec import ANY_BYTE, Ask, Codec, Profile, Shape, bits_of, matches
from lockerd.boards.frames import ForeignFrame, ForeignKind, Request, StatusReply, StatusRequest, UnlockRequest

STX, ETX = 0x02, 0x03
_ALL_BOARDS, _ALL_LOCKS = 0x0A, 0x30
_GROUPS = 6


@dataclass(frozen=True, slots=True)
class Commands:
    """What tells the boards of this kind apart."""

    status: int
    unlock: int
    status_reply: int


class Kerong48(Codec):
    """Codec of a board with six hook bytes, followed by six item bytes where the profile has items."""

    def __init__(self, profile: Profile, commands: Commands) -> None:
        groups = _GROUPS * (2 if profile.items else 1)
        boards = range(profile.min_address, profile.max_address + 1)
        self._commands = commands
        self._request_shape: Shape = (
            (STX,),
            range(_ALL_BOARDS + 1),
            (*range(profile.channels), _ALL_LOCKS),
            (commands.status, commands.unlock),
            (ETX,),
            ANY_BYTE,
        )
        self._reply_shape: Shape = (
            (STX,),
            boards,
            ANY_BYTE,
            (commands.status_reply,),
            *[ANY_BYTE] * groups,
            (ETX,),
            ANY_BYTE,
        )
        super().__init__(profile, (self._reply_shape,))

    def parse_request(self, data: bytes) -> Request | None:
        """See `Codec.parse_request`."""
        if not matches(data, self._request_shape) or data[-1] != byte_sum(data[:-1]):
            return None
        address, lock, command = data[1:4]
        board = None if address == _ALL_BOARDS else address
        channels = () if lock == _ALL_LOCKS else (lock + 1 - self.profile.index_base,)
        if command == self._commands.status:
            if lock != 0:
                return None
            return ForeignFrame(ForeignKind.STATUS_ALL, None) if board is None else StatusRequest(board)
        if board is None or not channels:
            return ForeignFrame(ForeignKind.UNLOCK_ALL, board, channels)
        return UnlockRequest(board, channels[0])

    def parse_reply(self, data: bytes) -> StatusReply | None:
        """See `Codec.parse_reply`; the lock number in a status reply means nothing and is not checked."""
        if not matches(data, self._reply_shape) or data[-1] != byte_sum(data[:-1]):
            return None
        bits = bits_of(data[4 : 4 + _GROUPS])[: self.profile.channels]
        return StatusReply(data[1], bits, bits_of(data[4 + _GROUPS : -2])[: self.profile.channels])

    def checksum_due(self, data: bytes) -> bytes:
        """See `Codec.checksum_due`: the low byte of the sum of all bytes before it."""
        return bytes((byte_sum(data[:-1]),))

    def _look(self, address: int) -> tuple[Ask, ...]:
        return (Ask(self._frame(address, 0, self._commands.status), len(self._reply_shape)),)

    def _unlock(self, address: int, lock: int) -> bytes:
        return self._frame(address, lock, self._commands.unlock)

    def _frame(self, address: int, lock: int, command: int) -> bytes:
        body = bytes((STX, address, lock, command, ETX))
        return body + bytes((byte_sum(body),))
