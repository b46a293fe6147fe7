"""The commands that move a lock or change a setting, by data sheet, and whether bytes with free places can hold one.

A frame is a list of places, each with the values it may have. Whether a command fits into an answer is decided, not
sampled: by the values place by place, and by following the possible checksums of both from place to place.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import and_, contains, xor

Places = Sequence[Collection[int]]
ANY = range(256)
BRUTE = 1 << 22


@dataclass(frozen=True)
class Command:
    dialect: str
    places: Places
    check: str
    """How it is closed: sum, xor, crc, none, or sum7 (before the data)."""
    moves: bool = True
    """Whether it moves a lock; if not, it changes a setting."""


def _crc_step(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC_STEPS = tuple(map(_crc_step, ANY))


def crc(data: bytes) -> bytes:
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _CRC_STEPS[(value ^ byte) & 0xFF]
    return value.to_bytes(2, "little")


CLOSED: dict[str, Callable[[bytes], bool]] = {
    "sum": lambda f: sum(f[:-1]) & 0xFF == f[-1],
    "xor": lambda f: reduce(xor, f) == 0,
    "crc": lambda f: crc(f[:-2]) == f[-2:],
    "sum7": lambda f: sum(f[:7] + f[8:]) & 0xFF == f[7],
    "none": lambda f: True,
}
BCC_BOARDS = range(1, 32)
WKLY = [(each,) for each in b"WKLY"]


def _commands() -> Iterator[Command]:
    yield Command("cu16", [(2,), ANY, (0x31, 0x33), (3,), ANY], "sum")
    for family, fire in (("cu48", 0x51), ("cu48b", 0x61)):
        yield Command(family, [(2,), range(11), range(49), (fire,), (3,), ANY], "sum")
    for size in range(9):
        for moves, commands in ((True, (0x81,)), (False, (0x82, 0x83, 0x84, 0x85, 0x8E))):
            head = [(2,), range(17), range(13), commands, (0,), (size,), (3,), ANY]
            yield Command("cu12", [*head, *[ANY] * size], "sum7", moves)
    for word in (0x11, 0x33):
        for header in (0x8A, 0x9A, 0x9B):
            yield Command("bcc", [(header,), BCC_BOARDS, range(51), (word,), ANY], "xor")
        yield Command("bcc", [(0x8A,), BCC_BOARDS, range(51), (word,), range(1, 10), ANY], "xor")
    for masks in (3, 7):
        yield Command("bcc", [(0x90,), BCC_BOARDS, *[ANY] * masks, ANY], "xor")
    for header, words in ((0x9D, (0x33,)), (0x7C, (3,)), (0x7A, (0x33,))):
        yield Command("bcc", [(header,), BCC_BOARDS, range(25), words, ANY], "xor")
    for header, words in ((0x7F, (0x11,)), (0x8D, (0, 1)), (0x7E, ANY)):
        yield Command("bcc", [(header,), BCC_BOARDS, range(25), words, ANY], "xor", moves=False)
    yield Command("winnsen", [(0x90,), (6,), (5,), range(32), range(1, 17), (3,)], "none")
    yield Command("wkly", [*WKLY, (8,), range(32), (0x86,), ANY], "xor")
    yield Command("wkly", [*WKLY, (9,), range(32), (0x81, 0x82, 0x88, 0x89), range(25), ANY], "xor")
    for count in range(1, 25):
        several = [(9 + count,), range(32), (0x80, 0x87), (count,), *[range(25)] * count, ANY]
        yield Command("wkly", [*WKLY, *several], "xor")
    relays, low = range(32), (*range(32), 0xFF)
    yield Command("modbus", [ANY, (5,), (0, 1, 2, 4), low, ANY, ANY, ANY, ANY], "crc")
    yield Command("modbus", [ANY, (6,), (0x10, 0x20, 0x40), relays, ANY, ANY, ANY, ANY], "crc", moves=False)
    for size in range(1, 5):
        many = [ANY, (0x0F,), (0,), relays, (0,), range(1, 33), (size,), *[ANY] * size, ANY, ANY]
        yield Command("modbus", many, "crc")
    for size in range(2, 9, 2):
        registers = [ANY, (0x10,), (0x10, 0x20, 0x40), relays, (0,), (size // 2,), (size,), *[ANY] * size, ANY, ANY]
        yield Command("modbus", registers, "crc", moves=False)


COMMANDS = tuple(_commands())


def commands_in(data: bytes, *, settings: bool = True) -> set[str]:
    """Whose boards find a command in these bytes, wherever they begin to listen and whenever a pause lets them."""
    wanted = [command for command in COMMANDS if settings or command.moves]
    return {command.dialect for command in wanted if any(_instances(command, data))}


def sealed(head: bytes, check: str) -> bytes:
    """The frame that begins so, with its checksum at the end; for ``sum7`` the place is there already."""
    room = {"sum": 1, "xor": 1, "crc": 2}.get(check, 0)
    frame = bytearray(head + bytes(room))
    _seal(frame, 0, check)
    return bytes(frame)


def _instances(command: Command, data: bytes) -> Iterator[bytes]:
    places, closed = command.places, CLOSED[command.check]
    rarest = min(range(len(places)), key=lambda n: len(places[n]))
    for byte in places[rarest]:
        at = -1
        while (at := data.find(byte, at + 1)) >= 0:
            window = data[max(0, at - rarest) : at - rarest + len(places)]
            if len(window) == len(places) and all(map(contains, places, window)) and closed(window):
                yield window


def endangered(before: bytes, answer: Places, check: str, *, but: Collection[str] = ()) -> set[str]:
    """Whose boards could find a command in a question and its answer, whatever stands in the answer's open places.

    Commands of the dialects in ``but`` are not looked for.
    """
    frame = [1 << byte for byte in before] + [_mask(place) for place in answer]
    found: set[str] = set()
    for command, masks in zip(COMMANDS, _MASKS, strict=True):
        if command.dialect in but or command.dialect in found:
            continue
        for at in range(len(frame) - len(masks) + 1):
            if all(map(and_, masks, frame[at:])) and _fits(frame, len(before), check, command, at):
                found.add(command.dialect)
                break
    return found


def _mask(place: Collection[int]) -> int:
    return sum(1 << byte for byte in set(place))


_MASKS = tuple(tuple(map(_mask, command.places)) for command in COMMANDS)


def _fits(frame: Sequence[int], begins: int, check: str, command: Command, at: int) -> bool:
    narrowed = [[byte for byte in ANY if place >> byte & 1] for place in frame]
    for n, allowed in enumerate(command.places, at):
        narrowed[n] = [byte for byte in narrowed[n] if byte in allowed]
    if check in {"sum", "none"} and command.check not in {"crc", "sum7"}:
        return _follow(narrowed, begins if check == "sum" else len(frame), command, at)
    return _try_all(narrowed, begins, check, command, at)


def _follow(frame: Sequence[list[int]], begins: int, command: Command, at: int) -> bool:
    """Carry all pairs of (checksum of the command so far, sum of the answer so far) from place to place."""
    states = {0: 1}  # by the command's checksum, the answer's sums as bits of a number
    last, end = at + len(command.places) - 1, len(frame) - 1
    for n, place in enumerate(frame):
        following: dict[int, int] = {}
        for of_command, sums in states.items():
            for byte in place:
                if n == last and command.check != "none" and byte != of_command:
                    continue
                left = sums & (1 << byte) if n == end >= begins else sums
                sealed = _carry(of_command, byte, command.check) if at <= n <= last else of_command
                following[sealed] = following.get(sealed, 0) | (_turned(left, byte) if n >= begins else left)
        states = {of_command: sums for of_command, sums in following.items() if sums}
    return bool(states)


def _turned(sums: int, by: int) -> int:
    return (sums << by | sums >> (256 - by)) & (1 << 256) - 1


def _carry(value: int, byte: int, check: str) -> int:
    return (value + byte) & 0xFF if check == "sum" else value ^ byte


def _try_all(frame: Sequence[list[int]], begins: int, check: str, command: Command, at: int) -> bool:
    own = {"sum": [len(frame) - 1], "xor": [len(frame) - 1], "crc": [len(frame) - 2, len(frame) - 1]}
    seals = {*own.get(check, ()), *([begins + 7] if check == "sum7" else ())}
    end = at + len(command.places)
    sealed_inside = seals & set(range(at, end))
    if not sealed_inside:  # then what stands outside does not matter
        frame = [place if at <= n < end else place[:1] for n, place in enumerate(frame)]
    free = [n for n in range(len(frame)) if n not in seals]
    tries = reduce(lambda count, n: count * len(frame[n]), free, 1)
    assert tries <= BRUTE, f"too many answers to try: {tries}"
    closed = CLOSED[command.check]
    for values in product(*(frame[n] for n in free)):
        data = bytearray(len(frame))
        for n, byte in zip(free, values, strict=True):
            data[n] = byte
        _seal(data, begins, check)
        if all(data[n] in frame[n] for n in sealed_inside) and closed(bytes(data[at:end])):
            return True
    return False


def _seal(data: bytearray, begins: int, check: str) -> None:
    match check:
        case "sum":
            data[-1] = sum(data[begins:-1]) & 0xFF
        case "xor":
            data[-1] = reduce(xor, data[begins:-1])
        case "crc":
            data[-2:] = crc(bytes(data[begins:-2]))
        case "sum7":
            data[begins + 7] = 0
            data[begins + 7] = sum(data[begins:]) & 0xFF
        case _:
            pass
